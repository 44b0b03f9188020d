import assert from 'node:assert/strict';
import { test } from 'node:test';

import { looksPureAt } from '../../../src/detectors/index.ts';

function looksPure(text: string): boolean | null {
  const line = text.split('\n').findIndex((each) => /function\*? f/.test(each)) + 1;
  return looksPureAt('a.js', text, line);
}

const PURE = [
  'function f(a, b) { return a * b; }',
  'function f({ a, b = 2 }, [c]) { return a + b + c; }',
  'function f(text) { text = text.trim(); return text.length; }',
  'function f(list) { const sum = []; for (const a of list) { sum.push(a * 2); } return sum; }',
  'function f(list) { return [...list].sort().map((a) => a.toFixed(2)); }',
  'const TABLE = { a: 1 };\nfunction f(a) { return TABLE[a] ?? Math.max(a, 1); }',
  'function g(a) { return a + 1; }\nfunction f(a) { return g(a); }',
  'function f(a) { return a === 0 ? 0 : g(a - 1); }\nfunction g(a) { return a === 0 ? 1 : f(a - 1); }',
];

const IMPURE = [
  'function f(a) { console.log(a); return a; }',
  'function f(a) { return a + Math.random(); }',
  'function f(a) { return Date.now() - a; }',
  'let count = 0;\nfunction f(a) { return a + count; }\ncount = 2;',
  'let count = 0;\nfunction f(a) { count += 1; return a; }',
  'const seen = new Map();\nfunction f(a) { seen.set(a, 1); return a; }',
  'function f(a) { a.b = 1; return a; }',
  'function f(a) { a.list.push(1); return a; }',
  'function f({ a }) { a.b = 1; return a; }',
  'function f(a) { const own = a; own.b = 1; return own; }',
  'function f(a) { delete a.b; return a; }',
  'async function f(a) { return a; }',
  'function* f(a) { yield a; }',
  'function f(a) { return this.b + a; }',
  'function f(a, callback) { return callback(a); }',
  'function f(a) { return arguments.length + a; }',
  'function f(a) { g(a); }\nfunction g(a) { return a; }',
  'import { g } from "g";\nfunction f(a) { return g(a); }',
  'function g(a) { process.exit(a); }\nfunction f(a) { g(a); return a; }',
];

for (const text of PURE) {
  test(`looks pure: ${text}`, () => assert.equal(looksPure(text), true));
}

for (const text of IMPURE) {
  test(`does not look pure: ${text}`, () => assert.equal(looksPure(text), false));
}

test('says nothing of what it can not read', () => {
  assert.equal(looksPureAt('a.js', 'function (', 1), null);
  assert.equal(looksPureAt('a.js', 'const a = 1;', 1), null);
});
