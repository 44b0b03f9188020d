import type {
  Backlog,
  BacklogItem,
  BacklogVerification,
  EvidenceGrade,
  GainInterval,
  PlanEvidence,
  PlanMeasure,
  ProfileReport,
  RefusedItem,
} from '../../model/index.ts';
import { BACKLOG_MAX, WORDS_MIN } from '../limits.ts';
import { textProblem } from '../plan-words.ts';
import { percentText } from '../quantity-text.ts';
import { ranked } from './order-items.ts';
import { withOverlaps } from './overlaps.ts';
import { laneOf, riceOf } from './rice.ts';

/** What is always possible, whatever the code looks like. */
const UNKNOWN_TECHNIQUE = 'do less work there';

/** Something that could be done about a bottleneck. */
export interface Technique {
  readonly name: string;
  /** What an item about it is called; null: made from the name and the place. */
  readonly title: string | null;
  readonly rationale: string;
  readonly risk: BacklogItem['risk'];
  /** What may go wrong, a sentence. */
  readonly riskText: string;
  /** Person-days or attempts, above 0. */
  readonly effort: number;
  readonly grade: EvidenceGrade;
  /** Share that goes away at most by it; null: as much as the place costs. */
  readonly bound: GainInterval | null;
}

/** A bottleneck as far as a plan needs it. */
export interface BacklogCandidate {
  readonly bottleneck: string;
  /** What a person calls the place: `parseLine (src/parse.js:12)`. */
  readonly place: string;
  readonly measure: PlanMeasure;
  /** Share of the metric's value that goes away when the place costs nothing; null: unknown. */
  readonly bound: GainInterval | null;
  /** A measured what-if instead of half of the bound; null when nobody measured one. */
  readonly measuredGain: GainInterval | null;
  /** Why nothing is planned on it, however much it costs; null when nothing speaks against it. */
  readonly obstacle: string | null;
  /** Share of the measured work that is of benchmarks which go through the place, 0 to 1. */
  readonly reach: number;
  readonly evidence: readonly [PlanEvidence, ...PlanEvidence[]];
  readonly techniques: readonly Technique[];
}

/** What is known of a metric before anything is tried. */
export interface MetricOutlook {
  /** Smallest change that counts and can be seen, as a share. */
  readonly smallestEffect: number;
  readonly verification: BacklogVerification;
}

/** What a backlog is made from. */
export interface BacklogFacts {
  readonly candidates: readonly BacklogCandidate[];
  readonly outlookOf: (measure: PlanMeasure) => MetricOutlook;
  readonly effortUnit: BacklogItem['effort']['unit'];
  /** What the candidates were found in; tells which items overlap. */
  readonly report: Pick<ProfileReport, 'bottlenecks'>;
}

/**
 * A backlog from bottlenecks: one item for each technique, ranked by RICE. What could not be seen
 * even if the place cost nothing is refused before anybody spends a day on it.
 */
export function backlogFrom(facts: BacklogFacts): Backlog {
  const items = new Map<string, BacklogItem>();
  const refused: RefusedItem[] = [];
  for (const candidate of facts.candidates) {
    const { smallestEffect } = facts.outlookOf(candidate.measure);
    const { bound, obstacle } = candidate;
    const most = mostOf(candidate);
    if (obstacle !== null || bound === null || most < smallestEffect) {
      refused.push(refusedItem(candidate, smallestEffect));
      continue;
    }
    const visible = techniquesOf(candidate).filter(
      (technique) => (technique.bound ?? bound).hi >= smallestEffect,
    );
    for (const technique of visible) {
      const own = { ...candidate, bound: technique.bound ?? bound };
      const item = itemFrom(facts, own, technique);
      items.set(item.id, items.get(item.id) ?? item);
    }
  }
  return {
    items: withOverlaps(ranked([...items.values()]).slice(0, BACKLOG_MAX), facts.report),
    refused: refused
      .toSorted((left, right) => (right.bound ?? 1) - (left.bound ?? 1))
      .slice(0, BACKLOG_MAX),
  };
}

/** The most that could go away by any technique, as a share; 0 where no bound is known. */
function mostOf(candidate: BacklogCandidate): number {
  const { bound } = candidate;
  return bound === null
    ? 0
    : Math.max(...techniquesOf(candidate).map((technique) => (technique.bound ?? bound).hi));
}

function refusedItem(candidate: BacklogCandidate, visible: number): RefusedItem {
  const { bottleneck, place, bound } = candidate;
  return {
    bottleneck,
    title: sayingTitle(`Make ${place} cheaper`, bottleneck),
    bound: bound === null ? null : mostOf(candidate),
    visible,
    reason: refusalOf(candidate, visible),
  };
}

function refusalOf(candidate: BacklogCandidate, smallest: number): string {
  const { bound, place, obstacle } = candidate;
  if (obstacle !== null) {
    return obstacle;
  }
  return bound === null
    ? `What ${place} costs is a share of one of several busy threads, which does not say what ` +
        'the whole could gain. Measure a what-if before planning on it.'
    : `If ${place} cost nothing, ${percentText(mostOf(candidate))} would be gained at most; the ` +
        `smallest change that can be seen and counts is ${percentText(smallest)}.`;
}

/** Techniques as given, or the one that is always there: look at it. */
function techniquesOf({ techniques, measuredGain }: BacklogCandidate): readonly Technique[] {
  return techniques.length > 0
    ? techniques
    : [doLessWork(measuredGain === null ? 'profile' : 'measured', 1)];
}

/** What is always possible, whatever the code looks like. @param effort - above 0 */
export function doLessWork(grade: EvidenceGrade, effort: number): Technique {
  return {
    name: UNKNOWN_TECHNIQUE,
    title: null,
    rationale: 'No known pattern was recognised; its hot lines and callers say what it does.',
    risk: 'medium',
    riskText: 'Work that looks superfluous may be needed for inputs that no benchmark has.',
    effort,
    grade,
    bound: null,
  };
}

type BoundedCandidate = BacklogCandidate & { readonly bound: GainInterval };

function itemFrom(
  { outlookOf, effortUnit }: Pick<BacklogFacts, 'outlookOf' | 'effortUnit'>,
  candidate: BoundedCandidate,
  technique: Technique,
): BacklogItem {
  const { measure, bound, measuredGain, reach } = candidate;
  const { smallestEffect, verification } = outlookOf(measure);
  const expected = measuredGain ?? halfOf(bound);
  const grade = measuredGain === null ? technique.grade : 'measured';
  const rice = riceOf({ reach, expected, grade, effort: technique.effort });
  const { name, rationale, riskText } = technique;
  return {
    id: itemId(candidate.bottleneck, name),
    title: titleOf(candidate, technique),
    bottleneck: candidate.bottleneck,
    technique: { name, rationale, risk: riskText },
    evidence: [...candidate.evidence],
    metric: measure,
    expected: { ...expected, bound, basis: basisOf(candidate) },
    grade,
    acceptance: [
      `${measure.metric} of ${measure.benchmark} is confirmed as improved by at least ` +
        `${percentText(smallestEffect)} on fresh pairs.`,
      'The tests of the frozen suite pass and every output stays the same.',
      'No other benchmark gets slower beyond its limit, and the holdouts show the gain too.',
    ],
    verification,
    effort: { amount: technique.effort, unit: effortUnit },
    risk: technique.risk,
    way_back: 'It is one commit of its own: git revert undoes it.',
    dependencies: [],
    rice,
    rank: 1,
    lane: laneOf({ risk: technique.risk, rice }),
    overrides: [],
    status: 'planned',
    realised: null,
  };
}

function titleOf({ bottleneck, place }: BacklogCandidate, { name, title }: Technique): string {
  if (title !== null) {
    return sayingTitle(title, bottleneck);
  }
  return sayingTitle(
    name === UNKNOWN_TECHNIQUE ? `Make ${place} cheaper` : `${sentenceStart(name)} in ${place}`,
    bottleneck,
  );
}

/** Functions may be called anything, `x` or `TODO`, and then the title alone would say nothing. */
function sayingTitle(title: string, bottleneck: string): string {
  const named = `Work on bottleneck ${bottleneck}: ${title}`;
  return (
    [title, named].find((text) => textProblem(text, WORDS_MIN.name) === null) ??
    `Work on bottleneck ${bottleneck} and make it cheaper`
  );
}

/** Half of what could go away at most; nothing may be gained, and all of it may. */
function halfOf(bound: GainInterval): GainInterval {
  return { estimate: bound.estimate / 2, lo: 0, hi: bound.hi };
}

function basisOf({ bound, measuredGain }: BoundedCandidate): string {
  const range = `${percentText(bound.lo)} to ${percentText(bound.hi)}`;
  const most = `${percentText(bound.estimate)} (${range})`;
  return measuredGain === null
    ? `Half of the ${most} that would be gained if the place cost nothing.`
    : `A measured what-if; at most ${most} could be gained.`;
}

/** Letters, digits and dashes, so that it can be typed and stand in file names. */
function itemId(bottleneck: string, technique: string): string {
  const slug = technique.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `${bottleneck}-${slug.replaceAll(/^-+|-+$/g, '') || 'technique'}`;
}

function sentenceStart(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
