import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compareCsv, compareSummaryCsv } from '../../src/report/compare-csv.ts';
import { csvText } from '../../src/report/csv.ts';
import { matchesGolden } from './golden.ts';
import { compareResult, hostileResult, variedResult } from './results.ts';

test('cells are quoted as RFC 4180 wants it', () => {
  assert.equal(
    csvText(
      ['a', 'b'],
      [
        ['x,y', 'say "hi"'],
        [' padded', 'plain'],
      ],
    ),
    'a,b\r\n"x,y","say ""hi"""\r\n" padded",plain\r\n',
  );
});

test('no text can be a formula and numbers stay numbers', () => {
  const text = csvText(
    ['a'],
    [['=1+1'], ['+1'], ['-1'], ['@sum'], ['\t=1'], ['＝1'], [-1], [null]],
  );
  assert.equal(text, "a\r\n'=1+1\r\n'+1\r\n'-1\r\n'@sum\r\n'\\t=1\r\n'＝1\r\n-1\r\n\r\n");
});

test('every sample is one row with as many cells as the header', () => {
  const result = hostileResult();
  const rows = parseCsv(compareCsv(result));
  assert.equal(rows.length, result.samples.length + 1);
  assert.deepEqual([...new Set(rows.map((row) => row.length))], [19]);
  const wall = rows[0]?.indexOf('wall_ns') ?? -1;
  assert.deepEqual(
    rows.slice(1).map((row) => Number(row[wall])),
    result.samples.map((sample) => sample.wallNs),
  );
});

test('samples and verdicts read as in their golden files', () => {
  const small = compareResult({
    seed: 1,
    candidates: { head: 0.9 },
    screening: 2,
    confirmation: 6,
  });
  matchesGolden(compareCsv(small), 'compare-samples.csv');
  matchesGolden(compareSummaryCsv(variedResult()), 'compare-summary.csv');
});

/** A strict RFC 4180 reader, so that the writer is not checked by itself. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let index = 0;
  while (index < text.length) {
    const quotedCell = /"((?:[^"]|"")*)"(,|\r\n)/uy;
    const plainCell = /([^",\r\n]*)(,|\r\n)/uy;
    quotedCell.lastIndex = index;
    plainCell.lastIndex = index;
    const match = quotedCell.exec(text) ?? plainCell.exec(text);
    assert.ok(match, `a cell starts at ${index}`);
    row.push((match[1] ?? '').replaceAll('""', '"'));
    index += match[0].length;
    if (match[2] === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
