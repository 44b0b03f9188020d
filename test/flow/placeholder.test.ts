import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { placeholdersIn, substitute } from '../../src/flow/index.ts';

const VALUES = { run_id: 'r-1', plan_id: 'p.2' };

test('all spellings are filled in names, and only double braces in prose', () => {
  const text = '{{run_id}}/{{ plan_id }}/<run_id>/{plan_id}';
  assert.deepEqual(substitute(text, VALUES), { kind: 'ok', text: 'r-1/p.2/r-1/p.2' });
  const prose = substitute('{{run_id}}: {a: 1} <b> {env}', VALUES, 'prose');
  assert.deepEqual(prose, { kind: 'ok', text: 'r-1: {a: 1} <b> {env}' });
});

const REFUSED: readonly (readonly [
  text: string,
  values: Record<string, string>,
  reason: string,
])[] = [
  ['{{worflow_id}}', VALUES, 'There is no value for the placeholder "worflow_id".'],
  ['<run-id>', VALUES, 'There is no value for the placeholder "run-id". Is "run_id" meant?'],
  ['{{}}', VALUES, 'There is no value for the placeholder "".'],
  ['{{toString}}', {}, 'There is no value for the placeholder "toString".'],
  ['a{{run_id}', VALUES, 'A bracket of a placeholder stands alone in "a{{run_id}".'],
  ['a}}', VALUES, 'A bracket of a placeholder stands alone in "a}}".'],
  ['{{run_id}}', { run_id: '../x' }, 'The value "../x" of "run_id" can\'t be put in here.'],
  ['{{run_id}}', { run_id: '' }, 'The value "" of "run_id" can\'t be put in here.'],
  [
    '{{run_id}}',
    { run_id: '{{plan_id}}' },
    'The value "{{plan_id}}" of "run_id" can\'t be put in here.',
  ],
];

for (const [text, values, reason] of REFUSED) {
  test(`refuses ${text} with ${JSON.stringify(values)}`, () => {
    assert.deepEqual(substitute(text, values), { kind: 'refused', reasons: [reason] });
  });
}

test('a value can not make a placeholder with the braces around it', () => {
  const result = substitute('{{{run_id}}}', { run_id: '{x}' }, 'prose');
  assert.equal(result.kind, 'refused');
  assert.deepEqual(substitute('{{{run_id}}}', { run_id: 'x' }, 'prose'), {
    kind: 'ok',
    text: '{x}',
  });
});

test('no placeholder is ever left standing', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '{{',
    '}}',
    '<',
    '>',
    'run_id',
    'x',
    ' ',
    '/',
    '{{run_id}}',
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const value = fc.oneof(fc.constantFrom('{{', '}}', '{x}', 'ok', '<x>'), fc.string());
  fc.assert(
    fc.property(text, value, fc.constantFrom('name', 'prose'), (one, run, spelling) => {
      const result = substitute(one, { run_id: run }, spelling);
      if (result.kind === 'ok') {
        assert.deepEqual(placeholdersIn(result.text, spelling), []);
      }
    }),
    { numRuns: 2_000 },
  );
});
