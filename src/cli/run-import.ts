import { HoneError } from '../base/index.ts';
import { importFiles, isResultFile } from '../campaign/index.ts';
import { IMPORT_SCHEMA, ImportDocument } from '../model/index.ts';
import { documentOf, importCsv, importHtml, importMarkdown } from '../report/index.ts';
import { EXIT } from './exit-codes.ts';
import { checkExportFiles, type ExportPath, writeExportFiles } from './export-files.ts';
import type { ImportFlags } from './import-flags.ts';
import { importText } from './import-text.ts';
import { print } from './terminal.ts';

/** Reads the files, compares what they hold, prints and exports it. @returns the exit code */
export async function runImport(files: readonly string[], flags: ImportFlags): Promise<number> {
  const { format = null, base = null, minEffect, markdown, csv, html } = flags;
  const json = flags.json === true ? '-' : flags.json;
  refuseResultFiles({ json, markdown, csv, html });
  checkExportFiles([json, markdown, csv, html]);
  const outcome = importFiles(files, { format, minEffect, base });
  const document = documentOf(ImportDocument, { schema: IMPORT_SCHEMA, ...outcome });
  const isPrinted = await writeExportFiles([
    [json, () => `${JSON.stringify(document, null, 2)}\n`],
    [markdown, () => importMarkdown(outcome)],
    [csv, () => importCsv(outcome)],
    [html, () => importHtml(outcome)],
  ]);
  if (!isPrinted) {
    await print(importText(outcome));
  }
  return outcome.comparisons.length > 0 ? EXIT.inconclusive : EXIT.passed;
}

/** `--json old.json new.json` would write over a result that can't be had again. */
function refuseResultFiles(paths: Readonly<Record<string, ExportPath>>): void {
  for (const [flag, path] of Object.entries(paths)) {
    if (path !== undefined && path !== '-' && isResultFile(path)) {
      const instead = flag === 'json' ? 'Put --json last for standard output, or name' : 'Name';
      throw new HoneError(
        'E_USAGE',
        `${path} holds a benchmark tool's results, and --${flag} would write over it. ` +
          `${instead} another file.`,
      );
    }
  }
}
