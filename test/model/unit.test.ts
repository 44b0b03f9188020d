import assert from 'node:assert/strict';
import { test } from 'node:test';

import { UNIT_NAMES, unitNamed } from '../../src/model/index.ts';

test('times are stored in ns and sizes in bytes, everything else as it is', () => {
  const cases: [string, string, number][] = [
    ['ns', 'ns', 1],
    ['us', 'ns', 1e3],
    ['µs', 'ns', 1e3],
    ['μs', 'ns', 1e3],
    ['ms', 'ns', 1e6],
    ['s', 'ns', 1e9],
    ['min', 'ns', 60e9],
    ['bytes', 'bytes', 1],
    ['kB', 'bytes', 1e3],
    ['KiB', 'bytes', 1_024],
    ['MB', 'bytes', 1e6],
    ['MiB', 'bytes', 1_048_576],
    ['GiB', 'bytes', 1_073_741_824],
    ['count', 'count', 1],
    ['%', '%', 1],
    ['ops/s', 'ops/s', 1],
    ['MB/s', 'bytes/s', 1e6],
    ['us/op', 'ns/op', 1e3],
  ];
  for (const [name, stored, factor] of cases) {
    assert.deepEqual(unitNamed(name), { name, stored, factor });
  }
});

test('what is no unit is none, whatever JavaScript knows under its name', () => {
  for (const name of ['', 'msec', 'Ms', 'constructor', '__proto__', 'ops', '/s', 'a/b', 'm/s/s']) {
    assert.equal(unitNamed(name), null, name);
  }
});

test('every unit that messages offer is one', () => {
  for (const name of UNIT_NAMES) {
    assert.notEqual(unitNamed(name), null, name);
  }
});
