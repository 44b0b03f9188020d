import { ownField } from '../base/index.ts';
import { type Evidence, evidenceOn, notesOn, pairsOf, placementsUsed } from '../bench/index.ts';
import { judge } from '../gates/index.ts';
import {
  BUILT_IN_METRICS,
  type CandidateResult,
  type Metric,
  type MetricResult,
  type Note,
  type Sample,
  type ScreeningEnd,
  metricNamed,
} from '../model/index.ts';
import { benjaminiHochberg, benjaminiYekutieli } from '../stats/index.ts';

/** A measurement of one benchmark that is waiting to be judged together with others. */
export interface Measured {
  readonly samples: readonly Sample[];
  readonly base: string;
  readonly candidates: readonly string[];
  readonly claimed: Metric;
  readonly metrics: readonly Metric[];
  readonly screening: ReadonlyMap<string, ScreeningEnd>;
}

/** What came out for one candidate of one measurement. */
export type Judged = Pick<CandidateResult, 'metrics' | 'notes'>;

/** One metric of one candidate with its evidence, before the p-values are adjusted. */
interface Case {
  readonly measured: Measured;
  readonly candidate: string;
  readonly metric: Metric;
  readonly claimed: boolean;
  readonly evidence: Evidence | null;
}

/**
 * Judges measurements as one family: the p-values of all claimed metrics are adjusted together, by
 * Benjamini-Hochberg, or by Benjamini-Yekutieli when a base is shared by several candidates.
 * Metrics that were not claimed are adjusted among themselves, so that they can't hide a claim.
 *
 * @param options.sharedBase - says that different measurements share a base; by default only
 *   several candidates of one measurement do
 * @returns for each measurement, in order, the results by candidate name
 */
export function judgeTogether(
  family: readonly Measured[],
  options: { readonly sharedBase?: boolean } = {},
): Map<string, Judged>[] {
  const several = family.some((measured) => measured.candidates.length > 1);
  const shared = options.sharedBase ?? several;
  const cases = family.flatMap(casesOf);
  const adjusted = new Map<Case, number>();
  for (const claimed of [true, false]) {
    const tested = cases.filter((one) => one.claimed === claimed && pOf(one) !== null);
    const alone = tested.map((one) => pOf(one) ?? 1);
    const together = shared ? benjaminiYekutieli(alone) : benjaminiHochberg(alone);
    tested.forEach((one, index) => adjusted.set(one, together[index] ?? 1));
  }
  return family.map(
    (measured) =>
      new Map(
        measured.candidates.map((candidate) => {
          const own = cases.filter(
            (one) => one.measured === measured && one.candidate === candidate,
          );
          return [candidate, judgedFrom(own, adjusted)];
        }),
      ),
  );
}

function pOf(one: Case): number | null {
  return one.evidence?.pValueAlone ?? null;
}

function casesOf(measured: Measured): Case[] {
  const metrics = [
    measured.claimed,
    ...measured.metrics,
    ...BUILT_IN_METRICS.map((name) => metricNamed(name, measured.claimed.minEffect)),
  ];
  const distinct = metrics.filter(
    (metric, index) => metrics.findIndex((other) => other.name === metric.name) === index,
  );
  return measured.candidates.flatMap((candidate) =>
    distinct.map((metric) => ({
      measured,
      candidate,
      metric,
      claimed: metric.name === measured.claimed.name,
      evidence: evidenceOn(measured.samples, { base: measured.base, candidate }, metric.name),
    })),
  );
}

function judgedFrom(cases: readonly Case[], adjusted: ReadonlyMap<Case, number>): Judged {
  const known = cases.filter((one) => one.evidence !== null || one.claimed);
  // Not assigned by name: a metric may be called `__proto__`.
  const metrics = Object.fromEntries(
    known.map((one) => [one.metric.name, metricResult(one, adjusted.get(one) ?? null)]),
  );
  return { metrics, notes: notesFor(cases) };
}

function metricResult(one: Case, pValue: number | null): MetricResult {
  const { evidence, metric, measured, candidate } = one;
  const ratio = evidence?.ratio ?? null;
  const difference = evidence?.difference ?? null;
  const { verdict, reason } = judge({
    ratio,
    pValue,
    direction: metric.direction,
    minEffect: metric.minEffect,
    withoutRatio: difference !== null,
  });
  const none = { median: 0, mad: 0 };
  const end = measured.screening.get(candidate) ?? 'skipped';
  const used = placementsUsed(measured.samples);
  const sides = { base: measured.base, candidate };
  const screened = pairsOf(measured.samples, sides, metric.name, { phase: 'screening' }).length;
  return {
    verdict,
    reason:
      ratio === null && difference === null ? (unconfirmedReason(end, screened) ?? reason) : reason,
    unit: storedUnit(metric, measured.samples),
    ...(metric.shownIn === undefined ? {} : { shownIn: metric.shownIn }),
    direction: metric.direction,
    claimed: one.claimed,
    placement: evidence === null ? used.screening : used.confirmation,
    ratio,
    ...(difference === null ? {} : { difference }),
    halves: [...(evidence?.halves ?? [])],
    pairs: { ...(evidence?.pairs ?? { screening: screened, confirmation: 0 }) },
    screening: end,
    pValue,
    minEffect: metric.minEffect,
    base: evidence?.base ?? none,
    candidate: evidence?.candidate ?? none,
  };
}

/** The declared unit, or else the one that the command printed with its numbers. */
function storedUnit(metric: Metric, samples: readonly Sample[]): string {
  const printed = samples[0]?.valueUnits;
  return (metric.shownIn === undefined ? ownField(printed, metric.name) : null) ?? metric.unit;
}

/** Why there are no fresh pairs, by how screening ended. */
function unconfirmedReason(end: ScreeningEnd, screened: number): string | null {
  switch (end) {
    case 'futile':
    case 'cap':
      return `screening saw no sign of a change in ${screened} pairs, so nothing was confirmed`;
    case 'time':
      return (
        'the time limit left too few fresh pairs; give it more with --time-limit, or less work ' +
        'per run'
      );
    case 'win':
    case 'loss':
    case 'skipped':
      return null;
  }
}

function notesFor(cases: readonly Case[]): Note[] {
  const claimed = cases.find((one) => one.claimed);
  if (claimed?.evidence == null) {
    return [];
  }
  const evidenceFor = (name: string): Evidence | null =>
    cases.find((one) => one.metric.name === name)?.evidence ?? null;
  return notesOn({
    samples: claimed.measured.samples,
    sides: { base: claimed.measured.base, candidate: claimed.candidate },
    evidence: claimed.evidence,
    minEffect: claimed.metric.minEffect,
    cpu: evidenceFor('cpu'),
    rss: evidenceFor('rss'),
  });
}
