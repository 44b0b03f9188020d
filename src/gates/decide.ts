import { ownField as own } from '../base/index.ts';
import type {
  Check,
  Clearance,
  DecisionKind,
  MetricResult,
  MetricsByBenchmark,
  Suspicion,
} from '../model/index.ts';
import { changeText, gainOf } from './change-text.ts';
import { harmIn, type HarmRules, notExcludedText } from './harm.ts';

/** What a trial found out about one proposal, in the order of the checks; later may be missing. */
export interface TrialFacts {
  readonly admission: Outcome;
  /** Whether its best outcome could be seen; null where the base was not profiled. */
  readonly worth: Outcome | null;
  readonly build: Outcome | null;
  readonly tests: Outcome | null;
  /** Whether every sample of every benchmark could be used and printed what the base printed. */
  readonly output: Outcome | null;
  readonly metrics: MetricsByBenchmark;
  /** The same on inputs that no proposal could have seen; run for those that are faster. */
  readonly holdout: MetricsByBenchmark;
  readonly holdoutOutput: Outcome | null;
  /** By benchmark: why its gain is more than the touched code can explain, in a sentence. */
  readonly unexplained: Readonly<Record<string, string>>;
  /** Added lines that look like a way to win without being faster; hard ones refuse before all. */
  readonly suspicions: readonly Suspicion[];
  /** Who looked at them, or at a gain that is too large; null when nobody did. */
  readonly clearance: Clearance | null;
}

/** A check that passed, or why it did not. Not having run is null, and null never passes. */
export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly reason: string };

/** What the suite says about deciding. */
export interface DecisionRules extends HarmRules {
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
    // Only a profile can tell; without one everything is worth measuring.
    ['worth', facts.worth ?? { kind: 'passed' }],
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
    holdoutRefusal(facts, rules, headline) ??
    questionAbout(facts, rules, headline) ?? {
      decision: 'kept',
      check: null,
      reason:
        `${headline.benchmark} ${headline.metric} ${changeText(headline.result)}.` +
        notExcludedText(facts.metrics, rules),
      headline: { benchmark: headline.benchmark, metric: headline.metric },
    }
  );
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

function harmRefusal(
  metrics: MetricsByBenchmark,
  rules: DecisionRules,
  headline: Headline,
): Ruling | null {
  const harm = harmIn(metrics, rules);
  return harm === null ? null : rejected('no-harm', harm, headline);
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
  return null;
}

/** What only a person or judges can tell: a gain too large, lines that look like a trick. */
function questionAbout(facts: TrialFacts, rules: DecisionRules, headline: Headline): Ruling | null {
  const ratio = headline.result.ratio?.estimate ?? 1;
  const factor = headline.result.direction === 'lower' ? ratio : 1 / ratio;
  const [first] = facts.suspicions;
  const beyond = own(facts.unexplained, headline.benchmark) ?? null;
  const isTooLarge = factor < rules.plausibleRatioMin || beyond !== null;
  const { clearance } = facts;
  if ((!isTooLarge && first === undefined) || clearance?.verdict === 'honest') {
    return null;
  }
  const check = isTooLarge ? 'plausible' : 'honest';
  const found =
    `${headline.benchmark} ${headline.metric} ${changeText(headline.result)}` +
    (isTooLarge ? `: larger than what is believed without a look at the diff.` : '.') +
    (beyond === null ? '' : ` ${beyond}`) +
    (first === undefined ? '' : ` ${suspicionText(first, facts.suspicions.length - 1)}`);
  const said = clearance === null ? '' : ` ${clearance.by}: ${clearance.reason}`;
  if (clearance?.verdict === 'hack') {
    return rejected(check, `${found}${said}`, headline);
  }
  return {
    decision: 'needs-person',
    check,
    reason: `${found}${said} A person has to look at it.`,
    headline: { benchmark: headline.benchmark, metric: headline.metric },
  };
}

/** One suspicion with its place, and how many more there are. */
export function suspicionText({ path, line, message }: Suspicion, more: number): string {
  const others = more === 0 ? '' : ` (and ${more} more such ${more === 1 ? 'line' : 'lines'})`;
  return `${path}:${line}${others}: ${message}`;
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
