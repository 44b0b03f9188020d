import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { valueFromOutput } from '../../src/bench/index.ts';

function valueIn(output: string, name: string): number | null {
  const found = valueFromOutput(output, name);
  return found.kind === 'read' ? found.value : null;
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const line = fc.string().filter((text) => !/^\s*(?:score|\{)/.test(text) && !/[\r\n]/.test(text));

test('finds any finite number that is printed, in text and in JSON', () => {
  fc.assert(
    fc.property(finite, fc.array(line), fc.array(line), (value, before, after) => {
      const text = [...before, `score: ${value}`, ...after].join('\n');
      assert.equal(valueIn(text, 'score'), Number(String(value)));
      const json = [...before, JSON.stringify({ score: value })].join('\n');
      assert.equal(valueIn(json, 'score'), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('answers with a finite number or null, whatever was printed', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (output, name) => {
      const value = valueIn(`${name}: ${output}`, name);
      assert.ok(value === null || Number.isFinite(value));
    }),
  );
});
