import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compareMarkdown } from '../../src/report/compare-markdown.ts';
import { markdownCode, markdownTable, markdownText } from '../../src/report/markdown.ts';
import { matchesGolden } from './golden.ts';
import { fasterResult, hostileResult, matrixResult, variedResult } from './results.ts';

test('text is escaped so that Markdown shows it as it is', () => {
  assert.equal(markdownText('a|b *c* <d> [e](f) `g`'), 'a\\|b \\*c\\* \\<d\\> \\[e\\](f) \\`g\\`');
  assert.equal(markdownText('- item'), '\\- item');
  assert.equal(markdownText('1. item'), '1\\. item');
  assert.equal(markdownText('124.3 ms'), '124.3 ms');
});

test('nobody is mentioned and no issue is linked', () => {
  assert.equal(markdownText('@everyone see #12'), '@<!-- -->everyone see #<!-- -->12');
  assert.equal(markdownText('https://x.example'), 'https:<!-- -->//x.example');
});

test('code spans hold backticks and pipes', () => {
  assert.equal(markdownCode('sort -n'), '`sort -n`');
  assert.equal(markdownCode('a `b` | c'), '`` a `b` \\| c ``');
  assert.equal(markdownCode(''), '`  `');
});

test('tables have a rule with the alignment', () => {
  assert.equal(
    markdownTable(['a', 'b'], 'lr', [['1', '2']]),
    '| a | b |\n| :-- | --: |\n| 1 | 2 |',
  );
});

test('comparisons read as in their golden files', () => {
  matchesGolden(compareMarkdown(fasterResult()), 'compare-faster.md');
  matchesGolden(compareMarkdown(variedResult()), 'compare-varied.md');
  matchesGolden(compareMarkdown(matrixResult()), 'compare-matrix.md');
});

test('hostile names keep every table row in its columns', () => {
  const lines = compareMarkdown(hostileResult()).split('\n');
  const rows = lines.filter((line) => line.startsWith('|'));
  const cells = rows.map((row) => row.replaceAll('\\|', '').split('|').length - 2);
  assert.deepEqual(
    [...new Set(cells)].toSorted((left, right) => left - right),
    [2, 8, 12],
  );
  assert.ok(
    lines.every(
      (line) => !/(?<!\\)<(?!\/?(?:details|summary|sub)>|!-- -->)/u.test(outsideCode(line)),
    ),
  );
});

function outsideCode(line: string): string {
  return line.replaceAll(/``.*?``|`[^`]*`/gu, '');
}
