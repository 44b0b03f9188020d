import type { Check, DecisionKind, MetricResult, MetricsByBenchmark } from '../model/index.ts';

/** What a trial found out about one proposal, in the order of the checks; later may be missing. */
export interface TrialFacts {
  readonly admission: Outcome;
  readonly build: Outcome | null;
  readonly tests: Outcome | null;
  /** Whether every sample of every benchmark could be used and printed what the base printed. */
  readonly output: Outcome | null;
  readonly metrics: MetricsByBenchmark;
  /** The same on inputs that no proposal could have seen; run for those that are faster. */
  readonly holdout: MetricsByBenchmark;
  readonly holdoutOutput: Outcome | null;
}

/** A check that passed, or why it did not. Not having run is null, and null never passes. */
export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly reason: string };

/** What the suite says about deciding. */
export interface DecisionRules {
  /** Metrics that may earn a proposal its place, by benchmark. */
  readonly targeted: Readonly<Record<string, readonly string[]>>;
  /** Largest growth of a guarded metric that is accepted, as a fraction, by metric. */
  readonly harm: Readonly<Record<string, number>>;
  /** Benchmarks of the suite; each must have been measured. */
  readonly benchmarks: readonly string[];
  readonly holdouts: readonly string[];
  /** A gain whose ratio is below this waits for a person. */
  readonly plausibleRatioMin: number;
}

/** The decision, which check made it, and the number that decided. */
export interface Ruling {
  readonly decision: DecisionKind;
  readonly check: Check | null;
  readonly reason: string;
  readonly headline: { readonly benchmark: string; readonly metric: string } | null;
}

/**
 * Whether a holdout shows a fair share of a gain: by its estimate; or clearly not, because even the
 * best end of its interval is below that share; or it can't be told yet and needs more pairs.
 */
export function shareOnHoldout(
  gained: MetricResult,
  holdout: MetricResult,
): 'shown' | 'absent' | 'unclear' {
  const wanted = gainOf(gained) * HOLDOUT_SHARE_MIN;
  if (holdout.ratio === null) {
    return 'unclear';
  }
  if (gainOf(holdout) >= wanted) {
    return 'shown';
  }
  const best =
    holdout.direction === 'lower' ? -Math.log(holdout.ratio.lo) : Math.log(holdout.ratio.hi);
  return best < wanted ? 'absent' : 'unclear';
}

/** Share of a gain that has to be left on holdout inputs for it to count as the same gain. */
export const HOLDOUT_SHARE_MIN = 1 / 3;

/**
 * Decides on one proposal. The checks are held in the order of DESIGN section 5, and the first
 * that does not pass is the reason. A fact that is missing does not pass.
 */
export function decide(facts: TrialFacts, rules: DecisionRules): Ruling {
  const early: readonly [Check, Outcome | null][] = [
    ['admission', facts.admission],
    ['build', facts.build],
    ['tests', facts.tests],
    ['same-output', facts.output],
    // Holdouts run only for what is faster, so here only a difference that was seen counts.
    ['same-output', facts.holdoutOutput ?? { kind: 'passed' }],
  ];
  for (const [check, outcome] of early) {
    const refusal = refusalBy(check, outcome);
    if (refusal !== null) {
      return refusal;
    }
  }
  const headline = bestImprovement(facts.metrics, rules);
  const slower = targetedResults(facts.metrics, rules).some(
    ({ result }) => result.verdict === 'regressed',
  );
  const unmeasured = rules.benchmarks.find((id) => !hasClaim(facts.metrics, id));
  // Measuring ends at the first confirmed loss, which nothing can make good.
  if (unmeasured !== undefined && (headline !== null || !slower)) {
    return rejected('faster', `${unmeasured} was not measured, and what is missing does not pass.`);
  }
  if (headline === null) {
    return notFaster(facts.metrics, rules);
  }
  return (
    harmRefusal(facts.metrics, rules, headline) ??
    holdoutRefusal(facts, rules, headline) ?? {
      decision: 'kept',
      check: null,
      reason:
        `${headline.benchmark} ${headline.metric} ${changeText(headline.result)}.` +
        notExcludedText(facts.metrics, rules),
      headline: { benchmark: headline.benchmark, metric: headline.metric },
    }
  );
}

/** Names are the user's, and `constructor` must not be found where there is none. */
function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

function hasClaim(metrics: MetricsByBenchmark, benchmark: string): boolean {
  return Object.values(own(metrics, benchmark) ?? {}).some((result) => result.claimed);
}

interface Headline {
  readonly benchmark: string;
  readonly metric: string;
  readonly result: MetricResult;
}

function refusalBy(
  check: Check,
  outcome: Outcome | null,
  headline: Headline | null = null,
): Ruling | null {
  if (outcome === null) {
    const reason = `The check "${check}" did not run, and what is skipped does not pass.`;
    return rejected(check, reason, headline);
  }
  return outcome.kind === 'failed' ? rejected(check, outcome.reason) : null;
}

function rejected(check: Check, reason: string, headline: Headline | null = null): Ruling {
  return {
    decision: 'rejected',
    check,
    reason,
    headline: headline && { benchmark: headline.benchmark, metric: headline.metric },
  };
}

/** Every targeted result with where it was found. */
function targetedResults(metrics: MetricsByBenchmark, rules: DecisionRules): Headline[] {
  return Object.entries(rules.targeted).flatMap(([benchmark, names]) =>
    names.flatMap((metric) => {
      const result = own(own(metrics, benchmark), metric);
      return result === undefined ? [] : [{ benchmark, metric, result }];
    }),
  );
}

function bestImprovement(metrics: MetricsByBenchmark, rules: DecisionRules): Headline | null {
  const improved = targetedResults(metrics, rules).filter(
    ({ result }) => result.verdict === 'improved' && result.ratio !== null,
  );
  return improved.sort((left, right) => gainOf(right.result) - gainOf(left.result))[0] ?? null;
}

function notFaster(metrics: MetricsByBenchmark, rules: DecisionRules): Ruling {
  const results = targetedResults(metrics, rules);
  const slower = results.find(({ result }) => result.verdict === 'regressed');
  if (slower !== undefined) {
    return rejected(
      'faster',
      `${slower.benchmark} ${slower.metric} ${changeText(slower.result)}.`,
      slower,
    );
  }
  const closest = results.sort((left, right) => gainOf(right.result) - gainOf(left.result))[0];
  if (closest === undefined) {
    return rejected(
      'faster',
      'No targeted metric was measured, and what is missing does not pass.',
    );
  }
  const where = `${closest.benchmark} ${closest.metric}`;
  if (closest.result.ratio === null) {
    return rejected('faster', `No gain was seen on ${where}: ${closest.result.reason}.`, closest);
  }
  const seen = `${where} ${changeText(closest.result)}`;
  return rejected(
    'faster',
    closest.result.verdict === 'inconclusive'
      ? `No gain could be confirmed: ${seen}; ${closest.result.reason}.`
      : `No gain that matters: ${seen}.`,
    closest,
  );
}

/** A result with a limit on how much worse it may be, as a fraction. */
interface Guarded extends Headline {
  readonly limit: number;
}

/** Claimed and targeted metrics may not get worse at all unless the suite gives them a limit. */
function guardedResults(metrics: MetricsByBenchmark, rules: DecisionRules): Guarded[] {
  return Object.entries(metrics).flatMap(([benchmark, byMetric]) =>
    Object.entries(byMetric).flatMap(([metric, result]) => {
      const targeted = own(rules.targeted, benchmark)?.includes(metric) ?? false;
      const limit = own(rules.harm, metric) ?? (result.claimed || targeted ? 0 : null);
      return limit === null ? [] : [{ benchmark, metric, result, limit }];
    }),
  );
}

function harmRefusal(
  metrics: MetricsByBenchmark,
  rules: DecisionRules,
  headline: Headline,
): Ruling | null {
  for (const { benchmark, metric, result, limit } of guardedResults(metrics, rules)) {
    if (result.ratio === null) {
      return rejected(
        'no-harm',
        `${benchmark} ${metric} gave no number (${result.reason}), and what is missing does not ` +
          `pass.`,
        headline,
      );
    }
    if (result.verdict === 'regressed' && -gainOf(result) > Math.log1p(limit)) {
      return rejected(
        'no-harm',
        `It harms ${benchmark}: ${metric} ${changeText(result)}, beyond its limit of ` +
          `${Number((limit * 100).toFixed(2))} %.`,
        headline,
      );
    }
  }
  return null;
}

/** Harm beyond its limit, or beyond what matters if that is more, that intervals leave possible. */
function notExcludedText(metrics: MetricsByBenchmark, rules: DecisionRules): string {
  const open = guardedResults(metrics, rules).filter(({ result, limit }) => {
    const worst = result.direction === 'lower' ? result.ratio?.hi : 1 / (result.ratio?.lo ?? 1);
    return Math.log(worst ?? 1) > Math.log1p(Math.max(limit, result.minEffect));
  });
  const shown = open.map(
    ({ benchmark, metric, result }) => `${benchmark} ${metric} ${changeText(result)}`,
  );
  return shown.length === 0 ? '' : ` Harm is not excluded: ${shown.join('; ')}.`;
}

function holdoutRefusal(
  facts: TrialFacts,
  rules: DecisionRules,
  headline: Headline,
): Ruling | null {
  if (rules.holdouts.length > 0) {
    const output = refusalBy('plausible', facts.holdoutOutput, headline);
    if (output !== null) {
      return output;
    }
    const vanished = vanishedOn(facts, rules, headline);
    if (vanished !== null) {
      return vanished;
    }
  }
  const ratio = headline.result.ratio?.estimate ?? 1;
  const factor = headline.result.direction === 'lower' ? ratio : 1 / ratio;
  return factor < rules.plausibleRatioMin
    ? {
        decision: 'needs-person',
        check: 'plausible',
        reason:
          `${headline.benchmark} ${headline.metric} ${changeText(headline.result)}: larger than ` +
          `what is believed without a person's look at the diff.`,
        headline: { benchmark: headline.benchmark, metric: headline.metric },
      }
    : null;
}

/**
 * A gain is the same gain when a fair share of it shows on a holdout of the same metric. The best
 * holdout counts: one is enough to show that the gain is not tied to a known input, and a holdout
 * that got slower is a refusal by itself.
 */
function vanishedOn(facts: TrialFacts, rules: DecisionRules, headline: Headline): Ruling | null {
  const results = rules.holdouts.map((id) => ({
    id,
    result: own(own(facts.holdout, id), headline.metric),
  }));
  const missing = results.find(({ result }) => result?.ratio == null);
  if (missing !== undefined) {
    return rejected(
      'plausible',
      `The holdout ${missing.id} gave no number, and what is missing does not pass.`,
      headline,
    );
  }
  const slower = results.find(({ result }) => result?.verdict === 'regressed');
  const best = results.toSorted((left, right) => gain(right.result) - gain(left.result))[0];
  const wanted = gainOf(headline.result) * HOLDOUT_SHARE_MIN;
  if (slower === undefined && best !== undefined && gain(best.result) >= wanted) {
    return null;
  }
  const shown = slower ?? best;
  return rejected(
    'plausible',
    `The gain on ${headline.benchmark} (${changeText(headline.result)}) is not there on inputs ` +
      `that the proposal has not seen: ${shown?.id ?? 'holdout'} ` +
      `${shown?.result === undefined ? 'was not measured' : changeText(shown.result)}.`,
    headline,
  );
}

function gain(result: MetricResult | undefined): number {
  return result === undefined ? -Infinity : gainOf(result);
}

/** How much better, on the log scale: positive is better whichever way the metric points. */
function gainOf(result: MetricResult): number {
  const log = Math.log(result.ratio?.estimate ?? 1);
  return result.direction === 'lower' ? -log : log;
}

function changeText({ ratio }: MetricResult): string {
  return ratio === null
    ? 'could not be estimated'
    : `${percentText(ratio.estimate)} % (${ratio.confidence * 100} % interval ` +
        `${percentText(ratio.lo)} to ${percentText(ratio.hi)} %)`;
}

/** A ratio as a signed change: 0.9 is `-10.0`. */
function percentText(ratio: number): string {
  const shown = ((ratio - 1) * 100).toFixed(1);
  return Number(shown) === 0 ? '0.0' : ratio < 1 ? shown : `+${shown}`;
}
