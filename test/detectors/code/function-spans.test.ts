import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { functionSpans } from '../../../src/detectors/index.ts';

const TEXT = `'use strict';
const turn = (n) => { let s = 0; for (let i = 0; i < n; i++) s = (s * 31 + i) | 0; return s; };
function declared(n) { return turn(n); }
const arrow = (n) => turn(n);
const single = n => turn(n);
const expression = function (n) { return turn(n); };
const named = function inner(n) { return turn(n); };
class Reader {
  constructor(n) { this.first = turn(n); }
  method(n) { return turn(n); }
  static fixed(n) { return turn(n); }
  get value() { return turn(2e6); }
  #hidden(n) { return turn(n); }
  field = (n) => turn(n);
  hidden(n) { return this.#hidden(n); }
}
const object = { short(n) { return turn(n); }, long: function (n) { return turn(n); } };
function Old() {}
Old.prototype.far = function (n) { return turn(n); };
const n = 2e6;
const reader = new Reader(n);
for (const one of [declared, arrow, single, expression, named, Reader.fixed]) one(n);
reader.method(n); reader.value; reader.field(n); reader.hidden(n);
object.short(n); object.long(n); new Old().far(n);
`;

test('functions have the names and places that V8 gives them in a profile', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hone-spans-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'a.cjs');
  writeFileSync(file, TEXT);
  const flags = ['--max-lazy', '--no-opt', '--no-maglev', '--no-sparkplug'];
  const profile = ['--cpu-prof', '--cpu-prof-name=a.json', '--cpu-prof-interval=200'];
  execFileSync(process.execPath, [...flags, ...profile, `--cpu-prof-dir=${folder}`, file]);
  const { nodes }: { nodes: { callFrame: Record<string, string | number> }[] } = JSON.parse(
    readFileSync(join(folder, 'a.json'), 'utf8'),
  );
  const seen = nodes
    .map(({ callFrame }) => callFrame)
    .filter(({ url, lineNumber }) => String(url).endsWith('a.cjs') && Number(lineNumber) > 0)
    .map(({ functionName, lineNumber, columnNumber }) => {
      return `${functionName} ${Number(lineNumber) + 1}:${Number(columnNumber) + 1}`;
    });
  const spans = functionSpans('a.cjs', TEXT)?.functions ?? [];
  const known = new Set(spans.map(({ name, line, column }) => `${name} ${line}:${column}`));
  assert.ok(new Set(seen).size >= 12, `V8 saw ${seen.join(', ')}`);
  assert.deepEqual(
    seen.filter((one) => !known.has(one)),
    [],
  );
});

test('lines, words and what is loaded are those of the text', () => {
  const text = `import { a } from './a.js';
const b = require("../b");
export function outer() {
  const inner = async (x) => {
    return a(x);
  };
  return inner(1);
}
`;
  const { functions, loads } = functionSpans('x.ts', text) ?? { functions: [], loads: [] };
  assert.deepEqual(loads, ['./a.js', '../b']);
  assert.deepEqual(
    functions.map(({ name, firstLine, lastLine, line, column }) => {
      return [name, firstLine, lastLine, line, column];
    }),
    [
      ['outer', 3, 8, 3, 22],
      ['inner', 4, 6, 4, 23],
    ],
  );
  assert.ok(functions[0]?.words.has('inner') && functions[1]?.words.has('a'));
  assert.equal(functionSpans('x.py', 'def f(): pass'), null);
  assert.equal(functionSpans('x.js', 'function ('), null);
});
