import type { Command as Program } from 'commander';

import { HoneError } from '../base/index.ts';
import { addCheck } from './bottleneck-check.ts';
import type { Session } from './session.ts';

interface BottleneckFlags {
  readonly profile?: string;
  readonly cwd: string;
  readonly json?: string | true;
  readonly agent?: boolean;
}

/** Adds `hone bottleneck` to the program. */
export function addBottleneck(program: Program, session: Session): void {
  const group = program
    .command('bottleneck')
    .summary('what the last profile found')
    .description('Shows what "hone profile" found and kept.');
  group
    .command('list')
    .description('The rows of the last profile, as "hone profile" printed them.')
    .option('--profile <id>', 'an earlier profile')
    .option('--cwd <folder>', 'where it was profiled', process.cwd())
    .option('--agent', 'a short text for a coding agent, at most 2,000 tokens')
    .option('--json [file]', 'the whole report as JSON')
    .action(async (flags: BottleneckFlags) => {
      const { bottleneckBrief, bottleneckText } = await import('../report/index.ts');
      const { printOrWrite } = await import('./json-output.ts');
      const { styleFor } = await import('./terminal.ts');
      const { report } = await readKept(flags, session);
      await printOrWrite(flags.json, report, () =>
        flags.agent === true
          ? bottleneckBrief(report)
          : bottleneckText(report, styleFor(process.stdout)),
      );
    });
  group
    .command('show')
    .description('All that is known about one bottleneck: lines, callers, stacks, bounds.')
    .argument('<id>', 'its id, or what it begins with')
    .option('--profile <id>', 'an earlier profile')
    .option('--cwd <folder>', 'where it was profiled', process.cwd())
    .option('--json [file]', 'as JSON')
    .action(async (id: string, flags: BottleneckFlags) => {
      const { BOTTLENECK_SHOW_SCHEMA, BottleneckShowDocument } = await import('../model/index.ts');
      const { bottleneckDetail, documentOf } = await import('../report/index.ts');
      const { printOrWrite } = await import('./json-output.ts');
      const { styleFor } = await import('./terminal.ts');
      const { id: profile, report } = await readKept(flags, session);
      const detail = bottleneckDetail(report, id, styleFor(process.stdout));
      switch (detail.kind) {
        case 'shown': {
          const shown = { schema: BOTTLENECK_SHOW_SCHEMA, profile, rows: detail.rows } as const;
          const document = documentOf(BottleneckShowDocument, shown);
          return printOrWrite(flags.json, document, () => detail.text);
        }
        case 'ambiguous':
          throw new HoneError(
            'E_NOT_FOUND',
            `Several bottlenecks begin with "${id}": ${detail.ids.join(', ')}. Write more of it.`,
          );
        case 'unknown':
          throw new HoneError(
            'E_NOT_FOUND',
            `No bottleneck of profile ${report.run} begins with "${id}". "hone bottleneck list" ` +
              'shows them.',
          );
      }
    });
  addCheck(group, session);
}

async function readKept(flags: BottleneckFlags, session: Session) {
  const { keptProfile, profilesFolder } = await import('../campaign/index.ts');
  return keptProfile(await profilesFolder(flags.cwd, session.signal), flags.profile ?? null);
}
