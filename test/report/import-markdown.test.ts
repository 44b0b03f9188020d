import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importCsv, importHtml, importMarkdown, type ImportView } from '../../src/report/index.ts';

const SERIES = { parameters: { size: '10' }, metric: 'wall', unit: 'ns' };

/** Two files of another tool, one with samples and one with a summary alone. */
const VIEW: ImportView = {
  results: [
    {
      tool: 'hyperfine',
      toolVersion: '1.15',
      source: 'old|*.json',
      context: { host: 'vm' },
      benchmarks: [{ ...SERIES, id: 'sort', samples: [3e6, 1e6, 2e6], summary: null }],
      notes: ['One run failed.'],
    },
    {
      tool: 'mitata',
      toolVersion: null,
      source: 'new.json',
      context: {},
      benchmarks: [
        { ...SERIES, id: '=sort', samples: [], summary: { n: 7, mean: 5e6, median: null } },
      ],
      notes: [],
    },
  ],
  comparisons: [
    {
      benchmark: 'sort',
      parameters: { size: '10' },
      base: { name: 'old' },
      candidates: [
        {
          name: '<new>',
          sameOutput: null,
          notes: [{ code: 'not-interleaved', text: 'Not in turn.', advice: 'Measure in turn.' }],
          metrics: {
            wall: {
              verdict: 'inconclusive',
              reason: 'they were not measured in turn',
              unit: 'ns',
              direction: 'lower',
              claimed: true,
              placement: 'free',
              ratio: { estimate: 0.5, lo: 0.4, hi: 0.6, confidence: 0.95 },
              halves: [],
              pairs: { screening: 0, confirmation: 0 },
              screening: 'skipped',
              pValue: null,
              minEffect: 0.02,
              base: { median: 2e6, mad: 1e6 },
              candidate: { median: 1e6, mad: 1e5 },
            },
          },
        },
      ],
    },
  ],
};

test('Markdown says how results compare, what that is worth and what was read', () => {
  const text = importMarkdown(VIEW);
  assert.match(text, /\| sort \(size = 10\) \| \\<new\\> \/ old \| wall \| .* \| inconclusive \|/u);
  assert.match(text, /Verdicts are inconclusive: they were not measured in turn\./u);
  assert.match(text, /- Not in turn\.\n {2}→ Measure in turn\./u);
  assert.match(text, /\| old\\\|\\\*\.json \| sort size=10 \| wall \| 2\.00 ms \| 3 \|/u);
  assert.match(text, /\| new\.json \| \\?=sort size=10 \| wall \| 5\.00 ms \| 7 \|/u);
});

test('CSV has every sample, and what a summary says where there is none', () => {
  assert.deepEqual(importCsv(VIEW).split('\r\n').slice(1), [
    'old|*.json,hyperfine,sort size=10,wall,ns,0,3000000,1',
    'old|*.json,hyperfine,sort size=10,wall,ns,1,1000000,1',
    'old|*.json,hyperfine,sort size=10,wall,ns,2,2000000,1',
    "new.json,mitata,'=sort size=10,wall,ns,,5000000,7",
    '',
  ]);
});

test('the page has the intervals, everything that was read, and lets nothing of it run', () => {
  const page = importHtml(VIEW);
  assert.match(page, /<svg/u);
  assert.ok(!page.includes('<new>'));
  assert.match(page, /Measure in turn/u);
  assert.match(importHtml({ ...VIEW, comparisons: [] }), /What was read/u);
});

test('the middle of an even number of samples lies between the two in the middle', () => {
  const [first, ...others] = VIEW.results;
  const [series] = first?.benchmarks ?? [];
  assert.ok(first !== undefined && series !== undefined);
  const even = { ...series, samples: [4e6, 1e6, 2e6, 3e6] };
  const view = { ...VIEW, results: [{ ...first, benchmarks: [even] }, ...others] };
  assert.match(importMarkdown(view), /2\.50 ms \| +4 /);
});
