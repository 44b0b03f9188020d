import assert from 'node:assert/strict';
import { test } from 'node:test';

import { textWriter } from '../../src/report/text-style.ts';
import { textTable } from '../../src/report/text-table.ts';

const COLUMNS = [
  { header: 'name', align: 'left', shrinkTo: 8 },
  { header: 'number', align: 'right' },
  { header: 'what it means', align: 'left' },
] as const;
const LONG = 'a-very-long-name-of-a-benchmark-that-never-ends';

function table(width: number, name: string, color = false): string[] {
  const writer = textWriter({ color, width, unicode: true });
  const rows = [
    [{ text: name }, { text: '12.4 ms' }, { text: 'improved', ink: 'good' as const }],
    [{ text: '表' }, { text: '1' }, { text: '' }],
  ];
  return textTable(writer, COLUMNS, rows, 2);
}

test('columns line up, wide characters included', () => {
  assert.deepEqual(table(80, 'parse'), [
    '  name    number  what it means',
    '  parse  12.4 ms  improved',
    '  表           1',
  ]);
});

test('a long name is shortened in the middle first', () => {
  const [, first] = table(44, LONG);
  assert.equal(first, '  a-very-lo…ver-ends  12.4 ms  improved');
});

test('when that is not enough names stand above their numbers', () => {
  const columns = [{ ...COLUMNS[0], shrinkTo: 30 }, COLUMNS[1], COLUMNS[2]];
  const writer = textWriter({ color: false, width: 44, unicode: true });
  const rows = [[{ text: LONG }, { text: '12.4 ms' }, { text: 'improved' }]];
  assert.deepEqual(textTable(writer, columns, rows, 2), [
    '     number  what it means',
    '  a-very-long-name-of-a…mark-that-never-ends',
    '    12.4 ms  improved',
  ]);
});

test('colour adds no columns', () => {
  const plain = table(80, 'parse');
  // oxlint-disable-next-line no-control-regex -- the escape is what is looked for
  const stripped = table(80, 'parse', true).map((line) => line.replaceAll(/\u001b\[\d+m/gu, ''));
  assert.deepEqual(
    stripped.map((line) => line.trimEnd()),
    plain,
  );
});
