import assert from 'node:assert/strict';
import { test } from 'node:test';

import { functionIndex } from '../../../src/profile/index.ts';
import { differentialFlame } from '../../../src/report/flame/differential-flame.ts';
import { flameSvg } from '../../../src/report/flame/flame-svg.ts';
import type { FlameSide } from '../../../src/report/flame/flame-tree.ts';
import { SVG_BYTES_MAX } from '../../../src/report/flame/limits.ts';
import { flameTree } from '../../../src/report/flame/make-flame-tree.ts';
import {
  madeProfile,
  type MadeSample,
  noSource,
  SUBJECT,
} from '../../profile/analyse/made-profile.ts';

function side(samples: readonly MadeSample[]): FlameSide {
  return { runs: [[madeProfile(samples)]], index: functionIndex(SUBJECT), sourceOf: noSource };
}

const SIMPLE = flameTree(
  side([
    { stack: ['main@/app/a.js:1:1', 'half'], value: 50 },
    { stack: ['main@/app/a.js:1:1'], value: 50 },
  ]),
);

test('each frame is a rectangle with a title that tells all', () => {
  const svg = flameSvg(SIMPLE, { title: 'parse' });
  const frames = [...svg.matchAll(/<g><title>([^<]*)<\/title><rect [^>]*?width="([\d.]+)"/gu)];
  assert.deepEqual(
    frames.map(([, title, width]) => [title, Number(width)]),
    [
      ['all: 100 %, 100 ns, of its own 0 ns', 1175],
      ['main (a.js:1): 100 %, 100 ns, of its own 50.0 ns', 1175],
      ['half: 50 %, 50.0 ns, of its own 50.0 ns', 587],
    ],
  );
});

test('it runs nothing, loads nothing and has both colour schemes', () => {
  const svg = flameSvg(SIMPLE, { title: 'x' });
  assert.doesNotMatch(svg, /<script|\bon\w+=|href|url\(|@import|<image|<foreignObject/u);
  assert.match(svg, /prefers-color-scheme:dark/u);
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/u);
});

test('the root can be at the bottom', () => {
  assert.deepEqual(places('bottom'), places('top').toReversed());
});

test('however many frames there are, it stays below its limit and says what it shows', () => {
  const name = 'nameOfAFunctionThatIsRatherLong'.repeat(4);
  const samples = Array.from({ length: 900 }, (_, number) => ({
    stack: [`${name}${number % 60}`, `${name}${number}`, `${name}x${number}`],
    value: 1_000 + number,
  }));
  const svg = flameSvg(flameTree(side(samples)), { title: 'wide', width: 4_000 });
  const bytes = Buffer.byteLength(svg);
  assert.ok(bytes <= SVG_BYTES_MAX, `${bytes} bytes`);
  assert.ok(bytes > SVG_BYTES_MAX / 3, `${bytes} bytes are fewer than fit`);
  assert.match(svg, /Shown are frames from 0\.\d+ % on/u);
});

test('text never sticks out of its frame', () => {
  const samples = Array.from({ length: 40 }, (_, number) => ({
    stack: ['m', `ein_${'langer_'.repeat(number % 5)}name漢字${number}`],
    value: 1 + number * number,
  }));
  const svg = flameSvg(flameTree(side(samples)), { title: 'x' });
  const texts = [...svg.matchAll(/width="([\d.]+)" height="17"\/><text [^>]*>([^<]*)</gu)];
  assert.ok(texts.length > 5);
  for (const [, width, text = ''] of texts) {
    const columns = Array.from(text).reduce((sum, one) => sum + (one >= '\u2e80' ? 2 : 1), 0);
    assert.ok(columns * 6.62 + 3 <= Number(width), `${text} in ${width}`);
  }
});

test('names from a stranger are text, also in XML', () => {
  const evil = '</title><script>alert(1)</script>\ufffe&"\'\u0000\ud800';
  const tree = flameTree(side([{ stack: [evil], value: 1 }]));
  const svg = flameSvg(tree, { title: evil });
  assert.doesNotMatch(svg, /<script/u);
  // oxlint-disable-next-line no-control-regex -- these are what XML does not take
  assert.doesNotMatch(svg, /[\u0000-\u0008\ufffe\uffff\ud800-\udfff]/u);
});

test('a differential picture names the test and marks what is gone', () => {
  const tree = differentialFlame(
    side([{ stack: ['old'], value: 5 }]),
    side([{ stack: ['new'], value: 6 }]),
    { byFunction: new Map(), test: 'Tested with care.' },
  );
  const svg = flameSvg(tree, { title: 'x' });
  assert.match(svg, /Tested with care\./u);
  assert.match(svg, /class="gone was"/u);
  assert.match(svg, /before 5\.00 ns, after 0 ns/u);
});

/** Where the rows of a picture begin, in the order of the tree. */
function places(root: 'top' | 'bottom'): number[] {
  const svg = flameSvg(SIMPLE, { title: 'x', root });
  return [...svg.matchAll(/ y="([\d.]+)" width="[\d.]+" height="17"/gu)].map(([, y]) => Number(y));
}
