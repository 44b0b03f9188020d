import { Complaints, nearest, type Place, PROBLEMS_MAX } from '../../document/index.ts';
import { FILE_CHARS_MAX } from '../limits.ts';
import type { TaskId } from '../task-id.ts';
import { textOf } from '../text/lines.ts';
import { type ListItem, listItems } from '../text/list-items.ts';
import type { MarkedLine } from '../text/mark-lines.ts';
import { type Outline, outlineOf, type Section } from '../text/outline.ts';
import { readDependencies } from './read-dependencies.ts';
import { fieldLine, firstWords, readPriority, readTitle, readType } from './read-fields.ts';
import { readSubTasks } from './read-sub-tasks.ts';
import { readTargets } from './read-target.ts';
import {
  SECTION_HEADINGS,
  SECTION_KINDS,
  type SectionKind,
  sectionKindOf,
} from './section-kind.ts';
import type { ParsedTaskFile, Placed, TaskFile } from './task-file.ts';

/** The first section of each kind. */
type Sections = ReadonlyMap<SectionKind, Section>;

const START: Place = { line: 1, column: 1 };

/**
 * Reads a `task.md`. It never throws: what can't be read is a problem with its line, and the rest
 * is there.
 *
 * @param folderId - the id that the file's folder has; a title with another one is told
 */
export function parseTaskFile(text: string, folderId: TaskId | null = null): ParsedTaskFile {
  const complaints = new Complaints();
  if (text.length > FILE_CHARS_MAX) {
    const message = `The task file has more than ${FILE_CHARS_MAX} characters.`;
    complaints.refuse(START, message, 'Put what is long into files of its own and name them.');
  }
  const outline = outlineOf(text.length > FILE_CHARS_MAX ? '' : text);
  const sections = sectionsIn(outline, complaints);
  const { id, title } = titleIn(outline, folderId, complaints);
  const items = (kind: SectionKind): ListItem[] => listItems(sections.get(kind)?.body ?? []);
  const own = folderId ?? id?.value ?? null;
  const overview = textOf(sections.get('overview')?.body ?? outline.preamble);
  const task: TaskFile = {
    id,
    title,
    type: fieldIn('type', outline, sections, complaints, readType),
    priority: fieldIn('priority', outline, sections, complaints, readPriority),
    overview,
    dependencies: readDependencies(items('dependencies'), own, complaints),
    objectives: items('objectives').map(placed),
    targets: readTargets(items('targets'), complaints),
    subTasks: readSubTasks(bodyOf(sections, 'sub-tasks'), complaints).map((one) => one.subTask),
    approach: textOf(bodyOf(sections, 'approach')),
    risks: items('risks').map(placed),
    resources: items('resources').map(placed),
    acceptance: items('acceptance').map(({ text: words, box, line }) => {
      return { text: words, isDone: box?.done ?? null, line };
    }),
    sections: outline.sections.map(({ title: heading, line, body }) => {
      return { kind: sectionKindOf(heading), heading, line, text: textOf(body) };
    }),
  };
  complainOfEmptiness(task, sections, complaints);
  return parsed(task, complaints);
}

function parsed(task: TaskFile, complaints: Complaints): ParsedTaskFile {
  const problems = complaints.problems();
  return {
    task,
    errors: problems.filter(({ severity }) => severity === 'error').slice(0, PROBLEMS_MAX),
    warnings: problems.filter(({ severity }) => severity === 'warning').slice(0, PROBLEMS_MAX),
  };
}

function placed({ text, line }: ListItem): Placed<string> {
  return { value: text, line };
}

function bodyOf(sections: Sections, kind: SectionKind): readonly MarkedLine[] {
  return sections.get(kind)?.body ?? [];
}

function titleIn(
  outline: Outline,
  folderId: TaskId | null,
  complaints: Complaints,
): Pick<TaskFile, 'id' | 'title'> {
  const example = `Begin the file with "# Task #${folderId ?? '021'}: what is to become faster".`;
  if (outline.title === null) {
    complaints.refuse(START, 'The task has no title.', example);
    return { id: null, title: null };
  }
  const { id, title } = readTitle(outline.title);
  const place = { line: outline.title.line, column: 1 };
  if (title === null) {
    complaints.refuse(place, 'The title is empty.', example);
  }
  if (id !== null && folderId !== null && id.value !== folderId) {
    const message = `The title says task ${id.value}, the folder says ${folderId}.`;
    complaints.refuse(place, message, 'Make both the same.');
  }
  return { id, title };
}

/** The sections by kind; the second of a kind and what only looks like one are told. */
function sectionsIn(outline: Outline, complaints: Complaints): Sections {
  const found = new Map<SectionKind, Section>();
  for (const section of outline.sections) {
    const kind = sectionKindOf(section.title);
    const first = kind === null ? undefined : found.get(kind);
    const place = { line: section.line, column: 1 };
    if (first !== undefined) {
      const message = `"${section.title}" is there twice, first in line ${first.line}.`;
      complaints.refuse(place, message, 'Move what is here to the first one, then remove this.');
    } else if (kind !== null) {
      found.set(kind, section);
    }
  }
  for (const section of outline.sections) {
    warnOfNames(section, found, complaints);
  }
  if (outline.unclosed !== null) {
    const { kind, line } = outline.unclosed;
    const [what, end] = kind === 'code' ? ['code block', 'its fence'] : ['comment', '-->'];
    const message = `The ${what} that begins here has no end, so all that follows belongs to it.`;
    complaints.refuse({ line, column: 1 }, message, `Close it with ${end} on a line of its own.`);
  }
  return found;
}

function warnOfNames(section: Section, found: Sections, complaints: Complaints): void {
  const missing = SECTION_KINDS.filter((kind) => !found.has(kind));
  if (sectionKindOf(section.title) === null) {
    const names = missing.map((kind) => SECTION_HEADINGS[kind]);
    const near = nearest(section.title, names);
    if (near !== null) {
      const message = `"${section.title}" is kept, but means nothing to hone.`;
      complaints.warn({ line: section.line, column: 1 }, message, `Did you mean "## ${near}"?`);
    }
  }
  for (const inner of section.inner) {
    const kind = sectionKindOf(inner.title);
    if (kind !== null && missing.includes(kind)) {
      const message = `"${inner.title}" stands inside "${section.title}", so it is not read.`;
      const hint = `Write "## ${inner.title}".`;
      complaints.warn({ line: inner.line, column: 1 }, message, hint);
    }
  }
}

/** A field of its own section, or of a line above the sections; null when neither is there. */
function fieldIn<T>(
  kind: 'type' | 'priority',
  outline: Outline,
  sections: Sections,
  complaints: Complaints,
  read: (words: Placed<string>, complaints: Complaints) => Placed<T> | null,
): Placed<T> | null {
  const section = sections.get(kind);
  const name = kind === 'type' ? /^(?:task )?type$/i : /^priority$/i;
  const words =
    section === undefined
      ? fieldLine(outline.preamble, name)
      : firstWords(section.body, section.line);
  if (words === null) {
    const example = kind === 'type' ? 'performance' : 'P1, P2 or P3';
    const message = `The task has no "${SECTION_HEADINGS[kind]}".`;
    const hint = `Add "## ${SECTION_HEADINGS[kind]}" and ${example} below it.`;
    complaints.warn(START, message, hint);
    return null;
  }
  return read(words, complaints);
}

/** A task may be begun without them; it can't be completed. */
function complainOfEmptiness(task: TaskFile, sections: Sections, complaints: Complaints): void {
  const needed = [
    ['objectives', task.objectives.length, 'say what is to become better, one in a line'],
    ['targets', task.targets.length, 'give numbers, such as "- parse-large wall <= 80 ms"'],
  ] as const;
  for (const [kind, count, advice] of needed) {
    const section = sections.get(kind);
    const heading = SECTION_HEADINGS[kind];
    const isBroken = complaints.problems().some(({ line, severity }) => {
      const [first, last] = [section?.body[0]?.number ?? 0, section?.body.at(-1)?.number ?? 0];
      return severity === 'error' && line >= first && line <= last;
    });
    if (count === 0 && !isBroken) {
      const message =
        section === undefined ? `The task has no "${heading}".` : `"${heading}" is empty.`;
      const place = section === undefined ? START : { line: section.line, column: 1 };
      complaints.warn(place, message, `Under "## ${heading}", ${advice}.`);
    }
  }
}
