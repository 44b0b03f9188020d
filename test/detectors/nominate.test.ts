import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nominate, NOTHING_OBSERVED } from '../../src/detectors/index.ts';
import { hot, nominateIn } from './observed-for.ts';

const SEARCH = `export function distinct(items: string[]): string[] {
  const seen: string[] = [];
  for (const item of items) {
    if (!seen.includes(item)) {
      seen.push(item);
    }
  }
  return seen;
}
`;
const GROWING = [1, 2, 4, 8].map((factor) => ({ size: factor * 1_000, ms: factor ** 2 }));

test('a hot line that fits the code is likely, and confirmed when the growth agrees', () => {
  const [alone] = nominateIn('a.ts', SEARCH, [4]).nominations;
  assert.deepEqual(
    [alone?.rule, alone?.file, alone?.line, alone?.confidence],
    ['search-in-loop', 'a.ts', 4, 'likely'],
  );
  assert.match(alone?.evidence ?? '', /^Line 4 takes 40 % of the workload: `includes` walks/);
  assert.deepEqual(alone?.share, { estimate: 0.4, lo: 0.3, hi: 0.5 });

  const scaling = [{ name: 'distinct', file: 'a.ts', line: 1, points: GROWING }];
  const both = nominateIn('a.ts', SEARCH, [4], { scaling }).nominations;
  assert.deepEqual(
    both.map(({ rule, confidence }) => [rule, confidence]),
    [
      ['search-in-loop', 'confirmed'],
      ['superlinear', 'likely'],
    ],
  );
  assert.match(both[0]?.evidence ?? '', /its time grows as size\^2\.00\.$/);
});

test('without hot lines the same code is only a weak suspect', () => {
  const [only] = nominateIn('a.ts', SEARCH, []).nominations;
  assert.equal(only?.confidence, 'weak');
  assert.match(only?.evidence ?? '', /its lines unknown/);
});

test('the same code is no suspect when the time is elsewhere', () => {
  assert.deepEqual(nominateIn('a.ts', SEARCH, [8]).nominations, []);
});

test('reads JSX, TypeScript, decorators, optional chains and a byte order mark', () => {
  const tsx = SEARCH.replace('return seen', 'return <ul>{...seen}</ul> as any; return seen');
  assert.equal(nominateIn('a.tsx', tsx, [4]).nominations.length, 1);
  const decorated = `@sealed class A { m(@Inject() x: B) { for (const y of x.all) { this.list?.includes(y); } } list: string[] = [] }`;
  assert.equal(nominateIn('a.ts', decorated, [1]).nominations.length, 1);
  const marked = `\uFEFF#!/usr/bin/env node\nfor (const a of b) c.find((d) => d.id === a);`;
  assert.equal(
    nominateIn('a.mjs', marked.replace('#!/usr/bin/env node', ''), [2]).nominations.length,
    1,
  );
});

function said(file: string, text: string): string {
  return nominateIn(file, text, [1]).caveats.join(' ');
}

test('says which files it could not look at, and why', () => {
  assert.match(said('a.js', 'function ( {'), /No rule looked at the code of a\.js: the parser/);
  assert.match(said('a.js', '['.repeat(50_000)), /it is nested too deeply/);
  assert.match(said('a.js', 'x;'.repeat(1_000_001)), /2000002 characters/);
  assert.match(said('a.js', 'x;'.repeat(250_000)), /more than 400000 syntax nodes/);
  assert.match(
    said('a.py', 'def f(): pass'),
    /1 hot function is in \.py files, whose code no rule/,
  );
  const gone = nominate({
    hotFunctions: [hot('gone.js', 1, [1])],
    files: [],
    sourceOf: () => null,
    runtime: NOTHING_OBSERVED,
  });
  assert.match(gone.caveats.join(), /gone\.js could not be read/);
});

test('has no caveat for what has no code to read', () => {
  const report = nominate({
    hotFunctions: [hot('node:fs', 1, []), hot('', 0, [])],
    files: [],
    sourceOf: () => null,
    runtime: NOTHING_OBSERVED,
  });
  assert.deepEqual(report, { nominations: [], caveats: [] });
});

test('walks code that is nested deeper than a stack', () => {
  const chain = `function f() { for (const a of b) { x${'.y'.repeat(30_000)}.includes(a); } }`;
  assert.equal(nominateIn('a.js', chain, [1]).caveats.length, 0);
});

test('other languages are judged by what was seen at run time', () => {
  const report = nominate({
    hotFunctions: [hot('a.py', 3, [4])],
    files: [],
    sourceOf: () => 'def f(): pass',
    runtime: {
      ...NOTHING_OBSERVED,
      scaling: [{ name: 'f', file: 'a.py', line: 3, points: GROWING }],
    },
  });
  assert.deepEqual(
    report.nominations.map(({ rule, share }) => [rule, share?.estimate]),
    [['superlinear', 0.4]],
  );
});

test('gives one nomination for each rule and place, at most sixty, and says what it left out', () => {
  const twice = 'for (const a of b) { list.push(1); list.includes(a); list.indexOf(a); }';
  assert.equal(nominateIn('a.js', twice, [1]).nominations.length, 1);
  const lines = Array.from(
    { length: 80 },
    () => 'for (const a of b) list.find((c) => c.id === a);',
  );
  const { nominations, caveats } = nominateIn(
    'a.js',
    `const list = [];\n${lines.join('\n')}`,
    lines.map((_, index) => index + 2).slice(0, 19),
  );
  assert.equal(nominations.length, 19);
  assert.deepEqual(caveats, []);
  const spread = nominate({
    hotFunctions: lines.map((_, index) => ({
      ...hot('a.js', 1, [index + 2]),
      endLine: 90,
    })),
    files: [],
    sourceOf: () => lines.join('\n'),
    runtime: NOTHING_OBSERVED,
  });
  assert.equal(spread.nominations.length, 60);
  assert.deepEqual(spread.caveats, ['19 weaker nominations were left out.']);
});

test('shares that are no numbers say nothing', () => {
  const broken = { ...hot('a.ts', 1, [4]), share: { estimate: Number.NaN, lo: 0, hi: 1 } };
  const lines = { ...hot('a.ts', 1, []), hotLines: [{ line: 4, share: Number.NaN }] };
  const report = nominate({
    hotFunctions: [broken, lines],
    files: [],
    sourceOf: () => SEARCH,
    runtime: NOTHING_OBSERVED,
  });
  assert.deepEqual(
    report.nominations.map(({ confidence }) => confidence),
    ['weak'],
  );
});

test('time of the runtime’s own functions counts for the call that asked for it', () => {
  const text = `function gather(chunks) {
  let all = Buffer.alloc(0);
  for (const chunk of chunks) all = Buffer.concat([all, chunk]);
  return all;
}
const MAIL = /^([a-z]+[-.]?)+@/;
function first(text) { return MAIL.test(text); }
function second(text) { return MAIL.test(text); }
`;
  const frame = 'RegExp: ^([a-z]+[-.]?)+@';
  const report = nominate({
    hotFunctions: [
      { ...hot('a.js', 1, [4]), callees: [{ name: 'concat', share: 0.55 }] },
      { ...hot('a.js', 8, [1]), callees: [{ name: frame, share: 0.4 }] },
      { ...hot('', 0, []), name: frame },
    ],
    files: [],
    sourceOf: () => text,
    runtime: NOTHING_OBSERVED,
  });
  assert.deepEqual(
    report.nominations.map(({ rule, line, confidence }) => [rule, line, confidence]),
    [
      ['hot-regex', 8, 'confirmed'],
      ['concat-in-loop', 3, 'likely'],
      ['backtracking-regex', 6, 'likely'],
    ],
  );
  assert.match(report.nominations[1]?.evidence ?? '', /^`concat`, called in at1, takes 55 % of/);
});

test('the anonymous function of the first line is the module itself', () => {
  const text = `function other() { return 1; }
for (const name of names) { text = JSON.parse(JSON.stringify(name)); }
`;
  const report = nominate({
    hotFunctions: [{ ...hot('a.js', 1, []), name: '' }],
    files: [],
    sourceOf: () => text,
    runtime: NOTHING_OBSERVED,
  });
  assert.deepEqual(
    report.nominations.map(({ rule, line }) => [rule, line]),
    [['json-clone', 2]],
  );
});
