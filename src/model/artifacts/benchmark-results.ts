import { type Static, Type } from 'typebox';

import { Environment } from '../environment.ts';
import { MeasuredBenchmark, SamplesRef } from './baseline-metrics.ts';
import {
  closed,
  CommitId,
  known,
  listOf,
  measuredEnvelope,
  name,
  someOf,
  text,
  Time,
} from './fields.ts';

/** Name and version of `benchmark-results.json`. */
export const BENCHMARK_RESULTS_SCHEMA = 'hone.benchmark-results.v1';

/** A test command of the suite and how it ended. */
export const TestOutcome = closed({
  command: text('The command line.'),
  passed: Type.Boolean(),
  message: text('Exit code, or why it could not be run.'),
});
export type TestOutcome = Static<typeof TestOutcome>;

/** Whether a benchmark printed on every sample what the base printed. */
export const OutputOutcome = closed({
  benchmark: name('A benchmark or holdout.'),
  same: known(Type.Boolean(), 'null when it was not compared.'),
  message: text('What was compared, and how.'),
});
export type OutputOutcome = Static<typeof OutputOutcome>;

/** How fast the result is, in the figures of the baseline, and whether it is still correct. */
export const BenchmarkResults = closed({
  ...measuredEnvelope(BENCHMARK_RESULTS_SCHEMA),
  measured_at: Time,
  measured_by: name('Who measured: hone and its version.'),
  base_commit: CommitId,
  machine: Environment,
  benchmarks: someOf(MeasuredBenchmark),
  tests: listOf(TestOutcome, 'Empty when the suite has no tests.'),
  outputs: listOf(OutputOutcome),
  samples: SamplesRef,
});
export type BenchmarkResults = Static<typeof BenchmarkResults>;
