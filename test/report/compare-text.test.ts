import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CompareResult } from '../../src/model/index.ts';
import { compareText } from '../../src/report/compare-text.ts';
import { displayWidth } from '../../src/report/safe-text.ts';
import { matchesGolden } from './golden.ts';
import {
  compareResult,
  fasterResult,
  hostileResult,
  matrixResult,
  variedResult,
} from './results.ts';

const PLAIN = { color: false, width: 80, unicode: true };

test('the first line is the result in plain words', () => {
  const [first] = compareText(fasterResult(), { ...PLAIN, width: 160 }).split('\n');
  assert.match(
    first ?? '',
    /^✔ head is 12\.\d % faster than main \(95 % interval .* to .* %\), confirmed on 60 fresh/u,
  );
});

test('a comparison of two reads as in its golden file', () => {
  matchesGolden(compareText(fasterResult(), PLAIN), 'compare-faster.txt');
});

test('one of each verdict reads as in its golden file', () => {
  matchesGolden(compareText(variedResult(), PLAIN), 'compare-varied.txt');
});

test('a matrix of many candidates reads as in its golden file', () => {
  matchesGolden(compareText(matrixResult(), PLAIN), 'compare-matrix.txt');
});

test('a narrow ASCII terminal gets the same in its golden file', () => {
  const text = compareText(fasterResult(), { color: false, width: 60, unicode: false });
  matchesGolden(text, 'compare-faster-ascii.txt');
});

test('colours are there when asked for and only then', () => {
  assert.ok(compareText(fasterResult(), { ...PLAIN, color: true }).includes('\u001b[32m'));
  assert.ok(!compareText(fasterResult(), PLAIN).includes('\u001b'));
});

test('no line is wider than the terminal, whatever the names', () => {
  for (const result of [fasterResult(), variedResult(), matrixResult(), hostileResult()]) {
    for (const width of [40, 60, 80, 120, 160]) {
      for (const unicode of [true, false]) {
        const text = compareText(result, { color: false, width, unicode });
        const wide = text.split('\n').filter((line) => displayWidth(line) > width);
        assert.deepEqual(wide, [], `at ${width} columns`);
      }
    }
  }
});

test('hostile names take no effect', () => {
  const text = compareText(hostileResult(), PLAIN);
  assert.ok(!text.includes('\u001b'));
  assert.ok(!text.includes('\u202e'));
  // oxlint-disable-next-line no-control-regex -- only ASCII may be left
  assert.match(compareText(hostileResult(), { ...PLAIN, unicode: false }), /^[\n\u0020-\u007e]*$/u);
});

test('every table says the mode of its numbers', () => {
  const text = compareText(variedResult(), PLAIN);
  assert.equal(text.match(/wall time, free; lower is better/gu)?.length, 4);
  assert.equal(text.match(/CPU time, free/gu)?.length, 4);
});

test('what weakens a result is said once, with where it was seen and what to do', () => {
  const text = compareText(matrixResult(), { ...PLAIN, width: 160 });
  assert.equal(text.match(/The outputs were not compared/gu)?.length, 1);
  assert.match(text, /\(quick on size = 1000; merge on size = 1000; and 4 more\)/u);
  assert.match(text, /→ Add --expect-same-output/u);
});

test('different outputs are the loudest weakness', () => {
  const result = compareResult({ seed: 1, candidates: { head: 0.8 }, sameOutput: false });
  assert.match(compareText(result, PLAIN), /may not do the same work/u);
});

test('a result without a number shows none', () => {
  const text = compareText(withoutNumbers(fasterResult()), PLAIN);
  assert.match(text, /No verdict on head/u);
  assert.match(text, /head {2,}– {2,}– /u);
  assert.ok(!text.includes('0 ± 0'));
});

test('nothing compared is said so', () => {
  const text = compareText({ ...fasterResult(), comparisons: [], samples: [] }, PLAIN);
  assert.match(text, /^Nothing was compared\./u);
});

function withoutNumbers(result: CompareResult): CompareResult {
  const none = { median: 0, mad: 0 };
  return {
    ...result,
    comparisons: result.comparisons.map((comparison) => ({
      ...comparison,
      candidates: comparison.candidates.map((candidate) => ({
        ...candidate,
        metrics: Object.fromEntries(
          Object.entries(candidate.metrics).map(([metric, one]) => [
            metric,
            {
              ...one,
              verdict: 'inconclusive' as const,
              ratio: null,
              pValue: null,
              halves: [],
              pairs: { screening: 20, confirmation: 0 },
              base: none,
              candidate: none,
            },
          ]),
        ),
      })),
    })),
  };
}
