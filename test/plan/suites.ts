import { createHash } from 'node:crypto';

import {
  type BaselineBody,
  type Benchmark,
  type Metric,
  metricNamed,
  type PlanBody,
  type Sample,
  type Suite,
  type Target,
} from '../../src/model/index.ts';
import { basicPlan, type BaselineFacts, baselineFrom } from '../../src/plan/index.ts';
import { quantile } from '../../src/stats/index.ts';
import { ENVIRONMENT } from '../report/results.ts';

/** When everything in these tests happens. */
export const NOW = '2026-03-14T09:26:53.589Z';

/** SHA-256 of a text, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A benchmark that runs `node bench.js ID`. */
export function benchmark(id: string, metrics: readonly [Metric, ...Metric[]]): Benchmark {
  return {
    id,
    run: { kind: 'words', words: ['node', 'bench.js', id] },
    cwd: '.',
    metrics,
    output: { kind: 'same' },
    timeoutMs: 60_000,
    env: {},
  };
}

/** A suite of two benchmarks with wall time, one also with a metric of its own. */
export function suiteWith(targets: readonly Target[] = [], more: Partial<Suite> = {}): Suite {
  const rows: Metric = { name: 'rows', unit: 'ops/s', direction: 'higher', minEffect: 0.02 };
  return {
    version: 1,
    setup: [],
    test: [{ kind: 'words', words: ['npm', 'test'] }],
    testTimeoutMs: 60_000,
    setupTimeoutMs: 60_000,
    network: 'setup',
    benchmarks: [
      benchmark('parse', [metricNamed('wall'), rows]),
      benchmark('render', [metricNamed('wall')]),
    ],
    holdout: [],
    targets,
    budgets: { pairsMax: 100, measureMsMax: 60_000, harm: { rss: 0.05 } },
    scope: { write: [], frozen: [], dependencies: false },
    artifactRoot: null,
    ...more,
  };
}

/** parse has to come down to 8 ms. */
export const TARGET: Target = { benchmark: 'parse', metric: 'wall', atMost: 8e6 };

/** One run of the base that took `ms`. */
export function sample(id: string, ms: number, more: Partial<Sample> = {}): Sample {
  return {
    slot: 0,
    round: 0,
    phase: 'confirmation',
    placement: 'free',
    benchmark: id,
    side: 'base',
    half: 0,
    startedAt: NOW,
    wallNs: ms * 1e6,
    userNs: ms * 0.8e6,
    systemNs: ms * 0.1e6,
    peakRssBytes: 4e7,
    exit: { kind: 'exited', code: 0 },
    outputSha256: 'cd'.repeat(32),
    outputBytes: 10,
    leftovers: [],
    paddingBytes: 0,
    values: { rows: 1000 / ms },
    ...more,
  };
}

/** What a baseline of a suite is made from: parse takes 10 to 14 ms, render 20. */
export function baselineFacts(suite: Suite, samples?: readonly Sample[]): BaselineFacts {
  const taken = suite.benchmarks.flatMap(({ id }) =>
    [10, 11, 12, 13, 14].map((ms) => sample(id, id === 'render' ? ms + 8 : ms)),
  );
  return {
    baselineId: 'baseline-1',
    subject: 'access-log',
    capturedBy: 'hone 0.1.0',
    capturedAt: NOW,
    site: 'local',
    suite,
    samples: samples ?? taken,
    samplesRef: { sha256: 'ef'.repeat(32), count: 10 },
    machine: ENVIRONMENT,
    quantile,
  };
}

/** The baseline of a suite. */
export function baselineOf(suite: Suite): BaselineBody {
  const outcome = baselineFrom(baselineFacts(suite));
  if (outcome.kind !== 'ok') {
    throw new Error('these samples make a baseline');
  }
  return outcome.baseline;
}

/** A plan that holds for a suite, to be broken in one place. */
export function soundPlan(suite: Suite = suiteWith([TARGET])): PlanBody {
  const baseline = baselineOf(suite);
  return basicPlan({ planId: 'plan-1', subject: 'access-log', suite, baseline, now: NOW });
}

/** The same plan with every text replaced, ids and numbers kept. */
export function withTexts(plan: PlanBody, text: string): PlanBody {
  return {
    ...plan,
    name: text,
    objectives: plan.objectives.map(() => text),
    risks: plan.risks.map((risk) => ({ ...risk, risk: text, mitigation: text })),
    steps: plan.steps.map((step) => ({
      ...step,
      name: text,
      tasks: step.tasks.map(() => text),
      success_criteria: step.success_criteria.map(() => text),
      evidence: step.evidence.map((one) => ({ ...one, text })),
      expected_gain: step.expected_gain === null ? null : { ...step.expected_gain, basis: text },
      rollback: text,
      risks: step.risks.map(() => text),
      mitigation: step.mitigation.map(() => text),
    })),
  };
}
