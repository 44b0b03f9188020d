/** Characters as code points: first and last of each run, sorted, apart from each other. */
export type CharSet = readonly (readonly [number, number])[];

const LAST = 0x10ffff;

/** Every character. */
export const EVERY: CharSet = [[0, LAST]];

/** What `\d` means. */
export const DIGITS: CharSet = [[48, 57]];

/** What `\w` means. */
export const WORD: CharSet = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];

/** What `\s` means (ECMA-262, WhiteSpace and LineTerminator). */
export const SPACE: CharSet = [
  [9, 13],
  [32, 32],
  [160, 160],
  [5760, 5760],
  [8192, 8202],
  [8232, 8233],
  [8239, 8239],
  [8287, 8287],
  [12288, 12288],
  [65279, 65279],
];

/** What a dot leaves out. */
export const LINE_ENDS: CharSet = [
  [10, 10],
  [13, 13],
  [8232, 8233],
];

/** All characters of several sets. */
export function union(sets: readonly CharSet[]): CharSet {
  const runs = sets.flat().toSorted((left, right) => left[0] - right[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of runs) {
    const open = merged.at(-1);
    if (open !== undefined && first <= open[1] + 1) {
      open[1] = Math.max(open[1], last);
    } else {
      merged.push([first, last]);
    }
  }
  return merged;
}

/** All characters that a set does not have. */
export function inverse(set: CharSet): CharSet {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [first, last] of set) {
    if (first > next) {
      gaps.push([next, first - 1]);
    }
    next = last + 1;
  }
  return next <= LAST ? [...gaps, [next, LAST]] : gaps;
}

/** True when two sets have a character in common. */
export function overlap(left: CharSet, right: CharSet): boolean {
  return left.some(([first, last]) =>
    right.some(([otherFirst, otherLast]) => first <= otherLast && otherFirst <= last),
  );
}

/** The set with the other case of its ASCII letters, for the flag `i`. */
export function withBothCases(set: CharSet): CharSet {
  const shifted = (from: number, to: number, by: number): CharSet =>
    set
      .map(([first, last]) => [Math.max(first, from) + by, Math.min(last, to) + by] as const)
      .filter(([first, last]) => first <= last);
  return union([set, shifted(65, 90, 32), shifted(97, 122, -32)]);
}
