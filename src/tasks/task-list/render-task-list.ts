import { byTaskId, type TaskId } from '../task-id.ts';
import { isBlank, linesOf, withoutLoneReturns } from '../text/lines.ts';
import { layOut } from './list-layout.ts';
import { type ListedTask, listLine } from './list-line.ts';
import { LIST_HEADINGS, LIST_STATES, type ListState } from './list-section.ts';

/** A task and where it belongs; `null` takes it off the list (an abandoned one). */
export interface ListEntry extends ListedTask {
  readonly state: ListState | null;
}

/** Lines of one section: a run of tasks that only empty lines interrupt, or other text. */
interface Run {
  readonly kind: 'tasks';
  readonly state: ListState;
  readonly prefix: string;
  readonly tasks: { readonly task: ListedTask; readonly text: string }[];
}
interface Words {
  readonly kind: 'text';
  /** The section that this line is the heading of. */
  readonly heading: ListState | null;
  readonly text: string;
  readonly end: string;
}
type Piece = Run | Words;

/**
 * Writes the list of tasks. Lines of tasks that are given are replaced, moved to their section or
 * removed; every other line stays where it is, tasks that are not given included. Within a run of
 * tasks the order is priority, then number. Writing the same tasks again changes no byte.
 * A lone `\r`, the line break of old machines, becomes `\n`.
 *
 * @param list - as it is; null when there is none
 */
export function renderTaskList(entries: readonly ListEntry[], list: string | null): string {
  const previous = withoutLoneReturns(list ?? '');
  const lineBreak = linesOf(previous)[0]?.end || '\n';
  const mark = previous.startsWith('\ufeff') ? '\ufeff' : '';
  const isEmpty = previous.trim() === '';
  const given = new Map(entries.map((entry) => [entry.id, entry]));
  const pieces = isEmpty ? [words('# Task List')] : piecesOf(previous, given);
  for (const state of LIST_STATES) {
    if (!pieces.some((piece) => piece.kind === 'text' && piece.heading === state)) {
      pieces.push(...gapAfter(pieces), { ...words(`## ${LIST_HEADINGS[state]}`), heading: state });
    }
    const isListed = new Set(
      pieces.flatMap((piece) =>
        piece.kind === 'tasks' ? piece.tasks.map(({ task }) => task.id) : [],
      ),
    );
    const missing = entries.filter((entry) => entry.state === state && !isListed.has(entry.id));
    if (missing.length > 0) {
      const run = runFor(pieces, state);
      run.tasks.push(...missing.map((task) => ({ task, text: run.prefix + listLine(task) })));
    }
  }
  return (
    mark + joined(pieces, lineBreak, isEmpty ? lineBreak : (linesOf(previous).at(-1)?.end ?? ''))
  );
}

/** The pieces of a list without the lines of tasks that belong elsewhere now. */
function piecesOf(text: string, given: ReadonlyMap<TaskId, ListEntry>): Piece[] {
  const pieces: Piece[] = [];
  const placed = new Set<TaskId>();
  let blank: Words[] = []; // empty lines that may turn out to be inside a run
  for (const { line, state, isHeading, isTwin, read } of layOut(text)) {
    const heading = isHeading && !isTwin ? state : null;
    const own: Words = { kind: 'text', heading, text: line.text, end: line.end };
    if (read.kind !== 'ok' || state === null) {
      if (isBlank(line)) {
        blank.push(own);
      } else {
        pieces.push(...blank, own);
        blank = [];
      }
      continue;
    }
    const last = pieces.at(-1);
    const run: Run =
      last?.kind === 'tasks' && last.state === state
        ? last
        : { kind: 'tasks', state, prefix: read.prefix, tasks: [] };
    if (run !== last) {
      pieces.push(...blank, run);
    }
    blank = [];
    const entry = given.get(read.task.id);
    if (entry === undefined) {
      run.tasks.push({ task: read.task, text: line.text });
    } else if (entry.state === state && !placed.has(entry.id)) {
      placed.add(entry.id);
      run.tasks.push({ task: entry, text: run.prefix + listLine(entry) });
    }
  }
  return withoutEmptyRuns([...pieces, ...blank]);
}

/** A run that lost all its tasks goes, with the empty lines in front of it. */
function withoutEmptyRuns(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'text' || piece.tasks.length > 0) {
      kept.push(piece);
      continue;
    }
    while (isEmptyLine(kept.at(-1))) {
      kept.pop();
    }
  }
  return kept;
}

/** The last run of a section; a new one below its heading when it has none. */
function runFor(pieces: Piece[], state: ListState): Run {
  const last = pieces.findLast((piece) => piece.kind === 'tasks' && piece.state === state);
  if (last?.kind === 'tasks') {
    return last;
  }
  const run: Run = { kind: 'tasks', state, prefix: '', tasks: [] };
  const at = pieces.findIndex((piece) => piece.kind === 'text' && piece.heading === state) + 1;
  const next = pieces[at];
  const isFollowed = next !== undefined && !isEmptyLine(next);
  pieces.splice(at, 0, words(''), run, ...(isFollowed ? [words('')] : []));
  return run;
}

function gapAfter(pieces: readonly Piece[]): Words[] {
  return isEmptyLine(pieces.at(-1)) ? [] : [words('')];
}

function isEmptyLine(piece: Piece | undefined): boolean {
  return piece?.kind === 'text' && piece.text.trim() === '';
}

function words(text: string): Words {
  return { kind: 'text', heading: null, text, end: '' };
}

/** Lines that were there keep their line break; the last one that of the old last one. */
function joined(pieces: readonly Piece[], lineBreak: string, lastEnd: string): string {
  const lines = pieces.flatMap((piece): readonly (readonly [text: string, end: string])[] =>
    piece.kind === 'text'
      ? [[piece.text, piece.end]]
      : piece.tasks.toSorted(inOrder).map(({ text }) => [text, '']),
  );
  return lines
    .map(([text, end], index) => {
      const isLast = index === lines.length - 1;
      return text + (isLast ? lastEnd : end === '' ? lineBreak : end);
    })
    .join('');
}

function inOrder(
  left: { readonly task: ListedTask },
  right: { readonly task: ListedTask },
): number {
  return (
    left.task.priority.localeCompare(right.task.priority) || byTaskId(left.task.id, right.task.id)
  );
}
