import type { CompareResult } from '../model/index.ts';
import {
  compareCsv,
  compareHtml,
  compareJson,
  compareMarkdown,
  compareSummaryCsv,
} from '../report/index.ts';
import { checkExportFiles, writeExportFiles } from './export-files.ts';
import type { ExportFlags } from './export-flags.ts';

/** True when standard output belongs to one of the exports. */
export function printsExport({ json, markdown, csv, csvSummary, html }: ExportFlags): boolean {
  return [json, markdown, csv, csvSummary, html].includes('-');
}

/**
 * Refuses what could not be written later, so that nobody measures for minutes in vain.
 *
 * @throws HoneError E_USAGE for a path without a name and for two on standard output, E_DISK for
 *   one that can't be written to
 */
export function checkExports(flags: ExportFlags): void {
  const { json, markdown, csv, csvSummary, html } = flags;
  checkExportFiles([json, markdown, csv, csvSummary, html]);
}

/**
 * Writes the wanted files.
 *
 * @throws HoneError E_DISK when one can't be written
 */
export async function writeExports(result: CompareResult, flags: ExportFlags): Promise<void> {
  await writeExportFiles([
    [flags.json, () => compareJson(result)],
    [flags.markdown, () => compareMarkdown(result)],
    [flags.csv, () => compareCsv(result)],
    [flags.csvSummary, () => compareSummaryCsv(result)],
    [flags.html, () => compareHtml(result)],
  ]);
}
