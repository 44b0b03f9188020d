import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CompareResult, MetricResult, Sample } from '../../src/model/index.ts';
import {
  compareCsv,
  compareHtml,
  compareJson,
  compareMarkdown,
  compareSummaryCsv,
  compareText,
} from '../../src/report/index.ts';
import { compareResult, fasterResult } from './results.ts';

const WRITERS = {
  text: (result: CompareResult) => compareText(result, { color: false, width: 80, unicode: true }),
  markdown: compareMarkdown,
  html: (result: CompareResult) => compareHtml(result).replace(/<script>.*$/su, ''),
  json: compareJson,
  samples: compareCsv,
  summary: compareSummaryCsv,
};

const ODD: Readonly<Record<string, CompareResult>> = {
  'nothing compared': { ...fasterResult(), comparisons: [], samples: [] },
  'no samples': { ...fasterResult(), samples: [] },
  'no metrics': withMetrics(() => ({})),
  'no numbers': withMetrics((metrics) =>
    Object.fromEntries(Object.entries(metrics).map(([name, one]) => [name, numberless(one)])),
  ),
  'equal samples': withSamples((sample) => ({ ...sample, wallNs: 1_000_000 })),
  'samples of zero': withSamples((sample) => ({ ...sample, wallNs: 0 })),
  'many candidates': compareResult({
    seed: 3,
    candidates: Object.fromEntries(
      Array.from({ length: 25 }, (_, index) => [`candidate ${index}`, 0.8 + index / 50]),
    ),
    screening: 5,
    confirmation: 10,
  }),
};

for (const [name, result] of Object.entries(ODD)) {
  test(`${name}: every format is written and holds no number that is none`, () => {
    for (const [format, write] of Object.entries(WRITERS)) {
      assert.doesNotMatch(write(result), /NaN|Infinity|undefined/u, format);
    }
  });
}

function withSamples(change: (sample: Sample) => Sample): CompareResult {
  const result = fasterResult();
  return { ...result, samples: result.samples.map(change) };
}

function withMetrics(
  change: (metrics: Record<string, MetricResult>) => Record<string, MetricResult>,
): CompareResult {
  const result = fasterResult();
  return {
    ...result,
    comparisons: result.comparisons.map((comparison) => ({
      ...comparison,
      candidates: comparison.candidates.map((candidate) => ({
        ...candidate,
        metrics: change(candidate.metrics),
      })),
    })),
  };
}

function numberless(result: MetricResult): MetricResult {
  const none = { median: 0, mad: 0 };
  const pairs = { screening: 0, confirmation: 0 };
  return {
    ...result,
    verdict: 'inconclusive',
    ratio: null,
    pValue: null,
    halves: [],
    pairs,
    base: none,
    candidate: none,
  };
}
