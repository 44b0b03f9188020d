import { ownField } from '../../base/index.ts';
import type { MetricResult, MetricsByBenchmark, ReceiptFinding } from '../../model/index.ts';
import { judgeTogether } from '../judge-measurement.ts';
import { claimedMetric } from '../try/measured-proposal.ts';
import type { RunContext } from '../try/run-context.ts';
import { decisionFinding } from './check-decisions.ts';
import { differences } from './differences.ts';
import { batchesUnder, decidedIn, type RecordedRun } from './recorded-run.ts';

/** Numbers of a result that follow from its own samples, whatever else was tested with them. */
const OWN_NUMBERS = ['ratio', 'difference', 'halves', 'pairs', 'base', 'candidate'] as const;

/** Where a result comes from: the later measurement is the one that counts. */
const SOURCES = { metrics: ['guard', 'measure'], holdout: ['holdout-again', 'holdout'] } as const;

/**
 * Holds the numbers of every result against its own samples. For a record in which so much is
 * missing that the run can't be judged again as a whole.
 *
 * @throws RecordGap when there are no decisions
 */
export function evidenceFindings(recorded: RecordedRun, run: RunContext): ReceiptFinding[] {
  return decidedIn(recorded).flatMap((decision) =>
    (['metrics', 'holdout'] as const).flatMap((part) =>
      Object.keys(decision[part]).flatMap((benchmark) => {
        const found = resultsOf(recorded, run, { part, proposal: decision.proposal, benchmark });
        return differences(ownNumbers(decision[part], benchmark), found, 'computed').map((one) =>
          decisionFinding(decision.proposal, { ...one, path: [part, benchmark, ...one.path] }),
        );
      }),
    ),
  );
}

function resultsOf(
  recorded: RecordedRun,
  run: RunContext,
  at: { part: keyof typeof SOURCES; proposal: string; benchmark: string },
): Record<string, Partial<MetricResult>> {
  const suite = at.part === 'metrics' ? run.suite.benchmarks : run.suite.holdout;
  const benchmark = suite.find((one) => one.id === at.benchmark);
  if (benchmark === undefined) {
    return {};
  }
  const all = SOURCES[at.part].map((kind) =>
    batchesUnder(recorded, `${kind}/${at.proposal}/${at.benchmark}`),
  );
  const samples = (all.find((batches) => batches.length > 0) ?? []).flatMap((one) => one.samples);
  const [judged] = judgeTogether([
    {
      samples,
      base: 'base',
      candidates: [at.proposal],
      claimed: claimedMetric(run, benchmark),
      metrics: benchmark.metrics,
      screening: new Map(),
    },
  ]);
  return ownNumbers({ only: judged?.get(at.proposal)?.metrics ?? {} }, 'only');
}

function ownNumbers(
  metrics: MetricsByBenchmark,
  benchmark: string,
): Record<string, Partial<MetricResult>> {
  return Object.fromEntries(
    Object.entries(ownField(metrics, benchmark) ?? {}).map(([metric, result]) => [
      metric,
      Object.fromEntries(OWN_NUMBERS.map((name) => [name, result[name]])),
    ]),
  );
}
