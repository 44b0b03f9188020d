import type { GitOptions } from '../../git/index.ts';
import { parseRunId } from '../../model/index.ts';
import type { RunView } from '../../port/index.ts';
import type { Store } from '../../store/index.ts';
import {
  type JournalEntry,
  type JournalFacts,
  type KeptAside,
  parseTaskFile,
  type PhaseNumber,
  renderJournal,
  type TaskId,
  taskCommitSubject,
} from '../../tasks/index.ts';
import { engineOn } from '../flow/engine-on.ts';
import { sha256 } from '../read-suite.ts';
import { suiteChangesSince } from './suite-changes.ts';
import {
  commitDocuments,
  type DocumentText,
  readFromBranch,
  type TaskBranch,
} from './task-branch.ts';
import { taskPaths } from './task-documents.ts';
import { entriesOf } from './task-entries.ts';
import {
  FIRST_RUN,
  lastOf,
  type LoggedEvent,
  recordedKeys,
  recordTaskEvent,
  sinceStart,
  taskLog,
} from './task-log.ts';
import { currentPhase, phaseNumber } from './task-phases-of-run.ts';

/**
 * Records what a run has to tell the journal of its task and has not told yet. Called for every
 * event, so that nothing is lost when the run goes back and what it did no longer counts.
 */
export function recordEntries(store: Store, id: TaskId, view: RunView): void {
  const read = (hash: string): string => new TextDecoder().decode(store.getBlob(hash));
  const known = recordedKeys(store, id);
  for (const { key, entry } of entriesOf(view, read).filter((one) => !known.has(one.key))) {
    recordTaskEvent(
      store,
      id,
      { kind: 'entry', entry: { ...entry, impact: [...entry.impact] } },
      key,
    );
  }
}

/** The journal as it is now: its new text, and what of it a person had changed. */
export interface WrittenJournal extends DocumentText {
  readonly keptAside: readonly KeptAside[];
}

/** Sentences on what was moved aside because somebody had edited it; none in most cases. */
export function keptText({ path, keptAside }: WrittenJournal): string[] {
  return keptAside.map(({ place }) => {
    return `You had edited ${place}, which hone writes. Your text: "Kept aside" in ${path}.`;
  });
}

/**
 * Renders the journal from everything that was recorded; what persons wrote into it stays.
 *
 * @param phase - which phase its header names; null for the one that the run is in
 * @param options.taskText - the task file where the branch has none yet
 */
export async function journalOf(
  place: TaskBranch,
  id: TaskId,
  phase: PhaseNumber | { readonly ended: string } | null,
  options: GitOptions & { readonly taskText?: string },
): Promise<WrittenJournal> {
  const { store, branch } = place;
  const log = taskLog(store, id);
  const paths = taskPaths(id);
  const text = options.taskText ?? (await readFromBranch(place, paths.task, options)) ?? '';
  const { task } = parseTaskFile(text);
  const previous = await readFromBranch(place, paths.journal, options);
  const events = sinceStart(log);
  const pull = lastOf(events, 'pull-request');
  const facts: JournalFacts = {
    id,
    title: task.title?.value ?? '',
    phase: phase ?? phaseNow(store, log),
    branch,
    baseBranch: lastOf(events, 'started')?.baseBranch ?? null,
    pullRequest: pull === null ? null : { name: pull.url ?? pull.name, title: pull.title },
    sections: {
      understanding: [
        task.overview,
        task.objectives.map(({ value }) => `- ${value}`).join('\n'),
        task.targets.map((target) => `- Target: \`${target.text}\``).join('\n'),
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
    },
  };
  const entries = [
    ...log.flatMap((event) => entryOf(event) ?? []),
    ...suiteChangesSince(store, lastOf(events, 'started')?.at ?? null).map(
      ({ at, text: content }) => ({
        kind: 'decision' as const,
        at,
        phase: phaseAt(log, at),
        content,
        impact: [],
        next: 'Measure the baseline again, which the next run of the task does.',
      }),
    ),
  ].toSorted((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
  const rendered = renderJournal(entries, facts, previous, sha256);
  return { path: paths.journal, ...rendered };
}

/** Renders the journal and commits it where it changed. */
export async function commitJournal(
  place: TaskBranch,
  id: TaskId,
  what: string,
  options: GitOptions,
): Promise<WrittenJournal> {
  const written = await journalOf(place, id, null, options);
  const subject = taskCommitSubject(id, 'docs', what);
  await commitDocuments(place, [written], `${subject}\n\nHone-Task: ${id}\n`, options);
  return written;
}

/** The phase that a task is in by its newest run. */
export function phaseNow(store: Store, log: readonly LoggedEvent[]): PhaseNumber {
  const run = lastOf(sinceStart(log), 'run');
  if (run === null || store.runs().every((one) => one.run !== run.run)) {
    return phaseNumber(1);
  }
  return currentPhase(engineOn(store, null).view(parseRunId(run.run)));
}

function phaseAt(log: readonly LoggedEvent[], at: string): PhaseNumber {
  const before = log.findLast((event) => event.kind === 'commit' && event.at <= at);
  return phaseNumber(before?.kind === 'commit' ? Math.min(8, before.phase + 1) : 1);
}

function entryOf(event: LoggedEvent): JournalEntry | null {
  const { at } = event;
  const common = { at, next: '', impact: [] };
  switch (event.kind) {
    case 'entry':
      return { ...event.entry, phase: phaseNumber(event.entry.phase) };
    case 'started':
      return {
        ...common,
        kind: 'phase',
        phase: 1,
        content:
          `Work began on ${event.branch}, from ${event.baseBranch} at ` +
          `${short(event.baseCommit)}.`,
        next: 'Phase 1.',
      };
    case 'note':
      return {
        ...common,
        kind: 'note',
        phase: phaseNumber(event.phase),
        content: `${event.by}: ${event.text}`,
      };
    case 'target': {
      const change = `from \`${event.from}\` to \`${event.to}\``;
      const content = `${event.by} revised a target ${change}: ${event.reason}`;
      return { ...common, kind: 'decision', phase: phaseNumber(event.phase), content };
    }
    case 'trouble':
      return {
        ...common,
        kind: 'discovery',
        phase: phaseNumber(event.phase),
        content: event.text,
      };
    case 'review':
      return reviewEntry(event);
    case 'merged': {
      const where = `${short(event.commit)}, and found it on the base branch`;
      const content = `Merged ${event.name} as ${where}.`;
      return { ...common, kind: 'phase', phase: 8, content };
    }
    case 'abandoned': {
      const content = `${event.by} abandoned the task: ${event.why}`;
      return { ...common, kind: 'decision', phase: 8, content };
    }
    case 'run':
      return event.why === FIRST_RUN
        ? null
        : {
            ...common,
            kind: 'decision',
            phase: 1,
            content: `Run ${event.run} began anew from phase 1, because ${event.why}.`,
          };
    case 'commit':
    case 'pull-request':
      return null; // seen in the header and in git
  }
}

function reviewEntry(event: Extract<LoggedEvent, { kind: 'review' }>): JournalEntry {
  const of = (wanted: string): number =>
    event.handled.filter(({ outcome }) => outcome === wanted).length;
  return {
    kind: 'review',
    at: event.at,
    phase: phaseNumber(event.phase),
    comments: { changed: of('changed'), answered: of('answered'), open: of('open') },
    changes: event.summary,
    impact: [],
    discussions: event.handled.filter(({ outcome }) => outcome === 'open').map(({ text }) => text),
    next: of('open') === 0 ? '' : 'Answer what is open.',
  };
}

function short(commit: string): string {
  return commit.slice(0, 12);
}
