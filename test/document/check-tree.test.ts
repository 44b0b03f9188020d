import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Complaints, readTree, TreeCheck } from '../../src/document/index.ts';
import { NOTES, NOTES_SCHEMA } from './notes-file.ts';

function said(text: string): string[] {
  const complaints = new Complaints();
  const tree = readTree(text, 'notes.yaml', NOTES, complaints);
  assert.ok(tree !== null, 'the text is YAML');
  const fits = new TreeCheck(complaints, NOTES).check(tree, NOTES_SCHEMA, 'notes.yaml');
  const problems = complaints.problems();
  assert.equal(fits, !problems.some(({ severity }) => severity === 'error'));
  return problems.map(({ severity, line, column, message, hint }) => {
    return `${severity} ${line}:${column}: ${message} ${hint ?? '-'}`;
  });
}

test('accepts what fits', () => {
  const rest = 'pages: 1, share: 1, done: false, size: [a], words: {__proto__: x}';
  assert.deepEqual(said(`{title: t, ${rest}}`), []);
  assert.deepEqual(said('{title: t, size: small}'), []);
});

test('names what belongs in the place of what does not fit', () => {
  assert.deepEqual(said('{title: [t], pages: 0, share: 1.5, done: yes, size: larje, words: []}'), [
    'error 1:9: "title" must be a text, not a list. -',
    'error 1:21: "pages" must be a whole number above 0, not the number 0. Spell "pages" out.',
    'error 1:31: "share" must be a share, not the number 1.5. Spell "share" out.',
    'error 1:42: "done" must be true or false, not the text "yes". Write true.',
    'error 1:53: "size" must be small, large, or a list of sizes, not the text "larje". ' +
      'Did you mean "large"?',
    'error 1:67: "words" must be a map, not a list. -',
  ]);
  assert.deepEqual(said('{title: t, size: [], pages: 1.5}'), [
    'error 1:18: "size" needs at least one entry. -',
    'error 1:29: "pages" must be a whole number above 0, not the number 1.5. Spell "pages" out.',
  ]);
  assert.deepEqual(said('title: .nan'), [
    'error 1:8: "title" must be a text, not the number .nan. Spell "title" out.',
  ]);
});

test('says of each key that is not known what to do with it', () => {
  assert.deepEqual(said('{tilte: t, colour: red, <<: {}, folder: x, constructor: 1, zzzzzz: 1}'), [
    'error 1:1: The key "title" is missing in notes.yaml. It takes a text.',
    'error 1:2: There is no key "tilte" in notes.yaml. Did you mean "title"?',
    'error 1:12: There is no key "colour" in notes.yaml. Notes are printed in black.',
    'error 1:25: There is no key "<<" in notes.yaml. Merge keys are not used in notes; write the ' +
      'values out.',
    'warning 1:33: "folder" in notes.yaml has no effect. Notes have no folder.',
    'error 1:44: There is no key "constructor" in notes.yaml. The keys are: title, pages, share, ' +
      'done, size, words.',
    'error 1:60: There is no key "zzzzzz" in notes.yaml. The keys are: title, pages, share, done, ' +
      'size, words.',
  ]);
});
