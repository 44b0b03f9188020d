import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Suite } from '../../src/model/index.ts';
import { parseConfig, readTargets } from '../../src/suite/index.ts';

const CONFIG = `version: 1
test: npm test
benchmarks:
  - {id: report, run: node report.js, metrics: [wall, rss]}
  - {id: serve, run: node serve.js, metrics: [{name: rate, unit: ops/s, direction: higher}]}
targets: [report wall <= 90 ms]
`;

function suite(): Suite {
  const parsed = parseConfig(CONFIG, 'hone.yaml');
  assert.ok(parsed.kind === 'ok', JSON.stringify(parsed));
  return parsed.suite;
}

test('reads targets as hone.yaml would, in the order in which they are written', () => {
  const texts = ['report wall <= 80 ms', 'serve rate >= 5000 ops/s', 'report rss <= 40 MB'];
  const { targets, refused } = readTargets(texts, suite());
  assert.deepEqual(refused, []);
  assert.deepEqual(targets, [
    { benchmark: 'report', metric: 'wall', atMost: 80e6 },
    { benchmark: 'serve', metric: 'rate', atLeast: 5000 },
    { benchmark: 'report', metric: 'rss', atMost: 40e6 },
  ]);
  const own = readTargets(['report wall <= 90 ms'], suite()).targets;
  assert.deepEqual(own, suite().targets, 'the same text is the same target');
});

test('refuses what the suite does not know, each with a reason', () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['reprot wall <= 80 ms', /reprot.*report/s],
    ['report latency <= 80 ms', /latency/],
    ['report wall <= 80 MB', /MB/],
    ['report wall <= fast', /./],
    ['make it fast', /./],
    ['', /./],
    ['report wall <= -1 ms', /./],
    ['report wall <= 1e999 ms', /./],
  ];
  for (const [text, why] of wrong) {
    const { targets, refused } = readTargets([text], suite());
    assert.deepEqual(targets, [], text);
    assert.deepEqual(
      refused.map((one) => one.text),
      [text],
    );
    assert.match(refused[0]?.why ?? '', why, text);
  }
});

test('refuses the second of two for one metric and keeps what is sound beside it', () => {
  const texts = ['report wall <= 80 ms', 'report wall <= 70 ms', 'x y <= 1', 'report rss <= 1 MB'];
  const { targets, refused } = readTargets(texts, suite());
  assert.deepEqual(
    targets.map(({ metric }) => metric),
    ['wall', 'rss'],
  );
  assert.deepEqual(
    refused.map(({ text }) => text),
    [texts[1], texts[2]],
  );
  assert.match(refused[0]?.why ?? '', /same metric/);
  assert.deepEqual(readTargets([], suite()), { targets: [], refused: [] });
});
