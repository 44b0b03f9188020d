import type { Command as Program } from 'commander';

import type { Session } from './session.ts';

interface ReviewFlags {
  readonly since: string;
  readonly branch?: string;
  readonly cwd: string;
  readonly json?: string | true;
  readonly markdown?: string;
}

/** Adds `hone review` to the program. */
export function addReview(program: Program, session: Session): void {
  program
    .command('review')
    .summary('what happened to the performance since a time')
    .description(
      'Reviews a span of time: new bottlenecks, drift, budgets near their limit, and debts such ' +
        'as overrides and open decisions. What can not be told is said to be unknown.',
    )
    .option('--since <when>', 'from then on: 30d, 2026-01-31, or a commit, tag or branch', '30d')
    .option('--branch <name>', 'whose line of first parents counts (what is checked out)')
    .option('--cwd <folder>', 'where the repository is', process.cwd())
    .option('--json [file]', 'everything as JSON; without a file to standard output')
    .option('--markdown <file>', 'write it as Markdown; - for standard output')
    .action((flags: ReviewFlags) => show(flags, session));
}

async function show(flags: ReviewFlags, session: Session): Promise<void> {
  const { review } = await import('../campaign/index.ts');
  const { reviewJson, reviewMarkdownOf, reviewText } = await import('../report/index.ts');
  const { checkExportFiles, writeExportFiles } = await import('./export-files.ts');
  const { print, styleFor } = await import('./terminal.ts');
  const json = flags.json === true ? '-' : flags.json;
  checkExportFiles([json, flags.markdown]);
  const { cwd: folder, since, branch } = flags;
  const found = await review({ folder, since, branch: branch ?? null }, session.signal);
  const isPrinted = await writeExportFiles([
    [json, () => reviewJson(found)],
    [flags.markdown, () => reviewMarkdownOf(found)],
  ]);
  if (!isPrinted) {
    await print(reviewText(found, styleFor(process.stdout)));
  }
}
