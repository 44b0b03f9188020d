import assert from 'node:assert/strict';
import { test } from 'node:test';

import { commandOfRow, commandRows } from '../../src/campaign/command-rows.ts';

const ASKED = { names: [], shell: false };

test('each combination of the inputs is a row with its values filled in', () => {
  const rows = commandRows({
    ...ASKED,
    commands: ['sort {kind} {n}', 'merge {n}'],
    inputs: ['kind=a,b', 'n=1'],
  });
  assert.deepEqual(
    rows.map(({ sides }) => sides.map(({ text }) => text)),
    [
      ['sort a 1', 'merge 1'],
      ['sort b 1', 'merge 1'],
    ],
  );
  const [row] = rows;
  assert.ok(row !== undefined);
  const prepare = commandOfRow({ kind: 'words', words: ['make', 'input-{n}', '{other}'] }, row);
  assert.deepEqual(prepare, { kind: 'words', words: ['make', 'input-1', '{other}'] });
  assert.equal(commandOfRow(null, row), null);
});

test('an input that is never used, or given twice, is refused', () => {
  const refused = (inputs: readonly string[], message: RegExp): void => {
    const asked = { ...ASKED, commands: ['a {size}', 'b'], inputs, around: ['rm {cache}'] };
    assert.throws(() => commandRows(asked), message);
  };
  refused(['sise=1,2'], /"sise" is never used\. Write \{sise\}/);
  refused(['size=1', 'size=2'], /"size" is given twice/);
  const asked = { ...ASKED, commands: ['a', 'b'], inputs: ['cache=x,y'], around: ['rm {cache}'] };
  assert.equal(commandRows(asked).length, 2, 'one that is used beside the commands counts');
});
