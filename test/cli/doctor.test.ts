import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { DoctorDocument } from '../../src/model/index.ts';
import { ended, hone, inPlace, pressCtrlC, start, until } from './spawn-hone.ts';

test(
  'says what the machine can see, as JSON on standard output alone',
  inPlace(async (place) => {
    const args = ['doctor', '--quick', '--json', '-'];
    const { code, stdout, stderr } = await hone(place, place.root, args);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    const found = Value.Parse(DoctorDocument, JSON.parse(stdout));
    assert.ok(found.selfTests.length > 0);
    assert.ok(found.selfTests.every(({ pairs }) => pairs >= 4));
    const names = found.findings.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const name of ['noise', 'load', 'cores', 'runner', 'instruction counters', 'git']) {
      assert.ok(names.includes(name), `${name} is looked at: ${names.join(', ')}`);
    }
    for (const { name, state, text, advice } of found.findings) {
      assert.ok(text.length > 0);
      assert.equal(state === 'good', advice === null, `${name} says what to do`);
    }
  }),
);

test(
  'Ctrl-C ends the self-test with 130',
  inPlace(async (place) => {
    const child = start(place, place.root, ['doctor'], { group: true });
    const outcome = ended(child);
    assert.ok(await until(() => readdirSync(place.tmp).length > 0, child), 'it has begun');
    pressCtrlC(child);
    const { code, stderr } = await outcome;
    assert.equal(code, 130, stderr);
  }),
);
