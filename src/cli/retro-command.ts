import type { Command as Program } from 'commander';

import type { Session } from './session.ts';

interface RetroFlags {
  readonly cwd: string;
  readonly json?: string | true;
  readonly markdown?: string;
}

/** Adds `hone retro` to the program. */
export function addRetro(program: Program, session: Session): void {
  program
    .command('retro')
    .summary('what a run teaches: what worked, what did not, what it cost')
    .description(
      'Looks back at a run of hone try or of a flow: what worked and what did not, what was ' +
        'predicted against what was measured, effort, trouble, lessons.',
    )
    .argument('[run]', 'its id or the start of it; left out: the newest')
    .option('--cwd <folder>', 'where the repository is', process.cwd())
    .option('--json [file]', 'everything as JSON; without a file to standard output')
    .option('--markdown <file>', 'write it as Markdown; - for standard output')
    .action((run: string | undefined, flags: RetroFlags) => show(run ?? null, flags, session));
}

async function show(run: string | null, flags: RetroFlags, session: Session): Promise<void> {
  const { retro, withStore } = await import('../campaign/index.ts');
  const { retroJson, retroMarkdown, retroText } = await import('../report/index.ts');
  const { checkExportFiles, writeExportFiles } = await import('./export-files.ts');
  const { print, styleFor } = await import('./terminal.ts');
  const json = flags.json === true ? '-' : flags.json;
  checkExportFiles([json, flags.markdown]);
  const found = await withStore(flags.cwd, session.signal, (store) => retro(store, run));
  const isPrinted = await writeExportFiles([
    [json, () => retroJson(found)],
    [flags.markdown, () => retroMarkdown(found)],
  ]);
  if (!isPrinted) {
    await print(retroText(found, styleFor(process.stdout)));
  }
}
