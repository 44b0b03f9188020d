import type { Command as Program } from 'commander';

import { wholeNumber } from './flags.ts';
import type { Session } from './session.ts';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 100_000;

interface HistoryFlags {
  readonly metric?: string;
  readonly since?: string;
  readonly branch?: string;
  readonly limit: number;
  readonly cwd: string;
  readonly json?: string | true;
  readonly markdown?: string;
  readonly html?: string;
  readonly csv?: string;
}

/** Adds `hone history` to the program. */
export function addHistory(program: Program, session: Session): void {
  program
    .command('history')
    .summary('what was measured, commit by commit')
    .description(
      'Shows what was measured along the commits of a branch, and where it went to another level.',
    )
    .argument('[benchmark]', 'one benchmark with its commits; left out: a line for each')
    .option('--metric <name>', 'another metric than the one it is judged by; "all" for all')
    .option('--since <when>', 'from then on: 30d, 2026-01-31, or a commit, tag or branch')
    .option('--branch <name>', 'whose line of first parents is shown (what is checked out)')
    .option('--limit <n>', 'newest rows of each table', wholeNumber(1, LIMIT_MAX), LIMIT_DEFAULT)
    .option('--cwd <folder>', 'where the repository is', process.cwd())
    .option('--json [file]', 'everything as JSON; without a file to standard output')
    .option('--markdown <file>', 'write tables as Markdown; - for standard output')
    .option('--html <file>', 'write a page with the pictures, readable without a network')
    .option('--csv <file>', 'write one row for each measurement')
    .action((benchmark: string | undefined, flags: HistoryFlags) =>
      show(benchmark ?? null, flags, session),
    );
}

async function show(
  benchmark: string | null,
  flags: HistoryFlags,
  session: Session,
): Promise<void> {
  const { history } = await import('../campaign/index.ts');
  const report = await import('../report/index.ts');
  const { checkExportFiles, writeExportFiles } = await import('./export-files.ts');
  const { print, styleFor } = await import('./terminal.ts');
  const { limit } = flags;
  const files = [
    flags.json === true ? '-' : flags.json,
    flags.markdown,
    flags.html,
    flags.csv,
  ] as const;
  checkExportFiles(files);
  const found = await history(
    {
      folder: flags.cwd,
      benchmark,
      metric: flags.metric ?? null,
      since: flags.since ?? null,
      branch: flags.branch ?? null,
    },
    session.signal,
  );
  const [json, markdown, html, csv] = files;
  const isPrinted = await writeExportFiles([
    [json, () => report.historyJson(found)],
    [markdown, () => report.historyMarkdown(found, limit)],
    [html, () => report.historyHtml(found, limit)],
    [csv, () => report.historyCsv(found)],
  ]);
  if (!isPrinted) {
    const view = { limit, inDetail: benchmark !== null };
    await print(report.historyText(found, view, styleFor(process.stdout)));
  }
}
