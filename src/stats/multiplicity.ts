import { assert, at } from '../base/index.ts';

/**
 * Adjusts p-values so that those at most q contain at most a fraction q of false ones on average.
 * For tests that are independent or positively dependent.
 *
 * @param p - each from 0 to 1; any number of them
 * @returns adjusted values in the order of the input, each at least its own and at most 1
 * @see Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57; checked against scipy 1.17
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  return stepUp(p, 1);
}

/**
 * As `benjaminiHochberg`, and valid under any dependence, e.g. when several candidates are compared
 * with the same base samples.
 *
 * @see Benjamini and Yekutieli 2001, Ann. Stat. 29; checked against scipy 1.17
 */
export function benjaminiYekutieli(p: readonly number[]): number[] {
  return stepUp(
    p,
    p.reduce((sum, _, index) => sum + 1 / (index + 1), 0),
  );
}

function stepUp(p: readonly number[], penalty: number): number[] {
  assert(
    p.every((value) => value >= 0 && value <= 1),
    'every p-value lies between 0 and 1',
  );
  const order = p.map((_, index) => index).sort((left, right) => at(p, right) - at(p, left));
  const adjusted = p.map(() => 1);
  let smallest = 1;
  order.forEach((index, position) => {
    const rank = p.length - position;
    smallest = Math.min(smallest, (at(p, index) * p.length * penalty) / rank);
    adjusted[index] = smallest;
  });
  return adjusted;
}
