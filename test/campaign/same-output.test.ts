import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sameOutput } from '../../src/campaign/same-output.ts';

const ASKED = { output: { kind: 'ignore' }, metric: { name: 'wall' } } as const;
const SIDES = { base: 'old', candidate: 'new' };

function samples(old: readonly string[], own: readonly string[]) {
  return [
    ...old.map((outputSha256) => ({ side: 'old', outputSha256 })),
    ...own.map((outputSha256) => ({ side: 'new', outputSha256 })),
    { side: 'third', outputSha256: 'z' },
  ];
}

test('what both sides printed in every run tells whether their outputs are the same', () => {
  assert.equal(sameOutput(ASKED, samples(['a', 'a'], ['a', 'a']), SIDES), true);
  assert.equal(sameOutput(ASKED, samples(['a', 'a'], ['a', 'b']), SIDES), false);
  assert.equal(sameOutput(ASKED, samples(['a', 'a'], ['b', 'b']), SIDES), false);
});

test('nothing can be told of a base that prints something else from run to run', () => {
  assert.equal(sameOutput(ASKED, samples(['a', 'b'], ['a', 'b']), SIDES), null);
});

test('nothing can be told where the metric itself stands in the output', () => {
  const asked = { ...ASKED, metric: { name: 'score' } };
  assert.equal(sameOutput(asked, samples(['a', 'a'], ['b', 'b']), SIDES), null);
});

test('where equal outputs were asked for, a difference would have ended the measurement', () => {
  assert.equal(
    sameOutput({ ...ASKED, output: { kind: 'same' } }, samples(['a'], ['a']), SIDES),
    true,
  );
});
