import { existsSync, statSync } from 'node:fs';

import {
  compareAlternatives,
  compareImported,
  type ImportedResult,
  importResults,
  parseImportFormat,
  readImportFiles,
} from '../bench/index.ts';
import { canonicalJson, HoneError } from '../base/index.ts';
import type { BenchmarkComparison } from '../model/index.ts';

/** Results of other tools: as they are, and compared where there is something to compare. */
export interface ImportOutcome {
  readonly results: readonly ImportedResult[];
  readonly comparisons: readonly BenchmarkComparison[];
}

/**
 * Reads result files of other benchmark tools. They were not measured in turn, so a comparison of
 * them shows ratios but never a verdict other than inconclusive.
 *
 * Several results are compared benchmark by benchmark, the first being the base. Of a single result
 * the benchmarks are the alternatives, as in `hyperfine 'a' 'b'`, and the first is the base.
 *
 * @param paths - files, or Criterion's folders
 * @param options.base - what is the base instead of the first: a path with several results, the
 *   name of a benchmark with one
 * @throws HoneError E_NOT_FOUND, E_FORMAT, E_USAGE
 */
export function importFiles(
  paths: readonly string[],
  options: {
    readonly format: string | null;
    readonly minEffect: number;
    readonly base?: string | null;
  },
): ImportOutcome {
  const files = readImportFiles(paths);
  const format = options.format === null ? null : parseImportFormat(options.format);
  const results = importResults(files, { format });
  const how = { confidence: 0.95, minEffect: options.minEffect };
  const wanted = options.base ?? null;
  const [only, ...others] = results;
  if (only !== undefined && others.length === 0) {
    const alternatives = new Set(
      only.benchmarks.map(({ id, parameters }) => id + canonicalJson(parameters)),
    );
    const comparable = alternatives.size > 1 || wanted !== null;
    return { results, comparisons: comparable ? compareAlternatives(only, how, wanted) : [] };
  }
  const base = wanted === null ? only : results.find(({ source }) => source === wanted);
  if (base === undefined) {
    const sources = results.map(({ source }) => source).join(', ');
    throw new HoneError(
      'E_USAGE',
      `None of the results is "${wanted}". With several files --base names one of them: ` +
        `${sources}.`,
    );
  }
  const candidates = results.filter((result) => result !== base);
  return { results, comparisons: compareImported(base, candidates, how) };
}

/** Whether a file is there that `importFiles` can read, and that should not be written over. */
export function isResultFile(path: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile()) {
    return false;
  }
  try {
    return importResults(readImportFiles([path]), { format: null }).length > 0;
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      return false; // it holds something else
    }
    throw thrown;
  }
}
