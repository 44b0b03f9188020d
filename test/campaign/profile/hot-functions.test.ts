import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hotFunctions } from '../../../src/campaign/profile/hot-functions.ts';
import { nominate, NOTHING_OBSERVED } from '../../../src/detectors/index.ts';
import type { Bottleneck } from '../../../src/model/index.ts';
import { bottleneck, share } from '../../report/bottlenecks.ts';

/** A function of the subject's own that asked the runtime for something. */
function row(name: string, line: number, callees: Bottleneck['callees']): Bottleneck {
  const plain = bottleneck(1);
  return {
    ...plain,
    location: { ...plain.location, function: name, file: 'a.js', line, end_line: line + 8 },
    share: { ...plain.share, actionable: share(0.4) },
    hot_lines: [{ line: line + 1, share: 1 }],
    ...(callees === undefined ? {} : { callees }),
  };
}

test('time that the runtime was asked for is on no line of the function', () => {
  const concat = { function: 'Buffer.concat', file: 'node:buffer', share: 0.75 };
  const [hot] = hotFunctions([row('gather', 1, [concat])]);
  assert.deepEqual(hot?.callees, [{ name: 'concat', share: 0.75 * 0.4 }]);
  assert.equal(hot.hotLines[0]?.share.toFixed(3), '0.100');
  const [old] = hotFunctions([row('gather', 1, undefined)]);
  assert.equal(old?.hotLines[0]?.share, 0.4, 'reports without callees are read as before');
  assert.ok(!('callees' in old));
});

test('a compiled regular expression is a frame of its own, with the time of all who applied it', () => {
  const applied = { function: String.raw`RegExp: (\w+)x`, file: null, share: 0.5 };
  const all = hotFunctions([row('one', 1, [applied]), row('two', 20, [applied])]);
  const frame = all.find(({ name }) => name === applied.function);
  assert.equal(frame?.share.estimate.toFixed(3), '0.400');
  assert.deepEqual([frame.file, frame.line], ['', 0]);
});

test('rules name Buffer.concat, readFileSync and expressions by the frames they have', () => {
  const text = [
    'function gather(list) {',
    '  let all = Buffer.alloc(0);',
    '  for (const one of list) {',
    '    all = Buffer.concat([all, one]);',
    '  }',
    '  return all;',
    '}',
    'function read(name) {',
    '  return fs.readFileSync(name);',
    '}',
    'function match(text) {',
    '  return /(a+)b/.test(text);',
    '}',
  ].join('\n');
  const { nominations } = nominate({
    hotFunctions: hotFunctions([
      row('gather', 1, allIn('concat', 'node:buffer')),
      row('read', 8, allIn('readFileSync', 'node:fs')),
      row('match', 11, allIn('RegExp: (a+)b', null)),
    ]),
    files: [],
    sourceOf: () => text,
    runtime: NOTHING_OBSERVED,
  });
  assert.deepEqual(nominations.map(({ rule, line }) => `${rule} ${line}`).sort(), [
    'concat-in-loop 4',
    'hot-regex 12',
    'sync-call 9',
  ]);
});

/** All of a function's time is in one that it called. */
function allIn(name: string, file: string | null): NonNullable<Bottleneck['callees']> {
  return [{ function: name, file, share: 1 }];
}
