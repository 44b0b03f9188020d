import type { BacklogItem, BacklogOverride } from '../../model/index.ts';
import { ranked } from './order-items.ts';
import { laneOf, scored } from './rice.ts';

/** What a person sets instead of what follows from the evidence. */
export type OverrideValue =
  | { readonly field: 'reach' | 'impact' | 'confidence' | 'effort'; readonly value: number }
  | { readonly field: 'risk'; readonly value: BacklogItem['risk'] }
  | { readonly field: 'lane'; readonly value: BacklogItem['lane'] }
  /** Ids of items; `dependencyProblem` says whether they can be. */
  | { readonly field: 'dependencies'; readonly value: readonly string[] };

/** How it is written that an item depends on no other. */
export const NO_DEPENDENCIES = 'none';

/** Who set it, why and when. */
export type OverrideReason = Pick<BacklogOverride, 'reason' | 'by' | 'at'>;

/**
 * The items after one number of one of them was set by a person: scored and ranked anew. What it
 * was before stays in the item's overrides. A lane that a person set stays when the effort changes.
 *
 * @returns null when no item has that id
 */
export function overrideItem(
  items: readonly BacklogItem[],
  id: string,
  given: OverrideValue & OverrideReason,
): BacklogItem[] | null {
  if (!items.some((item) => item.id === id)) {
    return null;
  }
  return ranked(items.map((item) => (item.id === id ? overridden(item, given) : item)));
}

function overridden(item: BacklogItem, given: OverrideValue & OverrideReason): BacklogItem {
  const record: BacklogOverride = {
    field: given.field,
    from: shown(valueOf(item, given.field)),
    to: shown(given.value),
    reason: given.reason,
    by: given.by,
    at: given.at,
  };
  const overrides = [...item.overrides, record];
  switch (given.field) {
    case 'lane':
      return { ...item, lane: given.value, overrides };
    case 'dependencies':
      return { ...item, dependencies: [...given.value], overrides };
    case 'risk':
      return withLane({ ...item, risk: given.value, overrides });
    case 'effort':
      return withLane({
        ...item,
        effort: { ...item.effort, amount: given.value },
        rice: scored({ ...item.rice, effort: given.value }),
        overrides,
      });
    case 'reach':
    case 'impact':
    case 'confidence':
      return { ...item, rice: scored({ ...item.rice, [given.field]: given.value }), overrides };
  }
}

/** A list of ids is written with commas; one without any says so. */
function shown(value: number | string | readonly string[]): string {
  const text = String(typeof value === 'object' ? value.join(', ') : value);
  return text === '' ? NO_DEPENDENCIES : text;
}

function valueOf(
  item: BacklogItem,
  field: BacklogOverride['field'],
): number | string | readonly string[] {
  switch (field) {
    case 'risk':
      return item.risk;
    case 'lane':
      return item.lane;
    case 'dependencies':
      return item.dependencies;
    case 'effort':
    case 'reach':
    case 'impact':
    case 'confidence':
      return item.rice[field];
  }
}

function withLane(item: BacklogItem): BacklogItem {
  const chosen = item.overrides.some(({ field }) => field === 'lane');
  return chosen ? item : { ...item, lane: laneOf(item) };
}
