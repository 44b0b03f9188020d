import type {
  BacklogItem,
  Bottleneck,
  Decision,
  GainInterval,
  MetricResult,
  ProfileReport,
} from '../../model/index.ts';
import type { Realised } from './realise.ts';

/** Lines of the profiled revision that a proposal changes, from 1. */
export interface ChangedLines {
  /** Relative to the subject's root. */
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** A proposal that was judged. */
export interface TriedProposal {
  readonly decision: Decision;
  /** Null when its patch is not known. */
  readonly changed: readonly ChangedLines[] | null;
}

/** Which proposals were about which items. */
export interface MatchedProposals {
  readonly outcomes: readonly Realised[];
  readonly unmatched: readonly { readonly proposal: string; readonly reason: string }[];
}

/**
 * Finds out which item each proposal was about: the one whose id its title has in square brackets,
 * or else the best ranked one of the only planned bottleneck whose function it changes. A proposal
 * that changes the functions of several is counted for none, because nobody can tell.
 *
 * Lines are those of the profiled revision: what earlier commits of a run moved is not followed, so
 * that in later rounds the title is what can be relied on.
 */
export function matchProposals(
  items: readonly BacklogItem[],
  report: Pick<ProfileReport, 'bottlenecks'> | null,
  tried: readonly TriedProposal[],
): MatchedProposals {
  const outcomes: Realised[] = [];
  const unmatched: { proposal: string; reason: string }[] = [];
  for (const { decision, changed } of tried) {
    const { proposal } = decision;
    const found = itemOf(decision.title, items, report, changed);
    if (typeof found === 'string') {
      unmatched.push({ proposal, reason: found });
    } else {
      outcomes.push(outcomeOf(found, decision));
    }
  }
  return { outcomes, unmatched };
}

/** The item, or why there is none. */
function itemOf(
  title: string,
  items: readonly BacklogItem[],
  report: Pick<ProfileReport, 'bottlenecks'> | null,
  changed: readonly ChangedLines[] | null,
): BacklogItem | string {
  const named = items.find(({ id }) => title.includes(`[${id}]`));
  if (named !== undefined) {
    return named;
  }
  if (changed === null || report === null) {
    return 'Its title names no item, and what it changes is not known.';
  }
  const touched = touchedBottlenecks(report.bottlenecks, changed);
  const planned = items.filter(({ bottleneck }) => touched.has(bottleneck));
  const [best] = planned.toSorted((left, right) => left.rank - right.rank);
  if (best === undefined) {
    return 'Its title names no item, and it changes no function that one is about.';
  }
  const places = new Set(planned.map(({ bottleneck }) => bottleneck));
  return places.size === 1
    ? best
    : `It changes the functions of ${places.size} bottlenecks and names none of their items.`;
}

/** The innermost listed function around each changed line. */
function touchedBottlenecks(
  rows: readonly Bottleneck[],
  changed: readonly ChangedLines[],
): Set<string> {
  return new Set(
    changed.flatMap(({ file, from, to }) => {
      const around = rows.filter(({ location: { file: own, line, end_line: end } }) => {
        const first = line ?? Infinity;
        return own === file && first <= to && from <= (end ?? first);
      });
      const innermost = Math.max(...around.map(({ location }) => location.line ?? 0));
      return around.filter(({ location }) => location.line === innermost).map(({ id }) => id);
    }),
  );
}

function outcomeOf(item: BacklogItem, decision: Decision): Realised {
  const { benchmark, metric } = item.metric;
  const metrics = ownMetrics(decision, benchmark);
  const result = metrics === null || !Object.hasOwn(metrics, metric) ? undefined : metrics[metric];
  return {
    item: item.id,
    proposal: decision.proposal,
    commit: decision.commit,
    kept: decision.decision === 'kept',
    gain: result === undefined ? null : gainOf(result),
  };
}

function ownMetrics({ metrics }: Decision, benchmark: string): Record<string, MetricResult> | null {
  return Object.hasOwn(metrics, benchmark) ? (metrics[benchmark] ?? null) : null;
}

/** From fresh pairs alone; a screening is no measurement of how much. */
function gainOf({ ratio, pairs, direction }: MetricResult): GainInterval | null {
  if (ratio === null || pairs.confirmation === 0) {
    return null;
  }
  const { estimate, lo, hi } = ratio;
  return direction === 'lower'
    ? { estimate: 1 - estimate, lo: 1 - hi, hi: 1 - lo }
    : { estimate: estimate - 1, lo: lo - 1, hi: hi - 1 };
}
