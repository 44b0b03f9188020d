import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';

import { compare, tryProposals } from '../../src/campaign/index.ts';

test('the library compares commands by their texts, with settings of its own', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'hone-compare-test-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  process.env['HONE_LOCK_FOLDER'] = folder; // no timing counts here
  context.after(() => delete process.env['HONE_LOCK_FOLDER']);
  const input = join(folder, 'input');
  writeFileSync(input, 'the input\n');
  const result = await compare({
    commands: ['cat', 'echo {word}'],
    inputs: ['word=other,the input'],
    cwd: folder,
    pairsMax: 8,
    warmups: 1,
    seed: 7,
    stdinPath: relative(process.cwd(), input),
  });
  assert.equal(result.seed, 7);
  assert.deepEqual(
    result.comparisons.map(({ candidates }) => candidates[0]?.sameOutput),
    [false, true],
  );
});

test('the library refuses what the command line refuses', async () => {
  await assert.rejects(compare({ commands: ['true'] }), /at least two commands/);
  await assert.rejects(compare({ commands: ['true', 'true'], inputs: ['n=1'] }), /never used/);
  assert.equal(typeof tryProposals, 'function');
});
