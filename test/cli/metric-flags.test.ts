import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HoneError } from '../../src/base/index.ts';
import { metricFrom } from '../../src/cli/metric-flags.ts';

function refused(flags: Parameters<typeof metricFrom>[0], message: RegExp): void {
  assert.throws(
    () => metricFrom(flags),
    (thrown: unknown) => {
      assert.ok(thrown instanceof HoneError && thrown.code === 'E_USAGE');
      assert.match(thrown.message, message);
      return true;
    },
  );
}

const minEffect = 0.03;

test('a metric of its own has the unit and the direction of the flags', () => {
  assert.deepEqual(metricFrom({ metric: 'score', unit: 'ms', minEffect }), {
    name: 'score',
    unit: 'ns',
    shownIn: 'ms',
    direction: 'lower',
    minEffect,
  });
  assert.deepEqual(
    metricFrom({ metric: 'score', unit: 'ops/s', higherIsBetter: true, minEffect }),
    { name: 'score', unit: 'ops/s', shownIn: 'ops/s', direction: 'higher', minEffect },
  );
  const bare = metricFrom({ metric: 'score', minEffect });
  assert.deepEqual([bare.unit, bare.shownIn, bare.direction], ['units', undefined, 'lower']);
});

test('a rate has to say which way is better', () => {
  refused({ metric: 'score', unit: 'MB/s', minEffect }, /MB\/s is a rate: add --higher-is-better/);
  const lower = metricFrom({ metric: 'score', unit: 'MB/s', lowerIsBetter: true, minEffect });
  assert.equal(lower.direction, 'lower');
  assert.equal(metricFrom({ metric: 'score', unit: 'ns/op', minEffect }).direction, 'lower');
});

test('what is measured by hone itself keeps its unit and direction', () => {
  refused({ unit: 'ms', minEffect }, /wall is always counted in ns/);
  refused({ metric: 'rss', unit: 'bytes', minEffect }, /rss is always counted in bytes/);
  refused({ metric: 'cpu', higherIsBetter: true, minEffect }, /Of cpu, lower is always better/);
  assert.equal(metricFrom({ metric: 'cpu', lowerIsBetter: true, minEffect }).direction, 'lower');
});

test('what is no unit is answered with the nearest, or with all', () => {
  refused({ metric: 'x', unit: 'milliseconds', minEffect }, /Did you mean "ms"/);
  refused({ metric: 'x', unit: 'kib', minEffect }, /Did you mean "KiB"/);
  refused({ metric: 'x', unit: 'furlong', minEffect }, /Units are ns, us, .*"count"/);
  refused({ metric: 'x', unit: '', minEffect }, /"" is not a unit/);
});
