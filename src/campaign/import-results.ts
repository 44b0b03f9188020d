import {
  compareImported,
  type ImportedResult,
  importResults,
  parseImportFormat,
  readImportFiles,
} from '../bench/index.ts';
import type { BenchmarkComparison } from '../model/index.ts';

/** Results of other tools: as they are, and the first file as base against the others. */
export interface ImportOutcome {
  readonly results: readonly ImportedResult[];
  readonly comparisons: readonly BenchmarkComparison[];
}

/**
 * Reads result files of other benchmark tools. They were not measured in turn, so a comparison of
 * them shows ratios but never a verdict other than inconclusive.
 *
 * @param paths - files, or Criterion's folders; with several, the first is the base
 * @throws HoneError E_NOT_FOUND, E_FORMAT, E_USAGE
 */
export function importFiles(
  paths: readonly string[],
  options: { readonly format: string | null; readonly minEffect: number },
): ImportOutcome {
  const files = readImportFiles(paths);
  const format = options.format === null ? null : parseImportFormat(options.format);
  const results = importResults(files, { format });
  const [base, ...candidates] = results;
  const comparisons =
    base === undefined || candidates.length === 0
      ? []
      : compareImported(base, candidates, { confidence: 0.95, minEffect: options.minEffect });
  return { results, comparisons };
}
