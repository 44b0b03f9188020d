import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createContext, Script } from 'node:vm';

import { doubledCode } from '../../../src/detectors/index.ts';

interface Asked {
  readonly line?: number;
  readonly column?: number | null;
  readonly file?: string;
  readonly assumePure?: boolean;
}

function doubled(text: string, asked: Asked = {}): { once: string; twice: string } {
  const { line = 1, column = null, file = 'a.js', assumePure = false } = asked;
  const made = doubledCode(file, text, { line, column }, { assumePure });
  assert.ok(made.kind === 'doubled', JSON.stringify(made));
  return made;
}

function refusal(text: string, asked: Asked = {}): string {
  const { line = 1, column = null, file = 'a.js', assumePure = false } = asked;
  const made = doubledCode(file, text, { line, column }, { assumePure });
  assert.ok(made.kind === 'refused', 'it is refused');
  return made.why;
}

/** Runs a script whose functions count their calls with `seen(name)`. */
function ran(text: string): { result: unknown; calls: Record<string, number> } {
  const calls: Record<string, number> = {};
  const seen = (name: string): void => {
    calls[name] = (calls[name] ?? 0) + 1;
  };
  const context = createContext({ seen, result: null });
  new Script(text).runInContext(context);
  return { result: structuredClone(context['result']), calls };
}

const FORMS: readonly (readonly [string, string])[] = [
  ['a declaration', 'function f(a, b = 2, ...c) { seen("f"); return a + b + c.length; }'],
  ['a declaration in strict mode', 'function f(a) { "use strict"; seen("f"); return a + 4; }'],
  ['one that takes things apart', 'function f(a, { b = 4 } = {}) { seen("f"); return a + b; }'],
  ['an arrow function', 'const f = (a) => (seen("f"), a + 4);'],
  ['one with a body', 'const f = (a) => { seen("f"); a = a + 4; return a; };'],
  ['a function expression', 'const f = function (a) { seen("f"); return a + 4; };'],
  [
    'one that is called at once',
    'const f = (function (a) { return (b) => a + b + (seen("f"), 1); })(3);',
  ],
  ['a method of an object', 'const { f } = { f(a) { seen("f"); return a + 4; } };'],
];

test('every kind of function runs twice and gives what it gave', () => {
  for (const [what, text] of FORMS) {
    const program = `${text}\nresult = [f(1, 2, 3, 4), f(1)];`;
    const before = ran(program);
    const column = what.includes('at once') ? text.indexOf('(b)') + 1 : null;
    const { once, twice } = doubled(program, { column, assumePure: true });
    assert.deepEqual(ran(once), before, what);
    assert.deepEqual(ran(twice), { ...before, calls: { f: 4 } }, what);
  }
});

test('the innermost function at a place is meant', () => {
  const text =
    'const f = (list) => list.map((each) => (seen("in"), each + 1)); result = f([1, 2]);';
  const inner = doubled(text, { column: text.indexOf('(each)') + 1, assumePure: true });
  assert.deepEqual(ran(inner.twice), { result: [2, 3], calls: { in: 4 } });
  const outer = doubled(text, { column: text.indexOf('(list)') + 1, assumePure: true });
  assert.deepEqual(ran(outer.twice), { result: [2, 3], calls: { in: 4 } });
  assert.notEqual(inner.twice, outer.twice);
});

test('a recursive function runs twice as a whole, not at each level', () => {
  const direct = 'function f(n) { seen("f"); return n < 2 ? n : f(n - 1) + f(n - 2); }\n';
  const through =
    'const f = (n) => (seen("f"), n < 2 ? n : g(n - 1) + g(n - 2));\nfunction g(n) { return f(n); }\n';
  for (const text of [direct, through]) {
    const program = `${text}result = f(10);`;
    const before = ran(program);
    const after = ran(doubled(program, { assumePure: true }).twice);
    assert.equal(after.result, before.result);
    assert.equal(after.calls['f'], (before.calls['f'] ?? 0) * 2);
  }
});

test('what is thrown is thrown, and the next call runs twice again', () => {
  const program =
    'function f(a) { seen("f"); if (a < 0) throw new Error("negative"); return a; }\n' +
    'try { f(-1); } catch (error) { result = error.message; }\nresult += f(1);';
  const { twice } = doubled(program, { assumePure: true });
  assert.deepEqual(ran(twice), { result: 'negative1', calls: { f: 3 } });
});

test('modules, types, shebangs and names that are taken are kept as they are', () => {
  const text =
    '#!/usr/bin/env node\n' +
    'export default function (a: number): number { return a * 2; } // honeTwice\n';
  const { twice } = doubled(text, { line: 2, file: 'a.ts' });
  assert.match(
    twice,
    /^#!\/usr\/bin\/env node\n\/\/ @ts-nocheck\nexport default function honeTwice1Self \(a: number\)/,
  );
  const typed = 'export const f = <T,>(a: readonly T[]): number => a.length;\n';
  assert.match(doubled(typed, { file: 'a.ts' }).twice, /function honeTwice<F>\(run: F\): F \{/);
});

const REFUSED: readonly (readonly [string, RegExp, Asked?])[] = [
  ['async function f(a) { return a; }', /it is async/],
  ['function* f(a) { yield a; }', /it is a generator/],
  ['function f(a) { return this.b + a; }', /it uses this, super, arguments/, { assumePure: true }],
  ['function f() { return arguments.length; }', /arguments/, { assumePure: true }],
  ['function f() { return [1].map(() => arguments.length); }', /arguments/, { assumePure: true }],
  ['class A { f(a) { return a; } }', /a method of a class/, { column: 11 }],
  ['const a = { get f() { return 1; } };', /a getter/, { column: 13 }],
  ['function f(a) { return a; }\nf = (a) => a + 1;', /its name f stands for something else/],
  ['function f(f) { return f; }', /its name f stands for something else/],
  ['function f(a) { console.log(a); return a; }', /nothing shows that running it twice/],
  ['function f(a) { return a; }', /no function begins at line 2/, { line: 2 }],
  ['const f = (((', /its file can't be read/],
];

test('what can not be run twice is refused with the reason', () => {
  for (const [text, why, asked] of REFUSED) {
    assert.match(refusal(text, asked ?? {}), why, text);
  }
});

test('a function inside may have a this of its own', () => {
  const text =
    'function f(a) { function g() { return this; } return [a, typeof g()]; } result = f(1);';
  assert.deepEqual(ran(doubled(text, { assumePure: true }).twice).result, [1, 'object']);
});
