import { ownField } from '../../base/index.ts';
import { gainVerdict } from '../../profile/index.ts';
import { decide, type DecisionRules } from '../../gates/index.ts';
import type { Clearance, Decision, MetricsByBenchmark, Note } from '../../model/index.ts';
import { type Judged, judgeTogether, type Measured } from '../judge-measurement.ts';
import { PLAUSIBLE_RATIO_MIN } from '../limits.ts';
import { claimedMetric, type MeasuredProposal } from './measured-proposal.ts';
import { ontoBaseOf } from './onto-base.ts';
import type { RunContext } from './run-context.ts';
import type { Checked } from './trial.ts';

/** What judges and persons said of the proposals that wait for somebody, by their names. */
export type Clearances = ReadonlyMap<string, Clearance>;

/** Everything found out about one proposal. */
export interface Trial {
  readonly name: string;
  readonly checked: Checked;
  readonly measured: MeasuredProposal | null; // null when an earlier check refused it
}

/**
 * Decides all proposals of a run. Their confirmations are one family that shares the base, so the
 * p-values are adjusted together (Benjamini-Yekutieli as soon as there is more than one proposal);
 * holdouts are a family of their own because they can only take a gain away.
 */
export function decideAll(
  run: Pick<RunContext, 'suite' | 'started'>,
  trials: readonly Trial[],
  clearances: Clearances = new Map(),
): Decision[] {
  const main = judgeFamily(trials, (measured) => measured.byBenchmark);
  const holdout = judgeFamily(trials, (measured) => measured.byHoldout);
  const rules = rulesOf(run);
  return trials.map((trial) => {
    const { checked, measured } = trial;
    const metrics = metricsOf(main.get(trial.name));
    const holdoutMetrics = metricsOf(holdout.get(trial.name));
    const ruling = decide(
      {
        admission: checked.admission,
        worth: checked.worth ?? null,
        build: checked.build,
        tests: checked.tests,
        output: measured?.output ?? null,
        metrics,
        holdout: holdoutMetrics,
        holdoutOutput: measured?.holdoutOutput ?? null,
        unexplained: unexplainedIn(checked, metrics),
        suspicions: checked.suspicions,
        clearance: clearances.get(trial.name) ?? null,
      },
      rules,
    );
    const clearance = clearances.get(trial.name);
    const ontoBase = ontoBaseOf(checked, run.started);
    return {
      proposal: trial.name,
      title: checked.collected.title,
      decision: ruling.decision,
      check: ruling.check,
      reason: ruling.reason,
      commit: null,
      headline: ruling.headline,
      metrics,
      holdout: holdoutMetrics,
      notes: notesOf(main.get(trial.name)),
      ...(checked.suspicions.length === 0 ? {} : { suspicions: [...checked.suspicions] }),
      ...(clearance === undefined ? {} : { clearance }),
      ...(ontoBase === null ? {} : { ontoBase }),
    };
  });
}

/** Why gains are more than what the touched code takes in the profile, by benchmark. */
function unexplainedIn(
  { expected }: Pick<Checked, 'expected'>,
  metrics: MetricsByBenchmark,
): Record<string, string> {
  const entries = (expected?.benchmarks ?? []).flatMap(({ benchmark, of, explainable }) => {
    const result = ownField(ownField(metrics, benchmark), of);
    if (result?.ratio == null || !result.claimed || result.direction !== 'lower') {
      return [];
    }
    const { kind, reason } = gainVerdict(result.ratio, explainable);
    return kind === 'implausible' ? [[benchmark, reason] as const] : [];
  });
  return Object.fromEntries(entries);
}

type ByBenchmark = Map<string, Judged>;

function judgeFamily(
  trials: readonly Trial[],
  pick: (measured: MeasuredProposal) => ReadonlyMap<string, Measured>,
): Map<string, ByBenchmark> {
  const entries = trials.flatMap((trial) =>
    trial.measured === null
      ? []
      : [...pick(trial.measured)].map(([benchmark, measured]) => ({
          proposal: trial.name,
          benchmark,
          measured,
        })),
  );
  const shared = new Set(entries.map((entry) => entry.proposal)).size > 1;
  const judged = judgeTogether(
    entries.map((entry) => entry.measured),
    { sharedBase: shared },
  );
  const result = new Map<string, ByBenchmark>();
  entries.forEach((entry, index) => {
    const own = result.get(entry.proposal) ?? new Map<string, Judged>();
    const one = judged[index]?.values().next().value;
    if (one !== undefined) {
      own.set(entry.benchmark, one);
    }
    result.set(entry.proposal, own);
  });
  return result;
}

function metricsOf(judged: ByBenchmark | undefined): MetricsByBenchmark {
  return Object.fromEntries([...(judged ?? [])].map(([id, one]) => [id, one.metrics]));
}

function notesOf(judged: ByBenchmark | undefined): Note[] {
  return [...(judged ?? [])].flatMap(([id, one]) =>
    one.notes.map((note) => ({ ...note, text: `${id}: ${note.text}` })),
  );
}

function rulesOf(run: Pick<RunContext, 'suite'>): DecisionRules {
  return {
    targeted: Object.fromEntries(
      run.suite.benchmarks.map((benchmark) => [benchmark.id, [claimedMetric(run, benchmark).name]]),
    ),
    harm: run.suite.budgets.harm,
    benchmarks: run.suite.benchmarks.map((benchmark) => benchmark.id),
    holdouts: run.suite.holdout.map((holdout) => holdout.id),
    plausibleRatioMin: PLAUSIBLE_RATIO_MIN,
  };
}
