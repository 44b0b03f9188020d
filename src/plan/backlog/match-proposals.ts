import type {
  BacklogAttempt,
  BacklogItem,
  Bottleneck,
  Decision,
  ProfileReport,
} from '../../model/index.ts';
import { gainOn } from './gain-on.ts';

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
  /** The run that judged it. */
  readonly run: string;
  /** Null when its patch is not known. */
  readonly changed: readonly ChangedLines[] | null;
}

/** Which proposals were about which items. */
export interface MatchedProposals {
  readonly attempts: readonly BacklogAttempt[];
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
  const attempts: BacklogAttempt[] = [];
  const unmatched: { proposal: string; reason: string }[] = [];
  for (const one of tried) {
    const { proposal, title } = one.decision;
    const found = itemOf(title, items, report, one.changed);
    if (typeof found === 'string') {
      unmatched.push({ proposal, reason: found });
    } else {
      attempts.push(attemptAt(found, one));
    }
  }
  return { attempts, unmatched };
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
      const [innermost] = around.toSorted(byBegin);
      return innermost === undefined
        ? []
        : around.filter((row) => byBegin(row, innermost) === 0).map(({ id }) => id);
    }),
  );
}

/** What begins last first: a module and its first function may begin on the same line. */
function byBegin({ location: left }: Bottleneck, { location: right }: Bottleneck): number {
  return (right.line ?? 0) - (left.line ?? 0) || (right.column ?? 0) - (left.column ?? 0);
}

function attemptAt(item: BacklogItem, { decision, run }: TriedProposal): BacklogAttempt {
  const { proposal, reason, commit, metrics } = decision;
  return {
    item: item.id,
    run,
    proposal,
    decision: decision.decision,
    reason,
    commit,
    gain: gainOn(metrics, item.metric),
  };
}
