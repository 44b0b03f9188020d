import type { BacklogAttempt, BacklogItem, GainInterval, TriedBacklog } from '../model/index.ts';
import { formatShare } from './quantity.ts';

/** What came of the items of a plan. */
export type TriedView = Pick<TriedBacklog, 'attempts' | 'unmatched' | 'validation'>;

/** Characters of a reason in a table. */
const REASON_CHARS_MAX = 300;

/** One item in words: what was predicted, what was measured, what was decided. */
export interface RealisedRow {
  readonly item: BacklogItem;
  readonly predicted: string;
  readonly bound: string;
  /** `not tried` and `not measured` where there is no number. */
  readonly measured: string;
  /** How the two lie to each other; a dash without a measured number. */
  readonly against: string;
  readonly decision: BacklogAttempt['decision'] | 'not tried';
  /** Why; a dash for what was not tried. */
  readonly reason: string;
  readonly commit: string;
}

/** The items of a plan beside what was measured, in the order of their ranks. */
export function realisedRows(
  items: readonly BacklogItem[],
  { attempts }: Pick<TriedView, 'attempts'>,
): RealisedRow[] {
  return items.map((item) => {
    const attempt = attemptBehind(item, attempts);
    const gain = item.realised;
    return {
      item,
      predicted: gainText(item.expected),
      bound: gainText(item.expected.bound),
      measured: gain !== null ? gainText(gain) : attempt === null ? 'not tried' : 'not measured',
      against: gain === null ? '–' : againstText(item, gain),
      decision: attempt?.decision ?? 'not tried',
      reason: attempt === null ? '–' : shortened(attempt.reason),
      commit: item.realised?.commit?.slice(0, 10) ?? attempt?.commit?.slice(0, 10) ?? '–',
    };
  });
}

/** The attempt that an item's outcome is of: the one with its number, or else the last. */
function attemptBehind(
  { id, realised }: BacklogItem,
  attempts: readonly BacklogAttempt[],
): BacklogAttempt | null {
  const own = attempts.filter(({ item }) => item === id);
  return (
    own.findLast(({ decision }) => decision === 'kept') ??
    own.findLast(({ proposal, gain }) => gain !== null && proposal === realised?.proposal) ??
    own.at(-1) ??
    null
  );
}

function againstText({ expected }: BacklogItem, gain: GainInterval): string {
  if (gain.lo > expected.bound.hi) {
    return 'above what the place costs';
  }
  if (gain.lo > expected.hi) {
    return 'above the prediction';
  }
  return gain.hi < expected.lo || gain.hi <= 0 ? 'below the prediction' : 'within the prediction';
}

/** A gain with its interval: `10 % (0 % to 24 %)`. */
export function gainText({ estimate, lo, hi }: GainInterval): string {
  return `${formatShare(estimate)} (${formatShare(lo)} to ${formatShare(hi)})`;
}

/** What the validation says of all that was kept together, one sentence for each metric. */
export function validationLines(tried: TriedView | null): string[] {
  const validation = tried?.validation ?? null;
  if (validation === null) {
    return [];
  }
  const { passed, message, metrics } = validation;
  return [
    'All that was kept was measured once more as a whole and ' +
      `${passed ? 'passed' : 'did not pass'}. ${shortened(message)}`,
    ...metrics.map(({ benchmark, metric, expected, measured }) => {
      const came =
        measured === null ? 'it could not be measured' : `measured ${gainText(measured)}`;
      return `${benchmark} ${metric}: expected ${gainText(expected)} of the kept items, ${came}.`;
    }),
  ];
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= REASON_CHARS_MAX ? line : `${line.slice(0, REASON_CHARS_MAX - 1)}…`;
}
