import { assertWritable, HoneError, writeFileAtomic } from '../base/index.ts';
import type { CompareResult } from '../model/index.ts';
import {
  compareCsv,
  compareHtml,
  compareJson,
  compareMarkdown,
  compareSummaryCsv,
} from '../report/index.ts';
import type { ExportFlags } from './export-flags.ts';
import { print } from './terminal.ts';

/** True when standard output belongs to the JSON. */
export function printsJson(flags: ExportFlags): boolean {
  return flags.json === '-';
}

/**
 * Refuses what could not be written later, so that nobody measures for minutes in vain.
 *
 * @throws HoneError E_USAGE for a path without a name, E_DISK for one that can't be written to
 */
export function checkExports(flags: ExportFlags): void {
  const { json, markdown, csv, csvSummary, html } = flags;
  for (const path of [json, markdown, csv, csvSummary, html]) {
    if (path === '') {
      throw new HoneError('E_USAGE', 'An export needs the name of a file.');
    }
    if (path !== undefined && path !== '-') {
      assertWritable(path);
    }
  }
}

/**
 * Writes the wanted files.
 *
 * @throws HoneError E_DISK when one can't be written
 */
export async function writeExports(result: CompareResult, flags: ExportFlags): Promise<void> {
  const makers = [
    [flags.json, () => compareJson(result)],
    [flags.markdown, () => compareMarkdown(result)],
    [flags.csv, () => compareCsv(result)],
    [flags.csvSummary, () => compareSummaryCsv(result)],
    [flags.html, () => compareHtml(result)],
  ] as const;
  for (const [path, make] of makers) {
    if (path === '-') {
      await print(make());
    } else if (path !== undefined) {
      writeFileAtomic(path, make());
    }
  }
}
