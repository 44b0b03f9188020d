import { type Command as Program, Option } from 'commander';

import { repeated } from './flags.ts';
import { withStartFlags } from './flow-run-command.ts';
import type { Session } from './session.ts';
import type * as Actions from './task-actions.ts';
import { TASK_HELP, type TaskFlags } from './task-flags.ts';
import { addTaskSplit } from './task-split-command.ts';

type Action = (flags: TaskFlags, session: Session, wanted: string | null) => Promise<number | void>;

/** Adds `hone task` with its subcommands, and `hone note`. */
export function addTasks(program: Program, session: Session): void {
  const task = program
    .command('task')
    .summary('performance work as tasks, with a journal, phases and pull requests')
    .description('Takes performance tasks from their file to a verified merge, phase by phase.')
    .addHelpText('after', TASK_HELP);
  addDocuments(task, session);
  addTaskSplit(task, session);
  addWork(task, session);
  addEnd(task, session);
  program
    .command('note')
    .summary('a note into the journal of a task')
    .description('Records a note and shows it in the journal of the task.')
    .argument('<text>', 'Markdown')
    .option('--task <id>', 'which task; the one whose branch is checked out when left out')
    .option('--by <name>', 'who says it; your user name when left out')
    .option('--cwd <folder>', 'any folder of the repository', process.cwd())
    .action(async (text: string, flags: TaskFlags & { readonly task?: string }) => {
      const { addNote } = await import('./task-actions.ts');
      await addNote(text, flags.task ?? null, flags, session);
    });
}

function addDocuments(task: Program, session: Session): void {
  cwd(task.command('new'))
    .description('Writes the file of a new task.')
    .argument('<title>', 'what is to become better')
    .addOption(new Option('--priority <p>', 'how urgent').choices(['P1', 'P2', 'P3']))
    .option('--overview <text>', 'why, in a sentence or two')
    .option('--objective <text>', 'what is to be reached, in words; repeat it', repeated)
    .option('--goal <target>', 'a target: "report wall <= 80 ms"; repeat it', repeated)
    .option('--sub-task <text>', 'a piece of the work; repeat it', repeated)
    .option('--depends-on <id:why>', 'a task that has to be completed before; repeat it', repeated)
    .action(async (title: string, flags: TaskFlags) => {
      const { makeTask } = await import('./task-actions.ts');
      await makeTask(title, flags, session);
    });
  json(cwd(task.command('list')))
    .description('Lists the tasks as TASK-LIST.md does.')
    .option('--write', 'write TASK-LIST.md')
    .action(act('listTasks', session));
  json(cwd(task.command('status')))
    .description('Says where each task stands, why, and what it waits for.')
    .argument('[id]', 'one task')
    .action(act('taskStatus', session));
  json(cwd(task.command('show')))
    .description('Shows a task phase by phase, with every exit criterion.')
    .argument('<id>', 'such as 021')
    .action(act('showTask', session));
  cwd(task.command('import'))
    .description('Makes task files of an existing TASK-LIST.md.')
    .argument('[file]', 'from the root of the repository; TASK-LIST.md when left out')
    .action(act('importList', session));
  cwd(task.command('journal'))
    .description('Prints the journal as it is now.')
    .argument('<id>', 'such as 021')
    .option('--write', 'write and commit it')
    .action(act('showJournal', session));
  cwd(task.command('target'))
    .description('Revises a target, and records what it was, why and who said so.')
    .argument('<id>', 'such as 021')
    .requiredOption('--from <target>', 'as it stands: "report wall <= 80 ms"')
    .requiredOption('--to <target>', 'the same with another number')
    .requiredOption('--reason <text>', 'why it changes')
    .option('--by <name>', 'who says so')
    .action(act('reviseTarget', session));
}

function addWork(task: Program, session: Session): void {
  withStartFlags(task.command('start'))
    .description('Begins the work: branch, journal, draft pull request, and the phases.')
    .argument('<id>', 'such as 021')
    .option('--worktree [path]', 'a working tree of its own, beside this one')
    .option('--ask', 'wait for a person at the end of each phase')
    .option('--base <branch>', 'branch that the work goes back to')
    .addOption(forgeOption())
    .option('--api-url <url>', "of an own server of GitHub's: https://host/api/v3")
    .option('--check <command>', "the project's own checks; repeat it (npm run check)", repeated)
    .option('--flow <file>', 'a flow file instead of the one that comes with hone')
    .action(act('start', session));
  withStartFlags(task.command('resume'))
    .description('Goes on with a task that was answered, interrupted or killed.')
    .argument('<id>', 'such as 021')
    .option('--take-over', 'from a process on another machine')
    .action(act('resume', session));
  json(cwd(task.command('review')))
    .description('Shows comments that are new, and records what became of them.')
    .argument('<id>', 'such as 021')
    .option('--changed <id=commit>', 'a comment that a commit settles; repeat it', repeated)
    .option('--answered <id=text>', 'a comment and its answer; repeat it', repeated)
    .option('--question <id=text>', 'a comment and what is unclear; repeat it', repeated)
    .action(act('review', session));
}

function addEnd(task: Program, session: Session): void {
  withStartFlags(task.command('complete'))
    .alias('finalize')
    .description('Merges a task that is through its phases, verifies the merge and tidies up.')
    .argument('<id>', 'such as 021')
    .option('--by <name>', 'who wants it')
    .addOption(
      new Option(
        '--method <how>',
        'squash: one commit on the base (the default); merge: every commit of the branch stays',
      ).choices(['squash', 'merge']),
    )
    .option('--keep', 'leave the branch and the working tree')
    .action(act('complete', session));
  cwd(task.command('abandon'))
    .description('Gives a task up. Its branch and all that was recorded stay.')
    .argument('<id>', 'such as 021')
    .requiredOption('--reason <text>', 'why')
    .option('--by <name>', 'who says so')
    .action(act('abandon', session));
  json(cwd(task.command('cleanup')))
    .description('Removes what tasks left behind that are completed or abandoned; shows it first.')
    .argument('[id]', 'one task')
    .option('--all', 'every task')
    .option('--yes', 'do it')
    .action(act('cleanUp', session));
}

function forgeOption(): Option {
  return new Option('--forge <kind>', 'where pull requests live; found out when left out').choices([
    'auto',
    'github-rest',
    'github-cli',
    'plain-git',
  ]);
}

function cwd(command: Program): Program {
  return command.option('--cwd <folder>', 'any folder of the repository', process.cwd());
}

function json(command: Program): Program {
  return command.option('--json', 'as JSON');
}

/** An action of the module that is loaded only when it is used. */
function act(name: Exclude<keyof typeof Actions, 'makeTask' | 'addNote'>, session: Session) {
  return async (first: string | TaskFlags | undefined, second: TaskFlags): Promise<void> => {
    const actions = await import('./task-actions.ts');
    const isNamed = typeof first === 'string' || first === undefined;
    const action: Action = actions[name];
    const wanted = isNamed ? (first ?? null) : null;
    const code = await action(isNamed ? second : first, session, wanted);
    session.exitCode = code ?? session.exitCode;
  };
}
