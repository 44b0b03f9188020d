import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bottleneckBrief, bottleneckText } from '../../src/report/index.ts';
import { bottleneckView, workload } from './bottlenecks.ts';

const STYLE = { color: false, width: 200, unicode: true };
const mean = (estimate: number) => ({ estimate, lo: null, hi: null, n: 1 });

const SEEN = workload({
  startup: [
    { module: 'node_modules/big', files: 12, own_ms: 40, whole_ms: 50, share: 0.2, seen: 'load' },
    { module: 'b.mjs', files: 1, own_ms: 20, whole_ms: 20, share: 0.1, seen: 'evaluation' },
    { module: 'quick.js', files: 1, own_ms: 9, whole_ms: 9, share: 0.06, seen: 'load' },
    { module: 'small.js', files: 1, own_ms: 11, whole_ms: 11, share: 0.04, seen: 'load' },
  ],
  gc: {
    collections: mean(12.5),
    total_ms: mean(14),
    longest_ms: 3.25,
    kinds: [{ kind: 'Scavenge', collections: 12.5, total_ms: 14, longest_ms: 3.25 }],
  },
  event_loops: [
    { process: 'node a.js', utilisation: 0.25, delay_ms: { p50: 0.1, p99: 3, max: 12 } },
    { process: 'node b.js', utilisation: 1, delay_ms: null },
  ],
  growth: [
    {
      input: 'size',
      sizes: [1000, 2000, 4000],
      functions: [
        {
          function: 'square',
          file: 'a.js',
          line: 3,
          exponent: { estimate: 2, lo: 1.8, hi: 2.2, n: 9 },
        },
        {
          function: 'even',
          file: 'a.js',
          line: 9,
          exponent: { estimate: 1, lo: 0.9, hi: 1.1, n: 9 },
        },
      ],
    },
  ],
  elsewhere: [
    {
      rule: 'missing-caching',
      confidence: 0.7,
      match: '/big was answered without.',
      technique: { name: 'send headers', rationale: 'r', risk: 'low', effort: null },
    },
  ],
});

const SENTENCES = [
  'Slow to load, without what they load in turn: node_modules/big (40 ms, 20 %; 12 files), ' +
    'b.mjs (20 ms, 10 %; only its code).',
  'Garbage collection: 13 a run in 14 ms, the longest pause 3.25 ms (Scavenge 13 in 14 ms).',
  'Event loop of node a.js: 25 % busy; its turns came late by 0.1 ms (half), 3 ms (99 %), ' +
    '12 ms (at most).',
  'Event loop of node b.js: 100 % busy.',
  'Growth over size 1000, 2000, 4000: square (a.js:3) as size^2.00 (1.80 to 2.20). ' +
    'Followed: 2 functions.',
];

test('what was seen beside the profile is said to people and to agents', () => {
  const view = { ...bottleneckView(2), workloads: [SEEN] };
  const text = bottleneckText(view, STYLE).replaceAll(/\s+/g, ' ');
  const brief = bottleneckBrief(view);
  for (const sentence of SENTENCES) {
    assert.ok(text.includes(sentence), `${sentence}\n${text}`);
    assert.ok(brief.includes(sentence), sentence);
  }
  const stands = 'missing-caching: /big was answered without. What may help: send headers.';
  assert.ok(text.includes(`What else stands out - ${stands}`), text);
  assert.ok(brief.includes(stands));
});

test('what nobody looked at, or does not matter, has no sentence', () => {
  const plain = bottleneckText(bottleneckView(2), STYLE);
  const empty = workload({ startup: [], gc: null, event_loops: [], growth: [], elsewhere: [] });
  assert.equal(bottleneckText({ ...bottleneckView(2), workloads: [empty] }, STYLE), plain);
  assert.doesNotMatch(plain, /load|collection:|Event loop|Growth|stands out/);
});
