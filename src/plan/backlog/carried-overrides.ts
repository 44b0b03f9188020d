import type { BacklogItem, BacklogOverride } from '../../model/index.ts';
import { dependencyProblem } from './order-items.ts';
import { NO_DEPENDENCIES, overrideItem, type OverrideValue } from './override-item.ts';

/** Items with what persons had set in an earlier plan. */
export interface CarriedOverrides {
  readonly items: readonly BacklogItem[];
  /** How many were carried over. */
  readonly count: number;
}

/**
 * Sets again what persons had set about the same items of an earlier plan, with their reasons: a
 * new profile is no reason to forget what somebody knows. What it was before is what follows from
 * the new evidence. An effort is only carried over to a plan that counts in the same unit.
 */
export function carriedOverrides(
  items: readonly BacklogItem[],
  earlier: readonly BacklogItem[],
): CarriedOverrides {
  let current = items;
  let count = 0;
  for (const before of earlier) {
    const now = items.find(({ id }) => id === before.id);
    for (const override of now === undefined ? [] : before.overrides) {
      const value = stillThere(overrideValue(override.field, override.to), current, before.id);
      const isOtherUnit = override.field === 'effort' && now?.effort.unit !== before.effort.unit;
      if (value === null || isOtherUnit) {
        continue;
      }
      const { reason, by, at } = override;
      current = overrideItem(current, before.id, { ...value, reason, by, at }) ?? current;
      count += 1;
    }
  }
  return { items: current, count };
}

/** Without items that are gone; null when nothing is left of what was set. */
function stillThere(
  value: OverrideValue | null,
  items: readonly BacklogItem[],
  id: string,
): OverrideValue | null {
  if (value === null || value.field !== 'dependencies') {
    return value;
  }
  const left = value.value.filter((one) => items.some((item) => item.id === one));
  const isEmptied = left.length === 0 && value.value.length > 0;
  return isEmptied || dependencyProblem(items, id, left) !== null
    ? null
    : { field: 'dependencies', value: left };
}

/** Largest effort that can be meant, in days or attempts. */
const EFFORT_MAX = 10_000;

/** Largest impact of RICE. */
const IMPACT_MAX = 3;

/**
 * What a person may set, from words.
 *
 * @param field - `reach`, `impact`, `confidence`, `effort`, `risk`, `lane` or `dependencies`
 * @param text - a number (shares also as `20%`), a word of the field, or ids with commas between
 * @returns null when the field can't have that value
 */
export function overrideValue(field: BacklogOverride['field'], text: string): OverrideValue | null {
  switch (field) {
    case 'risk': {
      const value = (['low', 'medium', 'high'] as const).find((one) => one === text);
      return value === undefined ? null : { field, value };
    }
    case 'lane': {
      const value = (['quick-win', 'medium', 'long-term'] as const).find((one) => one === text);
      return value === undefined ? null : { field, value };
    }
    case 'dependencies': {
      const value = text.split(',').map((one) => one.trim());
      return text === NO_DEPENDENCIES
        ? { field, value: [] }
        : value.includes('')
          ? null
          : { field, value: [...new Set(value)] };
    }
    case 'reach':
    case 'confidence': {
      const value = share(text);
      return value !== null && value <= 1 ? { field, value } : null;
    }
    case 'impact': {
      const value = share(text);
      return value !== null && value > 0 && value <= IMPACT_MAX ? { field, value } : null;
    }
    case 'effort': {
      const value = share(text);
      return value !== null && value > 0 && value <= EFFORT_MAX ? { field, value } : null;
    }
  }
}

/** A number of at least 0, also in per cent; null for anything else. */
function share(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim());
  return found === null ? null : Number(found[1]) / (found[2] === '%' ? 100 : 1);
}
