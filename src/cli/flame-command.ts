import { type Command as Program, Option } from 'commander';

import type { Session } from './session.ts';

interface FlameFlags {
  readonly profile?: string;
  readonly before?: string;
  readonly from?: string;
  readonly format: 'html' | 'svg' | 'speedscope';
  readonly out?: string;
  readonly open?: boolean;
  readonly cwd: string;
}

const EXAMPLES = `
Examples:
  hone flame                                   the last profile, as an HTML page
  hone flame parse-large --open                one benchmark, in the browser
  hone flame --before 20261120-101500-ab12     what changed since an earlier profile
  hone flame --from cpu.pprof --format svg --out cpu.svg

Keys in the page: arrows move, Enter zooms, Escape goes back, / searches.`;

/** What has to be said about a picture; the page says the rest. */
const NOTES_SHOWN_MAX = 3;

const ENDING = { html: 'html', svg: 'svg', speedscope: 'speedscope.json' } as const;

/** Adds `hone flame` to the program. */
export function addFlame(program: Program, session: Session): void {
  program
    .command('flame')
    .summary('draw a profile as a flame graph')
    .description('Draws what "hone profile" kept, or what changed between two profiles.')
    .argument('[benchmark]', 'which of the profiled benchmarks; the first when left out')
    .option('--profile <id>', 'an earlier profile instead of the last')
    .option('--before <id>', 'colour what changed significantly since this profile')
    .option('--from <file>', 'a profile that another tool wrote')
    .addOption(
      new Option('--format <format>', 'html with search and zoom, svg, or for speedscope.app')
        .choices(['html', 'svg', 'speedscope'])
        .default('html'),
    )
    .option('--out <file>', 'where to write it; - for standard output')
    .option('--open', 'open it in the browser')
    .option('--cwd <folder>', 'where it was profiled', process.cwd())
    .addHelpText('after', EXAMPLES)
    .action(async (benchmark: string | undefined, flags: FlameFlags) => {
      const { drawFlame } = await import('../campaign/index.ts');
      const { print } = await import('./terminal.ts');
      const { text, name, notes } = await drawFlame(
        {
          folder: flags.cwd,
          profile: flags.profile ?? null,
          before: flags.before ?? null,
          benchmark: benchmark ?? null,
          file: flags.from ?? null,
          format: flags.format,
        },
        session.signal,
      );
      if (flags.out === '-') {
        await print(text);
        return;
      }
      const { writeFileAtomic } = await import('../base/index.ts');
      const path = flags.out ?? `${name}.${ENDING[flags.format]}`;
      writeFileAtomic(path, text);
      await print([`Written to ${path}.`, ...notes.slice(0, NOTES_SHOWN_MAX)].join('\n'));
      if (flags.open === true) {
        const { openInBrowser } = await import('./open-in-browser.ts');
        await openInBrowser(path);
      }
    });
}
