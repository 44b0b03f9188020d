export {
  compareAlternatives,
  compareImported,
  type ImportedCompareOptions,
} from './compare-imported.ts';
export { importResults, parseImportFormat } from './import-results.ts';
export {
  type ImportedBenchmark,
  type ImportedResult,
  type ImportedSummary,
  type ImportFile,
  type ImportFormat,
} from './imported.ts';
export { readImportFiles } from './read-files.ts';
export { twoSampleShift, type TwoSampleShift } from './two-sample-shift.ts';
