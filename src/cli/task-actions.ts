import { HoneError } from '../base/index.ts';
import {
  abandonTask,
  allowMerge,
  cleanUpTasks,
  type CommentOutcome,
  commitJournal,
  handleReview,
  importTaskList,
  journalOf,
  keptText,
  newTask,
  noteTask,
  openReview,
  readTaskId,
  resumeTask,
  revisedTarget,
  startedBranch,
  startTask,
  stateNamed,
  type TaskFields,
  taskList,
  type TaskRunOptions,
  taskStates,
  withTasks,
  writeTaskList,
} from '../campaign/index.ts';
import { EXIT } from './exit-codes.ts';
import { driven, optionsFrom } from './flow-run-actions.ts';
import { jsonText } from './json-output.ts';
import type { Session } from './session.ts';
import type { TaskFlags } from './task-flags.ts';
import {
  cleanupDocument,
  reviewDocument,
  reviewSessionDocument,
  showDocument,
  statusDocument,
} from './task-json.ts';
import { cleanedText, reviewText, shownTask, statusLines } from './task-text.ts';
import { print } from './terminal.ts';

/** Writes the file of a new task. */
export async function makeTask(title: string, flags: TaskFlags, session: Session): Promise<void> {
  const { id, path } = await withTasks(flags.cwd, session.signal, async (place) =>
    newTask(place, {
      title,
      ...(flags.priority === undefined ? {} : { priority: flags.priority }),
      overview: flags.overview ?? '',
      objectives: [...(flags.objective ?? [])],
      targets: [...(flags.goal ?? [])],
      subTasks: (flags.subTask ?? []).map((text) => ({ text, isDone: false, depth: 0 })),
      dependencies: (flags.dependsOn ?? []).map(dependencyFrom),
    }),
  );
  await print(`Wrote ${path}. Fill in what is missing, then: hone task start ${id}`);
}

function dependencyFrom(word: string): TaskFields['dependencies'][number] {
  const end = word.indexOf(':');
  const id = readTaskId(end === -1 ? word : word.slice(0, end));
  if (id === null) {
    throw new HoneError('E_USAGE', `Write --depends-on 021:why, not "${word}".`);
  }
  return { id, reason: end === -1 ? '' : word.slice(end + 1).trim() };
}

/** Prints the list of tasks, or writes it. */
export async function listTasks(flags: TaskFlags, session: Session): Promise<void> {
  await withTasks(flags.cwd, session.signal, async (place) => {
    if (flags.write === true) {
      await print(`Wrote ${await writeTaskList(place)}.`);
      return;
    }
    const { text, states } = await taskList(place);
    await print(flags.json === undefined ? text.trimEnd() : jsonText(statusDocument(states)));
  });
}

/** Prints where tasks stand. */
export async function taskStatus(
  flags: TaskFlags,
  session: Session,
  wanted: string | null,
): Promise<void> {
  await withTasks(flags.cwd, session.signal, async (place) => {
    const { repository, store, signal } = place;
    const states =
      wanted === null
        ? await taskStates(repository, store, { signal })
        : [await stateNamed(place, wanted)];
    await print(flags.json === undefined ? statusLines(states) : jsonText(statusDocument(states)));
  });
}

/** Prints a task phase by phase. */
export async function showTask(
  flags: TaskFlags,
  session: Session,
  wanted: string | null,
): Promise<void> {
  await withTasks(flags.cwd, session.signal, async (place) => {
    const state = await stateNamed(place, wanted ?? '');
    await print(
      flags.json === undefined
        ? shownTask(state, place.store)
        : jsonText(showDocument(state, place.store)),
    );
  });
}

/** Makes task files of an existing list. */
export async function importList(
  flags: TaskFlags,
  session: Session,
  path: string | null,
): Promise<void> {
  const { written, known, left } = await withTasks(flags.cwd, session.signal, async (place) =>
    importTaskList(place, path),
  );
  await print(
    [
      ...written.map((one) => `Wrote ${one.path}.`),
      ...(known.length === 0 ? [] : [`There before, and left as they are: ${known.join(', ')}.`]),
      ...left,
      ...(written.length + known.length + left.length === 0 ? ['The list has no tasks.'] : []),
    ].join('\n'),
  );
}

/** Prints the journal, or writes and commits it. */
export async function showJournal(
  flags: TaskFlags,
  session: Session,
  wanted: string | null,
): Promise<void> {
  await withTasks(flags.cwd, session.signal, async (place) => {
    const { document } = await stateNamed(place, wanted ?? '');
    const branch = await startedBranch(place, document.id);
    const options = { signal: session.signal };
    if (flags.write === true) {
      const written = await commitJournal(branch, document.id, 'journal', options);
      await print([`Wrote ${written.path}.`, ...keptText(written)].join('\n'));
      return;
    }
    const { text } = await journalOf(branch, document.id, null, options);
    await print(text.trimEnd());
  });
}

/** Revises a target through the ledger. */
export async function reviseTarget(
  flags: TaskFlags & { readonly from?: string; readonly to?: string },
  session: Session,
  wanted: string | null,
): Promise<void> {
  const { from = '', to = '', reason = '', by = null } = flags;
  const written = await withTasks(flags.cwd, session.signal, (place) =>
    revisedTarget(place, wanted ?? '', { from, to, reason, by }),
  );
  const next = 'A run that is under way keeps its targets; the next one has the new.';
  await print(
    [`Revised, and recorded in ${written.path}. ${next}`, ...keptText(written)].join('\n'),
  );
}

/** Records a note. */
export async function addNote(
  text: string,
  wanted: string | null,
  flags: TaskFlags,
  session: Session,
): Promise<void> {
  const written = await withTasks(flags.cwd, session.signal, (place) =>
    noteTask(place, wanted, { text, by: flags.by ?? null }),
  );
  await print([`Noted in ${written.path}.`, ...keptText(written)].join('\n'));
}

/** Begins the work on a task. @returns the exit code */
export async function start(
  flags: TaskFlags,
  session: Session,
  wanted: string | null,
): Promise<number> {
  const { worktree } = flags;
  return driven(flags, session, (control) =>
    startTask(
      {
        wanted: wanted ?? '',
        worktree: worktree === undefined ? null : { path: worktree === true ? null : worktree },
        ask: flags.ask === true,
        baseBranch: flags.base ?? null,
        forge: { use: flags.forge ?? 'auto', apiUrl: flags.apiUrl ?? null },
        checks: flags.check ?? null,
      },
      runOptions(flags, session),
      control,
    ),
  );
}

/** Goes on with a task. @returns the exit code */
export async function resume(
  flags: TaskFlags,
  session: Session,
  wanted: string | null,
): Promise<number> {
  return driven(flags, session, (control) =>
    resumeTask(wanted ?? '', runOptions(flags, session), {
      ...control,
      takeOver: flags.takeOver === true,
    }),
  );
}

function runOptions(flags: TaskFlags, session: Session): TaskRunOptions {
  const { values: _, target: __, ...own } = optionsFrom('task', flags, session);
  return { ...own, flow: flags.flow ?? null };
}

/** Shows open comments of the pull request, or records what became of them. */
export async function review(
  flags: TaskFlags,
  session: Session,
  wanted: string | null,
): Promise<number> {
  const outcomes = [
    ...(flags.changed ?? []).map((word) => outcomeFrom(word, 'changed')),
    ...(flags.answered ?? []).map((word) => outcomeFrom(word, 'answered')),
    ...(flags.question ?? []).map((word) => outcomeFrom(word, 'open')),
  ];
  return withTasks(flags.cwd, session.signal, async (place) => {
    if (outcomes.length > 0) {
      const held = await handleReview(place, wanted ?? '', outcomes);
      const { session: number, handled, left } = held;
      await print(
        flags.json === undefined
          ? `Session ${number}: ${handled.length} handled, ${left} still open.`
          : jsonText(reviewSessionDocument(held, wanted ?? '')),
      );
      return left === 0 ? EXIT.passed : EXIT.inconclusive;
    }
    const open = await openReview(place, wanted ?? '');
    await print(
      flags.json === undefined
        ? reviewText(open, wanted ?? '')
        : jsonText(reviewDocument(open, wanted ?? '')),
    );
    return open.comments.length === 0 ? EXIT.passed : EXIT.inconclusive;
  });
}

function outcomeFrom(word: string, outcome: CommentOutcome['outcome']): CommentOutcome {
  const end = word.indexOf('=');
  if (end <= 0) {
    throw new HoneError('E_USAGE', `Write the comment's id, "=" and what became of it: "${word}".`);
  }
  return { id: word.slice(0, end), outcome, text: word.slice(end + 1) };
}

/** Merges a task and tidies up. @returns the exit code */
export async function complete(
  flags: TaskFlags,
  session: Session,
  wanted: string | null,
): Promise<number> {
  const state = await withTasks(flags.cwd, session.signal, (place) =>
    allowMerge(place, wanted ?? '', { by: flags.by ?? null, method: flags.method ?? null }),
  );
  if (state.status.kind !== 'completed' || state.view?.status !== 'completed') {
    const code = await resume(flags, session, wanted);
    if (code !== EXIT.passed) {
      return code;
    }
  }
  if (flags.keep === true) {
    return EXIT.passed;
  }
  await withTasks(flags.cwd, session.signal, async (place) => {
    const cleaned = await cleanUpTasks(place, wanted, false);
    await print(
      flags.json === undefined
        ? cleanedText(cleaned, false)
        : JSON.stringify(cleanupDocument(cleaned, false)), // one line, as those before it
    );
  });
  return EXIT.passed;
}

/** Gives a task up. */
export async function abandon(
  flags: TaskFlags,
  session: Session,
  wanted: string | null,
): Promise<void> {
  const given = { why: flags.reason ?? '', by: flags.by ?? null };
  const id = await withTasks(flags.cwd, session.signal, (place) =>
    abandonTask(place, wanted ?? '', given),
  );
  await print(`Abandoned task ${id}. Its working tree can go: hone task cleanup ${id}`);
}

/** Removes what ended tasks left behind; without --yes it only says what. */
export async function cleanUp(
  flags: TaskFlags,
  session: Session,
  wanted: string | null,
): Promise<void> {
  if ((wanted === null) === (flags.all !== true)) {
    throw new HoneError('E_USAGE', 'Name one task, or say --all.');
  }
  const isDry = flags.yes !== true;
  await withTasks(flags.cwd, session.signal, async (place) => {
    const cleaned = await cleanUpTasks(place, wanted, isDry);
    await print(
      flags.json === undefined
        ? cleanedText(cleaned, isDry)
        : jsonText(cleanupDocument(cleaned, isDry)),
    );
  });
}
