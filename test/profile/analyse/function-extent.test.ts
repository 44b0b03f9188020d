import assert from 'node:assert/strict';
import { test } from 'node:test';

import { extentByIndentation } from '../../../src/profile/index.ts';

function extent(source: string, start: number): number | null {
  return extentByIndentation(source.split('\n'), start);
}

test('a function ends with the line that closes it', () => {
  assert.equal(extent('function f() {\n  one();\n\n  two();\n}\n\nfunction g() {}', 1), 5);
  assert.equal(extent('class A {\n  f() {\n    one();\n  }\n  g() {}\n}', 2), 4);
  assert.equal(extent('x.map(\n  (a) => {\n    one();\n  },\n);', 2), 4);
});

test('a head over several lines belongs to its function', () => {
  assert.equal(extent('function f(\n  a,\n) {\n  one();\n}\nnext();', 1), 5);
});

test('a function on one line ends there', () => {
  assert.equal(extent('const f = (a) => a;\nconst g = 1;', 1), 1);
  assert.equal(extent('class A {\n  f() { return 1; }\n}', 2), 2);
});

test('a language without brackets is understood by its layout', () => {
  assert.equal(extent('def f(a):\n    one()\n\n    two()\n\ndef g():\n    pass', 1), 4);
  assert.equal(extent('def f\n  one\nend\nf', 1), 3);
});

test('a line that does not exist has no extent', () => {
  assert.equal(extent('a', 0), null);
  assert.equal(extent('a', 2), null);
});
