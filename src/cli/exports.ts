import type { Command as Program } from 'commander';

import { HoneError, writeFileAtomic } from '../base/index.ts';
import type { CompareResult } from '../model/index.ts';
import { compareCsv, compareHtml, compareJson, compareMarkdown } from '../report/index.ts';
import { print } from './terminal.ts';

/** Where results go besides the terminal. */
export interface ExportFlags {
  readonly json?: string;
  readonly markdown?: string;
  readonly csv?: string;
  readonly html?: string;
}

/** Adds the flags for exports. */
export function addExportFlags(command: Program): void {
  command
    .option('--json <file>', 'write everything as JSON; - for standard output')
    .option('--markdown <file>', 'write the result as Markdown')
    .option('--csv <file>', 'write one row for each sample')
    .option('--html <file>', 'write a page with the pictures, readable without a network');
}

/** True when standard output belongs to the JSON. */
export function printsJson(flags: ExportFlags): boolean {
  return flags.json === '-';
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
    [flags.html, () => compareHtml(result)],
  ] as const;
  for (const [path, make] of makers) {
    if (path === '-') {
      await print(make());
    } else if (path === '') {
      throw new HoneError('E_USAGE', 'An export needs the name of a file.');
    } else if (path !== undefined) {
      writeFileAtomic(path, make());
    }
  }
}
