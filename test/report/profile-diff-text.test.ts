import assert from 'node:assert/strict';
import { test } from 'node:test';

import { profileDiffText, type ProfileDiffView } from '../../src/report/index.ts';

const STYLE = { color: false, width: 120, unicode: false };

type Diff = ProfileDiffView['benchmarks'][number]['diff'];
type Change = Extract<Diff, { kind: 'compared' }>['changes'][number];

function change(label: string, ms: readonly [number, number], verdict: Change['verdict']): Change {
  const [before, after] = [ms[0] * 1e6, ms[1] * 1e6];
  const estimate = after - before;
  const difference = { estimate, lo: estimate - 1e6, hi: estimate + 1e6 };
  return { id: label, ids: [label], label, before, after, difference, pValue: 0.004, verdict };
}

function textOf(diff: Diff): string {
  return profileDiffText(
    {
      base: { name: 'main', commit: '0123456789abcdef' },
      head: { name: 'fedcba9876', commit: 'fedcba9876543210' },
      benchmarks: [{ benchmark: 'parse', runs: 10, diff, caveats: ['A caveat.'] }],
    },
    STYLE,
  );
}

test('changes that are sure are listed with their times, the rest is counted', () => {
  const text = textOf({
    kind: 'compared',
    total: { before: 300e6, after: 309.5e6 },
    changes: [
      change('lex (src/lexer.js:12)', [30, 42], 'slower'),
      change('parse (src/parser.js:3)', [20, 17], 'faster'),
      change('write (src/write.js:9)', [5, 6], 'unclear'),
    ],
    untested: 40,
  });
  assert.match(text, /parse: CPU time by function, main \(0123456789\) before, fedcba9876 after/);
  assert.match(text, /\(10 profiled runs of each, in turn\)/);
  assert.match(text, /All of it: 300 ms before, 310 ms after\./);
  assert.match(text, /lex \(src\/lexer\.js:12\) +30\.0 ms +42\.0 ms +\+12\.0 ms +11\.0 to 13\.0/);
  assert.match(text, /parse \(src\/parser\.js:3\) +20\.0 ms +17\.0 ms +-3\.0 ms/);
  assert.doesNotMatch(text, /write\.js/);
  assert.match(text, /No other function changed for sure: 3 functions tested together, 40 too/);
  assert.match(text, /- A caveat\./);
});

test('nothing that changed and too few runs are said as such', () => {
  const none = textOf({
    kind: 'compared',
    total: { before: 1e6, after: 1e6 },
    changes: [],
    untested: 0,
  });
  assert.match(none, /No function changed for sure/);
  assert.match(textOf({ kind: 'too-few-runs', runsMin: 3 }), /fewer than 3 runs/);
});
