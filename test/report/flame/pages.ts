import { functionIndex, type Profile } from '../../../src/profile/index.ts';
import { differentialFlame } from '../../../src/report/flame/differential-flame.ts';
import { flameHtml } from '../../../src/report/flame/flame-html.ts';
import type { FlameSide } from '../../../src/report/flame/flame-tree.ts';
import { flameTree } from '../../../src/report/flame/make-flame-tree.ts';
import { madeProfile, noSource, SUBJECT } from '../../profile/analyse/made-profile.ts';

/** A name that would be markup, code or a reversal of the line if it were anything but text. */
export const EVIL = `</script><img src=x onerror=alert(1)>\u202e'"&\${1}`;

const PARSE = '/app/node_modules/marked/lib.js:10:1';
const TIMES: readonly (readonly [readonly string[], number])[] = [
  [['main@/app/src/main.js:1:1', `parse@${PARSE}`, 'lexer@/app/src/lexer.js:5:1'], 400e6],
  [['main@/app/src/main.js:1:1', `parse@${PARSE}`, 'lexer@/app/src/lexer.js:5:1', 'gc:(gc)'], 90e6],
  [['main@/app/src/main.js:1:1', `parse@${PARSE}`, 'builtin:replace'], 110e6],
  [['main@/app/src/main.js:1:1', 'render@/app/src/render.js:7:1'], 250e6],
  [['main@/app/src/main.js:1:1', 'render@/app/src/render.js:7:1', EVIL], 100e6],
  [['main@/app/src/main.js:1:1', 'helper@/app/node_modules/deep/index.js:2:1'], 30e6],
  [['runtime:(program)'], 20e6],
];

function timed(factorOf: (stack: readonly string[]) => number): Profile {
  return madeProfile(TIMES.map(([stack, value]) => ({ stack, value: value * factorOf(stack) })));
}

function side(profile: Profile): FlameSide {
  return { runs: [[profile]], index: functionIndex(SUBJECT), sourceOf: noSource };
}

/** A page with views of CPU, allocation and GC. */
export function threeViews(): string {
  const cpu = timed(() => 1);
  const bytes = madeProfile([{ stack: ['main@/app/src/main.js:1:1', 'buffers'], value: 5e6 }], {
    unit: 'bytes',
  });
  return flameHtml({
    title: 'parse-large',
    kicker: 'node parse.js, commit 1a2b3c4',
    dataFile: 'flame.json',
    views: [
      { label: 'CPU', tree: flameTree(side(cpu)) },
      { label: 'Allocation', tree: flameTree(side(bytes)) },
      { label: 'GC', tree: flameTree(side(cpu), { only: 'gc' }) },
    ],
  });
}

/** A page in which `render` became slower. */
export function difference(): string {
  const before = side(timed(() => 1));
  const after = side(timed((stack) => (stack.at(-1)?.startsWith('render') === true ? 2 : 1)));
  const none = differentialFlame(before, after, { byFunction: new Map(), test: '' });
  const id = none.frames.find(({ name }) => name === 'render')?.id ?? '';
  const change = { change: 250e6, lo: 200e6, hi: 300e6, pValue: 0.0002, significant: true };
  return flameHtml({
    title: 'Before and after',
    kicker: 'two commits',
    dataFile: 'flame.json',
    views: [
      {
        label: 'CPU',
        tree: differentialFlame(before, after, {
          byFunction: new Map([[id, change]]),
          test: "Welch's t at 1 %.",
        }),
      },
    ],
  });
}

/** A page with close to the most nodes that a tree can have. */
export function largePage(): string {
  const samples = Array.from({ length: 4_900 }, (_, number) => ({
    stack: [`outer${number % 70}`, `middle${number}`, `inner${number}`],
    value: 1_000 + (number % 9),
  }));
  return flameHtml({
    title: 'Large',
    kicker: 'made',
    dataFile: 'flame.json',
    views: [{ label: 'CPU', tree: flameTree(side(madeProfile(samples))) }],
  });
}
