import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NO_STACK, ProfileBuilder } from '../../src/profile/index.ts';

const THREAD = { pid: 1, ppid: 0, tid: 0, name: 'main', main: true, startNs: 0, endNs: 5 };

test('keeps equal frames and equal stacks once', () => {
  const builder = new ProfileBuilder('folded', 'count');
  const main = builder.frame('main', { kind: 'js' });
  const place = { file: 'a.js', line: 3, column: 1, kind: 'js' } as const;
  assert.equal(builder.frame('main', { kind: 'js' }), main);
  assert.notEqual(builder.frame('main', { kind: 'native' }), main);
  assert.equal(builder.frame('walk', place), builder.frame('walk', { ...place }));
  assert.notEqual(builder.frame('walk', place), builder.frame('walk', { ...place, line: 4 }));
  const outer = builder.stack(NO_STACK, main);
  assert.equal(builder.stack(NO_STACK, main), outer);
  assert.notEqual(builder.stack(outer, main), outer);
});

test('calls what has no name (anonymous), and keeps places that can not be as unknown', () => {
  const builder = new ProfileBuilder('folded', 'count');
  builder.frame('', { line: -4, column: 2 ** 40, kind: 'js' });
  assert.deepEqual(builder.finish().frames, [
    { name: '(anonymous)', file: '', line: 0, column: 0, kind: 'js' },
  ]);
});

test('puts samples into columns of equal length, with lines only where one is known', () => {
  const builder = new ProfileBuilder('folded', 'count');
  const thread = builder.thread(THREAD);
  const stack = builder.stack(NO_STACK, builder.frame('main', { kind: 'js' }));
  for (let index = 0; index < 3_000; index++) {
    builder.sample(thread, stack, index);
  }
  assert.equal(builder.finish().samples.line, null);
  builder.sample(thread, stack, 7, 12);
  const { samples } = builder.finish();
  assert.equal(samples.value.length, 3_001);
  assert.deepEqual(
    [samples.stack.length, samples.thread.length, samples.line?.length],
    [3_001, 3_001, 3_001],
  );
  assert.deepEqual(
    [samples.line?.[0], samples.line?.[3_000], samples.value[2_999]],
    [0, 12, 2_999],
  );
});

test('says the same caveat once', () => {
  const builder = new ProfileBuilder('folded', 'count');
  builder.caveat('clipped');
  builder.caveat('clipped');
  assert.deepEqual(builder.finish().caveats, ['clipped']);
});

test('adds up samples of the same thread, stack and line where the order does not matter', () => {
  const builder = new ProfileBuilder('folded', 'count');
  const [first, second] = [builder.thread(THREAD), builder.thread(THREAD)];
  const stack = builder.stack(NO_STACK, builder.frame('main', { kind: 'js' }));
  for (const [thread, line] of [
    [first, 1],
    [second, 1],
    [first, 2],
    [first, 1],
  ] as const) {
    builder.addTo(thread, stack, 3, line);
  }
  const { samples } = builder.finish();
  assert.deepEqual([...samples.value], [6, 3, 3]);
  assert.deepEqual([...samples.thread], [first, second, first]);
});
