import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CompareFlags } from '../../src/cli/compare-flags.ts';
import { requestFrom } from '../../src/cli/run-compare.ts';

const FLAGS: CompareFlags = { cwd: '.', warmup: 2, maxPairs: 100, timeLimit: 300_000 };

test('what flags do not say of revisions is left to hone.yaml', () => {
  const request = requestFrom([], { ...FLAGS, base: 'main' });
  for (const name of ['metric', 'minEffect', 'timeoutMs', 'output']) {
    assert.ok(!(name in request), name);
  }
});

test('what they do say counts for revisions as well', () => {
  const said = { minEffect: 0.1, timeout: 5_000, expectSameOutput: false, metric: 'cpu' };
  const request = requestFrom(['parse'], { ...FLAGS, base: 'main', head: ['a', 'b'], ...said });
  assert.ok('base' in request);
  assert.deepEqual(
    [request.minEffect, request.timeoutMs, request.output, request.metric?.name, request.heads],
    [0.1, 5_000, { kind: 'ignore' }, 'cpu', ['a', 'b']],
  );
});

function refused(what: readonly string[], flags: Partial<CompareFlags>, message: RegExp): void {
  assert.throws(() => requestFrom(what, { ...FLAGS, ...flags }), message);
}

test('a flag that could have no effect is refused', () => {
  refused([], { base: 'main', input: ['n=1'] }, /-P goes with commands.*"inputs" in hone\.yaml/);
  refused([], { base: 'main', name: ['old'] }, /--name goes with commands/);
  refused(['parse'], { base: 'main', run: 'true' }, /"parse" has no meaning beside it/);
  refused(['true', 'true'], { run: 'true' }, /add --base/);
  refused([], { base: 'main', unit: 'ms' }, /wall is always counted in ns/);
});
