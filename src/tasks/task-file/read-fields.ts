import { type Complaints, suggestion } from '../../document/index.ts';
import { readTaskId, type TaskId } from '../task-id.ts';
import { isBlank } from '../text/lines.ts';
import type { MarkedLine } from '../text/mark-lines.ts';
import type { Heading } from '../text/outline.ts';
import { type Placed, PRIORITIES, type Priority, TASK_TYPE } from './task-file.ts';

/** Id and title of `# Task #021: Title`, `# Task 21 - Title` or `# Title`. */
export function readTitle(heading: Heading): {
  readonly id: Placed<TaskId> | null;
  readonly title: Placed<string> | null;
} {
  const { line } = heading;
  const match =
    /^(?:task[ \t]+)?#(?<id>\d{1,9})(?:[ \t]*[:–—-][ \t]*|[ \t]+|$)/i.exec(heading.title) ??
    /^task[ \t]+(?<id>\d{1,9})(?:[ \t]*[:–—-][ \t]*|$)/i.exec(heading.title);
  const id = match === null ? null : readTaskId(match.groups?.['id'] ?? '');
  const title = id === null ? heading.title : heading.title.slice(match?.[0].length ?? 0).trim();
  return {
    id: id === null ? null : { value: id, line },
    title: title === '' ? null : { value: title, line },
  };
}

/** A name of a few words, perhaps in bold letters, then a colon in or behind them, then a value. */
const FIELD = new RegExp(
  String.raw`^[ \t]*(?:[-*+][ \t]+)?[*_]{0,2}([A-Za-z ]{1,20}?)` +
    String.raw`(?:[*_]{0,2}:|:[*_]{0,2})[*_]{0,2}[ \t]+(\S.*)$`,
);

/** The line of a field above the sections: `**Priority**: P1`, `Priority: P1`. */
export function fieldLine(lines: readonly MarkedLine[], name: RegExp): Placed<string> | null {
  for (const line of lines) {
    const match = line.role === 'text' ? FIELD.exec(line.text) : null;
    if (match !== null && name.test(match[1] ?? '')) {
      return { value: (match[2] ?? '').trim(), line: line.number };
    }
  }
  return null;
}

/** The first words of a section, with the place of an empty section's heading otherwise. */
export function firstWords(body: readonly MarkedLine[], headingLine: number): Placed<string> {
  const line = body.find((one) => one.role === 'text' && !isBlank(one));
  return line === undefined
    ? { value: '', line: headingLine }
    : { value: line.text.replace(/^[ \t]*[-*+][ \t]+/, '').trim(), line: line.number };
}

/** `P1`, `P1 - high` or `**P1**`. */
export function readPriority(
  words: Placed<string>,
  complaints: Complaints,
): Placed<Priority> | null {
  const word = bare(words.value);
  const priority = PRIORITIES.find((one) => one === word.toUpperCase());
  if (priority === undefined) {
    const message = word === '' ? 'There is no priority.' : `"${word}" is no priority.`;
    const hint = suggestion(word, PRIORITIES, 'priorities');
    complaints.refuse({ line: words.line, column: 1 }, message, hint);
    return null;
  }
  return { value: priority, line: words.line };
}

/** `performance`; other types of tasks are not worked on. */
export function readType(
  words: Placed<string>,
  complaints: Complaints,
): Placed<typeof TASK_TYPE> | null {
  const word = bare(words.value);
  if (word.toLowerCase() !== TASK_TYPE) {
    const message =
      word === '' ? 'There is no type.' : `Tasks of the type "${word}" can't be worked on.`;
    complaints.refuse({ line: words.line, column: 1 }, message, `Write ${TASK_TYPE}.`);
    return null;
  }
  return { value: TASK_TYPE, line: words.line };
}

function bare(text: string): string {
  return /^[*_`]{0,3}([^\s*_`:;,(]*)/.exec(text)?.[1] ?? '';
}
