import { type DiffHunk, readDiff } from '../../hacks/index.ts';
import type { TouchedRange } from '../../profile/index.ts';

/**
 * The lines of the base that a patch replaces, removes, or inserts something beside. New files
 * touch nothing that was profiled; they are named all the same, with their first line.
 */
export function touchedRanges(patch: string): TouchedRange[] {
  return readDiff(patch).flatMap(({ path, isNew, isBinary, hunks }) => {
    if (isNew || isBinary || hunks.length === 0) {
      return [{ file: path, from: 1, to: 1 }];
    }
    let shift = 0; // lines added so far less those removed: new number - old number
    return hunks.flatMap((hunk) => {
      const { ranges, after } = rangesIn(hunk, shift);
      shift = after;
      return ranges.map((range) => ({ file: path, ...range }));
    });
  });
}

type LineRange = Omit<TouchedRange, 'file'>;

function rangesIn(hunk: DiffHunk, before: number): { ranges: LineRange[]; after: number } {
  const ranges: LineRange[] = [];
  let shift = before;
  for (const line of hunk) {
    switch (line.kind) {
      case 'context':
        break;
      case 'removed':
        ranges.push({ from: line.number, to: line.number });
        shift--;
        break;
      case 'added': {
        const next = line.number - shift; // the line of the base before which it is put
        ranges.push({ from: Math.max(1, next - 1), to: Math.max(1, next) });
        shift++;
        break;
      }
    }
  }
  return { ranges: merged(ranges), after: shift };
}

function merged(ranges: readonly LineRange[]): LineRange[] {
  const result: LineRange[] = [];
  for (const range of ranges.toSorted((left, right) => left.from - right.from)) {
    const last = result.at(-1);
    if (last !== undefined && range.from <= last.to + 1) {
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    } else {
      result.push(range);
    }
  }
  return result;
}
