import type { Command as Program } from 'commander';

/** Where results go besides the terminal. */
export interface ExportFlags {
  readonly json?: string;
  readonly markdown?: string;
  readonly csv?: string;
  readonly csvSummary?: string;
  readonly html?: string;
}

/** Adds the flags for exports. */
export function addExportFlags(command: Program): void {
  command
    .option('--json <file>', 'write everything as JSON; - for standard output')
    .option('--markdown <file>', 'write the result as Markdown')
    .option('--csv <file>', 'write one row for each sample')
    .option('--csv-summary <file>', 'write one row for each verdict')
    .option('--html <file>', 'write a page with the pictures, readable without a network');
}
