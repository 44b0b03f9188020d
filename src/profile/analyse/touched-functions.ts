import { at } from '../../base/index.ts';
import { extentByIndentation } from './function-extent.ts';
import type { FunctionIndex } from './function-index.ts';
import type { SourceOf } from './subject.ts';

/** Lines of the profiled revision that a change replaces, removes, or inserts something beside. */
export interface TouchedRange {
  /** Relative to the subject's root. */
  readonly file: string;
  /** From 1; what is inserted between two lines touches both. */
  readonly from: number;
  readonly to: number;
}

/** The functions that a change can reach directly. */
export interface TouchedFunctions {
  readonly numbers: readonly number[];
  /** Files in which lines outside of every function are touched: all their functions count. */
  readonly wholeFiles: readonly string[];
  /** Files of which no profile has seen a function. */
  readonly unseenFiles: readonly string[];
}

/** Lines of one range from which the whole file counts as touched. */
const RANGE_LINES_MAX = 5_000;

/**
 * The functions of an index that a change touches. In doubt more are: a function whose end is not
 * known reaches to the end of its file, and a line that belongs to no function that was seen, such
 * as a constant, belongs to all functions of the file.
 */
export function touchedFunctions(
  index: FunctionIndex,
  ranges: readonly TouchedRange[],
  sourceOf: SourceOf,
): TouchedFunctions {
  const numbers = new Set<number>();
  const wholeFiles: string[] = [];
  const unseenFiles: string[] = [];
  const seen = Map.groupBy(index.functions.keys(), (number) => at(index.functions, number).file);
  for (const [file, ofFile] of Map.groupBy(ranges, (range) => range.file)) {
    const inFile = seen.get(file) ?? [];
    if (file === '' || inFile.length === 0) {
      unseenFiles.push(file);
      continue;
    }
    const source = sourceOf(file);
    const lines = source === null ? null : source.split('\n');
    const extents = inFile.map((number) => {
      const { line } = at(index.functions, number);
      const last = lines === null || line === 0 ? null : extentByIndentation(lines, line);
      return { number, first: line, last: last ?? Infinity };
    });
    const touched = touchedIn(extents, ofFile);
    if (touched === 'whole') {
      wholeFiles.push(file);
    }
    const all = touched === 'whole' ? inFile : touched;
    all.forEach((number) => numbers.add(number));
  }
  return { numbers: [...numbers], wholeFiles, unseenFiles };
}

interface Extent {
  readonly number: number;
  readonly first: number;
  readonly last: number;
}

function touchedIn(
  extents: readonly Extent[],
  ranges: readonly TouchedRange[],
): readonly number[] | 'whole' {
  const numbers = new Set<number>();
  for (const { from, to } of ranges) {
    if (to - from >= RANGE_LINES_MAX) {
      return 'whole';
    }
    for (let line = from; line <= Math.max(from, to); line++) {
      const around = extents.filter(({ first, last }) => first <= line && line <= last);
      if (around.length === 0) {
        return 'whole';
      }
      around.forEach(({ number }) => numbers.add(number));
    }
  }
  return [...numbers];
}
