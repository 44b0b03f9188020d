import type { Command as Program } from 'commander';

import type { SplitGroup, SplitTask } from '../campaign/index.ts';
import type { Session } from './session.ts';

interface SplitFlags {
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly cwd: string;
}

/** Adds `hone task split` to `hone task`. */
export function addTaskSplit(task: Program, session: Session): void {
  task
    .command('split')
    .description('Makes a task of each item of a plan that has none; shows them first.')
    .argument('[plan]', 'id of a plan or of a run; the newest plan when left out')
    .option('--yes', 'write them')
    .option('--json', 'as JSON')
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .action((plan: string | undefined, flags: SplitFlags) => split(plan ?? null, flags, session));
}

async function split(plan: string | null, flags: SplitFlags, session: Session): Promise<void> {
  const { splitOfPlan, withTasks, writeSplit } = await import('../campaign/index.ts');
  const { print } = await import('./terminal.ts');
  await withTasks(flags.cwd, session.signal, async (place) => {
    const found = await splitOfPlan(place, plan);
    const { source, groups, left } = found;
    const written = flags.yes === true ? writeSplit(place, groups) : [];
    if (flags.json === true) {
      const { jsonText } = await import('./json-output.ts');
      const { splitDocument } = await import('./task-json.ts');
      await print(jsonText(splitDocument(found, written)));
      return;
    }
    const isNone = groups.length === 0;
    const last = isNone
      ? 'Nothing is left to make a task of.'
      : flags.yes === true
        ? `Wrote ${written.map(({ path }) => path).join(', ')}.`
        : 'Nothing was written. Do it with --yes.';
    await print(
      [
        ...(isNone ? [] : [`From ${source}:`]),
        ...groups.flatMap(groupLines),
        ...left.map(({ item, title, why }) => `  left out: ${title} (${item}): ${why}`),
        last,
      ].join('\n'),
    );
  });
}

function groupLines({ tasks }: SplitGroup): string[] {
  const isStack = tasks.length > 1;
  return [
    ...(isStack ? [`  stack of ${tasks.length}, merged in this order:`] : []),
    ...tasks.flatMap((task) => taskLines(task, isStack ? '    ' : '  ')),
  ];
}

function taskLines({ item, fields }: SplitTask, indent: string): string[] {
  const { id, priority, title, dependencies, targets } = fields;
  return [
    `${indent}${id ?? '?'}  ${priority}  ${title} (${item})`,
    ...dependencies.map(({ id: other, reason }) => `${indent}     after ${other}: ${reason}`),
    ...targets.map((target) => `${indent}     target: ${target}`),
  ];
}
