import type { BacklogItem, GainInterval } from '../../model/index.ts';

/** What came of a proposal that was about an item. */
export interface Realised {
  readonly item: string;
  readonly proposal: string;
  readonly commit: string | null;
  readonly kept: boolean;
  /** Measured on the item's metric; null when it was refused before it was measured. */
  readonly gain: GainInterval | null;
}

/** Items with what was measured beside what was predicted; the best attempt at each counts. */
export function realise(
  items: readonly BacklogItem[],
  outcomes: readonly Realised[],
): BacklogItem[] {
  return items.map((item) => {
    const attempts = outcomes.filter((outcome) => outcome.item === item.id);
    const best = attempts.toSorted(byWorth)[0];
    return best === undefined ? item : withOutcome(item, best);
  });
}

function byWorth(left: Realised, right: Realised): number {
  return (
    Number(right.kept) - Number(left.kept) ||
    (right.gain?.estimate ?? -Infinity) - (left.gain?.estimate ?? -Infinity)
  );
}

function withOutcome(item: BacklogItem, { gain, commit, proposal, kept }: Realised): BacklogItem {
  return {
    ...item,
    status: kept ? 'kept' : 'rejected',
    realised: gain === null ? null : { ...gain, commit, proposal },
  };
}
