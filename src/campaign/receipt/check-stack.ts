import type {
  Contribution,
  MetricsByBenchmark,
  ReceiptFinding,
  ScreeningEnd,
} from '../../model/index.ts';
import { judgeTogether, type Measured } from '../judge-measurement.ts';
import { claimedMetric } from '../try/measured-proposal.ts';
import type { RunContext } from '../try/run-context.ts';
import { differences } from './differences.ts';
import { finding, shownValue } from './finding.ts';
import { batchesUnder, type RecordedRun, resultIn, stackIn } from './recorded-run.ts';

/**
 * Recomputes what was said about the stack as a whole and about each commit on it.
 *
 * @throws RecordGap when the record lacks something
 */
export function stackFindings(recorded: RecordedRun, run: RunContext): ReceiptFinding[] {
  const { stack, decisions } = resultIn(recorded);
  const built = stackIn(recorded);
  const kept = decisions.filter(({ decision }) => decision === 'kept');
  const names = { said: built.kept.map(({ name }) => name), found: kept.map((d) => d.proposal) };
  const findings = compared(null, 'kept', names.said, names.found);
  if (stack === null) {
    return built.kept.length === 0
      ? findings
      : [...findings, ...compared(null, 'stack', null, names.said)];
  }
  findings.push(...compared(null, 'commit', stack.commit, built.commit));
  const ids = run.suite.benchmarks.map(({ id }) => id);
  const whole = judgedUnder(recorded, run, { key: 'stack', base: 'base', benchmarks: ids });
  findings.push(...compared(null, 'metrics', stack.metrics, stack.note === null ? whole : {}));
  for (const one of stack.contributions) {
    findings.push(...contributionFindings(recorded, run, one, stack));
  }
  return findings;
}

function contributionFindings(
  recorded: RecordedRun,
  run: RunContext,
  one: Contribution,
  stack: { readonly metrics: MetricsByBenchmark; readonly contributions: readonly Contribution[] },
): ReceiptFinding[] {
  const { proposal, metrics } = one;
  if (stack.contributions.length === 1) {
    return compared(proposal, 'metrics', metrics, stack.metrics); // it is the whole stack
  }
  const built = stackIn(recorded).kept.find(({ name }) => name === proposal);
  const again = judgedUnder(recorded, run, {
    key: `contribution/${proposal}`,
    base: `without ${proposal}`,
    benchmarks: built === undefined ? [] : [built.benchmark],
  });
  // With a note there is no number: it could not be made without this commit, or not be measured.
  return compared(proposal, 'metrics', metrics, one.note === null ? again : {});
}

/** One family, as `stack.ts` judges it: a confirmation of fixed size without screening. */
function judgedUnder(
  recorded: RecordedRun,
  run: RunContext,
  what: {
    readonly key: string;
    readonly base: string;
    readonly benchmarks: readonly string[];
  },
): MetricsByBenchmark {
  const measured = what.benchmarks.flatMap((id): (Measured & { id: string })[] => {
    const benchmark = run.suite.benchmarks.find((one) => one.id === id);
    if (benchmark === undefined) {
      return [];
    }
    const samples = batchesUnder(recorded, `${what.key}/${id}`).flatMap((batch) => batch.samples);
    const confirmed = samples.some(({ phase }) => phase === 'confirmation');
    const end: ScreeningEnd = confirmed ? 'skipped' : 'time';
    return [
      {
        id,
        samples,
        base: what.base,
        candidates: ['stack'],
        claimed: claimedMetric(run, benchmark),
        metrics: benchmark.metrics,
        screening: new Map([['stack', end]]),
      },
    ];
  });
  const judged = judgeTogether(measured);
  return Object.fromEntries(
    measured.map(({ id }, index) => [id, judged[index]?.get('stack')?.metrics ?? {}]),
  );
}

function compared(
  proposal: string | null,
  what: string,
  said: unknown,
  found: unknown,
): ReceiptFinding[] {
  return differences(said, found, 'computed').map((one) => {
    const isNumber = what === 'metrics';
    const benchmark = isNumber ? (one.path[0] ?? null) : null;
    const field = [what, ...(isNumber ? one.path.slice(1) : one.path)].join('.');
    const [shown, again] = [shownValue(one.said), shownValue(one.found)];
    const of = proposal === null ? 'The stack' : `What ${proposal} adds to the stack`;
    const text =
      `${of}${benchmark === null ? '' : ` on ${benchmark}`}: ${field} was recorded as ${shown}; ` +
      `recomputed it is ${again}.`;
    return finding('stack', text, { proposal, benchmark, field, said: shown, found: again });
  });
}
