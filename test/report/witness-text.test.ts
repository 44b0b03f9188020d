import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CompareResult, Witness } from '../../src/model/index.ts';
import { compareSummaryCsv } from '../../src/report/compare-csv.ts';
import { compareHtml } from '../../src/report/compare-html.ts';
import { compareMarkdown } from '../../src/report/compare-markdown.ts';
import { compareText } from '../../src/report/compare-text.ts';
import { compareJson } from '../../src/report/schema-json.ts';
import { fasterResult, matrixResult } from './results.ts';

const STYLE = { color: false, width: 200, unicode: true };

const WITNESS: Witness = {
  kind: 'cachegrind',
  base: [5_717_072, 5_717_052, 5_717_819],
  candidate: [5_002_438, 5_002_000, 5_003_100],
  ratio: { estimate: 0.875, lo: 0.8748, hi: 0.8751 },
};

function withWitness(result: CompareResult, witness: Witness | null): CompareResult {
  const comparisons = result.comparisons.map((comparison) => ({
    ...comparison,
    candidates: comparison.candidates.map((candidate) => ({ ...candidate, witness })),
  }));
  return { ...result, comparisons };
}

const SENTENCE =
  'Second witness (cachegrind): instructions 5,717,072 → 5,002,438, ratio 0.8750 (range 0.8748 to ' +
  '0.8751, 3 runs each).';

test('a second witness is told in text, Markdown and HTML', () => {
  const result = withWitness(fasterResult(), WITNESS);
  assert.ok(compareText(result, STYLE).includes(SENTENCE));
  assert.ok(compareMarkdown(result).includes(`- ${SENTENCE}`));
  assert.ok(compareHtml(result).includes(SENTENCE));
});

test('one that could not count says so, and without one nothing is said', () => {
  const asked = compareText(withWitness(fasterResult(), null), STYLE);
  assert.match(asked, /Second witness: instructions could not be counted\./);
  assert.doesNotMatch(compareText(fasterResult(), STYLE), /witness/i);
});

test('several candidates are told apart', () => {
  const text = compareText(withWitness(matrixResult(), WITNESS), STYLE);
  assert.match(text, /quick: Second witness/);
  assert.match(text, /merge: Second witness/);
});

test('the JSON has every count, and null for none', () => {
  for (const witness of [WITNESS, null]) {
    const parsed: CompareResult = JSON.parse(compareJson(withWitness(fasterResult(), witness)));
    assert.deepEqual(parsed.comparisons[0]?.candidates[0]?.witness, witness);
  }
  assert.doesNotMatch(compareJson(fasterResult()), /witness/);
});

test('the summary as CSV has the ratio once, beside what was asked for', () => {
  const [header = '', ...rows] = compareSummaryCsv(withWitness(fasterResult(), WITNESS))
    .trim()
    .split('\r\n');
  assert.match(header, /,witness,witness_ratio,witness_lo,witness_hi$/);
  const filled = rows.filter((row) => row.endsWith('cachegrind,0.875,0.8748,0.8751'));
  assert.equal(filled.length, 1);
  assert.equal(rows.length, 3);
});
