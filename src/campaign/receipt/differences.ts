/** One place where two values differ. `undefined` stands for nothing there. */
export interface Difference {
  readonly path: readonly string[];
  readonly said: unknown;
  readonly found: unknown;
}

/** Numbers that another processor may compute in another last digit are equal up to this share. */
const TOLERANCE = 1e-9;

/**
 * Where two JSON values differ, as deep as possible.
 *
 * @param numbers - `exact`, or `computed` for what went through logarithms on another machine
 */
export function differences(
  said: unknown,
  found: unknown,
  numbers: 'exact' | 'computed',
  path: readonly string[] = [],
): Difference[] {
  if (typeof said === 'number' && typeof found === 'number') {
    return isSame(said, found, numbers) ? [] : [{ path, said, found }];
  }
  if (isObject(said) && isObject(found) && Array.isArray(said) === Array.isArray(found)) {
    const [left, right] = [entriesOf(said), entriesOf(found)];
    return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) =>
      differences(left.get(key), right.get(key), numbers, [...path, key]),
    );
  }
  return said === found ? [] : [{ path, said, found }];
}

function isSame(said: number, found: number, numbers: 'exact' | 'computed'): boolean {
  const size = Math.max(Math.abs(said), Math.abs(found));
  return said === found || (numbers === 'computed' && Math.abs(said - found) <= size * TOLERANCE);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A field that is undefined is none, as in JSON. */
function entriesOf(value: object): Map<string, unknown> {
  return new Map(Object.entries(value).filter(([, field]) => field !== undefined));
}
