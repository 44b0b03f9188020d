import type { BacklogItem } from '../../model/index.ts';

/** Three grades are all that can be told from code that nobody has changed yet. */
export type Grade = 'low' | 'medium' | 'high';

/** What an item's effort is counted in. */
export type EffortUnit = BacklogItem['effort']['unit'];

/**
 * What a grade of effort stands for. The numbers are hone's: `low` is a quick win, `high` is beyond
 * what the lane in the middle takes. A person who knows the code sets them.
 */
const AMOUNTS: Readonly<Record<EffortUnit, Readonly<Record<Grade, number>>>> = {
  'person-days': { low: 0.5, medium: 3, high: 8 },
  attempts: { low: 1, medium: 3, high: 6 },
};

/** The amount of a grade in a unit. */
export function effortOf(grade: Grade, unit: EffortUnit): number {
  return AMOUNTS[unit][grade];
}

/** The grade that a text begins with, as in `medium: callers may rely on it`; null without one. */
export function gradeIn(text: string | null): Grade | null {
  const found = /^\s*(low|medium|high)\b/i.exec(text ?? '')?.[1]?.toLowerCase();
  return found === 'low' || found === 'medium' || found === 'high' ? found : null;
}
