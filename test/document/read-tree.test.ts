import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asMap, Complaints, type Place, readTree, scalarAt } from '../../src/document/index.ts';
import { NOTES } from './notes-file.ts';

function refusalsOf(text: string): string[] {
  const complaints = new Complaints();
  const tree = readTree(text, 'notes.yaml', NOTES, complaints);
  const problems = complaints.problems();
  assert.equal(tree === null, problems.length > 0, 'a tree, or the reason why there is none');
  return problems.map(
    ({ line, column, message, hint }) => `${line}:${column}: ${message} ${hint ?? '-'}`,
  );
}

test('speaks of the kind of file that it reads', () => {
  assert.deepEqual(refusalsOf('# nothing'), ['1:1: notes.yaml is empty. Write a title.']);
  assert.deepEqual(refusalsOf('a: !x 1'), [
    '1:4: Tags (words that begin with !) are not used in notes. Remove it.',
  ]);
  assert.deepEqual(refusalsOf('a: *b'), [
    '1:4: Aliases (*b) are not used in notes. Write the value out, or put it in quotes if the * ' +
      'belongs to it.',
  ]);
  assert.deepEqual(refusalsOf(`a: ${'x'.repeat(1_048_576)}`), [
    '1:1: notes.yaml is larger than 1 MiB. Split it.',
  ]);
  assert.deepEqual(refusalsOf('['.repeat(100_000)), [
    '1:1: notes.yaml is nested too deeply to be read. Two levels are enough.',
  ]);
});

test('tells once that there is too much, however much it is', () => {
  const tooMuch = 'This is more than 4 levels or 50 values. -';
  assert.deepEqual(refusalsOf('[[[[[[1], [2]], [[3]]]]]]'), [`1:6: ${tooMuch}`]);
  assert.deepEqual(refusalsOf(`[${'1, '.repeat(200)}]`), [`1:149: ${tooMuch}`]);
});

function contentPlaceOf(text: string): Place | null | undefined {
  const complaints = new Complaints();
  const tree = readTree(text, 'notes.yaml', NOTES, complaints);
  return tree === null ? undefined : scalarAt(asMap(tree), 'a')?.contentPlace;
}

test('knows where a text begins when the file holds it letter by letter, and only then', () => {
  assert.deepEqual(contentPlaceOf('a: text'), { line: 1, column: 4 });
  assert.deepEqual(contentPlaceOf('b: 1\na: "text"'), { line: 2, column: 5 });
  assert.deepEqual(contentPlaceOf("a: 'text'"), { line: 1, column: 5 });
  assert.deepEqual(contentPlaceOf("a: '''text'''"), null, 'a doubled quote is one quote');
  assert.deepEqual(contentPlaceOf('a: "te\\u0078t"'), null);
  assert.deepEqual(contentPlaceOf('a: te\n   xt'), null);
  assert.deepEqual(contentPlaceOf('a: |\n  text'), null);
  assert.deepEqual(contentPlaceOf('a: |\n  |\n'), null, 'the sign of a block is not its content');
});
