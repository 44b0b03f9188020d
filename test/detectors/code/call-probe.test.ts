import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';

import { callProbe } from '../../../src/detectors/index.ts';

/** The file with the probe in it. */
function probed(text: string, line = 1, column: number | null = null): string | null {
  const probe = callProbe('a.js', text, { line, column }, 'heard(7,');
  if (probe === null) {
    return null;
  }
  let made = text;
  for (const { at, text: more } of probe.insertions.toReversed()) {
    made = made.slice(0, at) + more + made.slice(at);
  }
  return made;
}

const FORMS: readonly (readonly [string, string])[] = [
  ['a declaration', 'function f(a, b = 2) { return a + b; }'],
  ['strict mode', 'function f(a, b = 2) { return a + b; }\n"no directive";'],
  ['an arrow with a value', 'const f = (a, b = 2) => a + b;'],
  ['an arrow with an object', 'const f = (a, ...b) => ({ a, b }).a + 2;'],
  ['an arrow with a body', 'const f = a => { return a + 2; };'],
  ['directives first', 'function f(a) { "use strict"; return a + 2; }'],
];

test('a probe tells the arguments and changes nothing else', () => {
  for (const [what, text] of FORMS) {
    const made = probed(text);
    assert.ok(made !== null, what);
    const heard: unknown[][] = [];
    const context = createContext({
      heard: (id: number, all: unknown[]) => heard.push([id, all[0]]),
    });
    assert.equal(runInContext(`${made}\nf(3)`, context), 5, what);
    assert.deepEqual(heard, [[7, 3]], what);
  }
  assert.match(probed('function f(a) { "use strict"; return a; }') ?? '', /"use strict";;heard/);
});

test('nothing is put into what does not look pure, is a closure, or has no names', () => {
  assert.equal(probed('function f(a) { count += a; return a; }\nlet count = 0;'), null);
  assert.equal(probed('const f = ({ a }) => a + 2;'), null, 'an arrow without names');
  assert.equal(probed('function g(x) {\n  return [1].map(\n(y) => y * x);\n}', 3), null);
  assert.equal(probed('no code at all ((('), null);
  assert.equal(probed('const f = (list) => list.map((one) => one * 2);', 1, 30), null);
  assert.ok(probed('const f = (list) => list.map((one) => one * 2);', 1, 11) !== null);
});
