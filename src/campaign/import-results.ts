import { readFileSync } from 'node:fs';

import { HoneError, messageOf } from '../base/index.ts';
import {
  compareImported,
  type ImportedResult,
  type ImportFormat,
  importResults,
} from '../bench/index.ts';
import type { BenchmarkComparison } from '../model/index.ts';

/** Results of other tools: as they are, or the first file as base against the others. */
export interface ImportOutcome {
  readonly results: readonly ImportedResult[];
  readonly comparisons: readonly BenchmarkComparison[];
}

/**
 * Reads result files of other benchmark tools.
 *
 * @param paths - at least one; with several, the first is the base of the comparison
 * @throws HoneError E_NOT_FOUND, E_FORMAT
 */
export function importFiles(
  paths: readonly string[],
  options: { readonly format: ImportFormat | null; readonly minEffect: number },
): ImportOutcome {
  const files = paths.map((path) => ({ path, text: readResult(path) }));
  const results = importResults(files, { format: options.format });
  const [base, ...candidates] = results;
  const comparisons =
    base === undefined || candidates.length === 0
      ? []
      : compareImported(base, candidates, { confidence: 0.95, minEffect: options.minEffect });
  return { results, comparisons };
}

function readResult(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new HoneError('E_NOT_FOUND', `Could not read ${path}: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}
