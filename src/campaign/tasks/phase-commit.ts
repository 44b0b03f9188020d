import { systemClock } from '../../base/index.ts';
import type { GitOptions } from '../../git/index.ts';
import type { TaskPhase } from '../../model/index.ts';
import { type PhaseNumber, phaseCommitSubject, taskCommitSubject } from '../../tasks/index.ts';
import type { Hooks } from '../hooks.ts';
import { commitDocuments, readFromBranch, sendBranch, type Sent } from './task-branch.ts';
import { taskPaths } from './task-documents.ts';
import { commitJournal, journalOf, keptText } from './task-journal.ts';
import { recordTaskEvent } from './task-log.ts';
import { phaseNumber } from './task-phases-of-run.ts';
import type { TaskWork } from './task-work.ts';

/**
 * Ends a phase: the journal with what the phase brought, the task file as somebody left it, in a
 * commit with the subject of the workflow; sent when there is a remote. A push that fails is
 * recorded and tried again with the next phase.
 *
 * @returns the commit
 */
export async function commitPhase(
  { place, id, work }: TaskWork,
  phase: Exclude<PhaseNumber, 8>,
  criteria: readonly TaskPhase['criteria'][number][],
  options: GitOptions,
): Promise<string> {
  const { store } = place;
  const { run } = work.context;
  const rows = criteria.map(({ text, message }) => `- ✔ ${text}: ${message}`);
  const entry = {
    kind: 'phase' as const,
    at: systemClock.isoNow(),
    phase,
    content: `Phase ${phase} is complete.\n\n${rows.join('\n')}`,
    next: `Phase ${phase + 1}.`,
    impact: [],
  };
  recordTaskEvent(store, id, { kind: 'entry', entry }, `phase/${run}/${phase}/${work.round}`);
  const next = phaseNumber(phase + 1);
  const journal = await journalOf(place, id, next, options);
  keptText(journal).forEach((text) => work.context.hooks.onWarning(text));
  const paths = taskPaths(id);
  const task = await readFromBranch(place, paths.task, options);
  const documents = [journal, ...(task === null ? [] : [{ path: paths.task, text: task }])];
  const subject = phaseCommitSubject(id, phase);
  const message = `${subject}\n\nHone-Run: ${run}\nHone-Task: ${id}\nHone-Phase: ${phase}\n`;
  const { commit } = await commitDocuments(place, documents, message, options);
  const event = { kind: 'commit' as const, phase, commit, subject, run };
  recordTaskEvent(store, id, event, `commit/${commit}`);
  await sendTask({ place, id }, phase, options);
  return commit;
}

/** Commits the task file as somebody left it, and the journal; says what of that it moved aside. */
export async function commitTexts(
  { place, id }: Pick<TaskWork, 'place' | 'id'>,
  what: { readonly file: string; readonly journal: string },
  { hooks, ...options }: GitOptions & { readonly hooks: Pick<Hooks, 'onWarning'> },
): Promise<void> {
  const path = taskPaths(id).task;
  const text = await readFromBranch(place, path, options);
  if (text !== null) {
    const message = `${taskCommitSubject(id, 'docs', what.file)}\n\nHone-Task: ${id}\n`;
    await commitDocuments(place, [{ path, text }], message, options);
  }
  const journal = await commitJournal(place, id, what.journal, options);
  keptText(journal).forEach((kept) => hooks.onWarning(kept));
}

/** What is said of a failed push in the phases that can't end without it. */
const SENT_AGAIN: Readonly<Partial<Record<PhaseNumber, string>>> = {
  6: 'Put that right, then look again.',
  8: 'Put that right, then look again.',
};

/** Sends the branch; what goes wrong is recorded, and shown by `hone task show`. */
export async function sendTask(
  { place, id }: Pick<TaskWork, 'place' | 'id'>,
  phase: PhaseNumber,
  options: GitOptions,
): Promise<Sent> {
  const sent = await sendBranch(place, options, SENT_AGAIN[phase]);
  if (sent.kind === 'failed') {
    recordTaskEvent(place.store, id, { kind: 'trouble', phase, text: sent.why });
  }
  return sent;
}
