import { Complaints } from '../../document/index.ts';
import { lineBreakOf, linesOf, withLineBreak } from '../text/lines.ts';
import { listItems } from '../text/list-items.ts';
import type { MarkedLine } from '../text/mark-lines.ts';
import { outlineOf, type Section } from '../text/outline.ts';
import { placeInSection, sectionBody } from './section-body.ts';
import { readSubTasks } from './read-sub-tasks.ts';
import { readTarget, targetSpan } from './read-target.ts';
import { isSameHeading, type SectionKind, sectionKindOf } from './section-kind.ts';

/** The text after an edit, or why there is none: a sentence on what to do about it. */
export type Edited =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Ticks a sub-task or takes the tick away. One character changes at most.
 *
 * @param number - of the sub-task, `2.1`
 */
export function setSubTask(text: string, number: string, isDone: boolean): Edited {
  const body = bodyOfKind(text, 'sub-tasks');
  const subTasks = readSubTasks(body, new Complaints());
  const found = subTasks.find(({ subTask }) => subTask.number === number);
  if (found === undefined) {
    const numbers = subTasks.map(({ subTask }) => subTask.number).slice(0, 20);
    const known = numbers.length === 0 ? 'There are none.' : `There are ${numbers.join(', ')}.`;
    return { kind: 'refused', why: `There is no sub-task ${number}. ${known}` };
  }
  return found.subTask.isDone === isDone
    ? { kind: 'ok', text }
    : { kind: 'ok', text: spliced(text, found.boxAt, found.boxAt + 1, isDone ? 'x' : ' ') };
}

/**
 * Puts a new text in the place of a section's. Its heading and the empty lines around it stay.
 *
 * @param heading - any heading that means the section
 * @param body - without headings of the first two levels; may be empty
 */
export function replaceSection(text: string, heading: string, body: string): Edited {
  const section = sectionNamed(text, heading);
  if (section === null) {
    return { kind: 'refused', why: `There is no section "${heading}". Add it to the task file.` };
  }
  const read = sectionBody(body);
  if (read.kind === 'refused') {
    return read;
  }
  const place = placeInSection(text, section, 'instead', read.text);
  return { kind: 'ok', text: spliced(text, place.start, place.end, place.insert) };
}

/**
 * Adds to the end of a section, after an empty line, or right below where one list goes on. A
 * section that is not there is added at the end of the file.
 */
export function appendToSection(text: string, heading: string, body: string): Edited {
  const read = sectionBody(body);
  if (read.kind === 'refused') {
    return read;
  }
  if (read.text === '') {
    return { kind: 'ok', text };
  }
  const { unclosed } = outlineOf(text);
  if (unclosed !== null) {
    const what = unclosed.kind === 'code' ? 'code block' : 'comment';
    const why = `The ${what} that begins in line ${unclosed.line} has no end. Close it first.`;
    return { kind: 'refused', why };
  }
  const section = sectionNamed(text, heading);
  if (section !== null) {
    const place = placeInSection(text, section, 'after', read.text);
    return { kind: 'ok', text: spliced(text, place.start, place.end, place.insert) };
  }
  if (/[\r\n]/.test(heading) || heading.trim() === '' || /^\s|\s$|#$/.test(heading)) {
    return { kind: 'refused', why: `${JSON.stringify(heading)} can't be a heading.` };
  }
  const lines = linesOf(text);
  const last = lines.at(-1);
  const gap = last === undefined ? '' : last.end === '' ? '\n\n' : last.text === '' ? '' : '\n';
  const added = withLineBreak(`${gap}## ${heading}\n\n${read.text}\n`, lineBreakOf(lines));
  return { kind: 'ok', text: text + added };
}

/**
 * Changes the number of a target. Who may do so, and why, is for the target ledger.
 *
 * @param from - the target as it stands, `parse-large wall <= 80 ms`; white space does not count
 * @param to - the same benchmark, metric and direction with another quantity
 */
export function reviseTarget(text: string, from: string, to: string): Edited {
  const [old, next] = [readTarget(from), readTarget(to)];
  if (old.kind === 'invalid' || next.kind === 'invalid') {
    const read = old.kind === 'invalid' ? old : next;
    return { kind: 'refused', why: read.kind === 'invalid' ? `${read.message} ${read.hint}` : '' };
  }
  const isSame =
    old.target.benchmark === next.target.benchmark &&
    old.target.metric === next.target.metric &&
    old.target.bound === next.target.bound;
  if (!isSame || /[`\r\n]/.test(next.target.text)) {
    const why = `"${to}" is another target, not another number for "${old.target.text}".`;
    return { kind: 'refused', why };
  }
  for (const item of listItems(bodyOfKind(text, 'targets'))) {
    const span = targetSpan(item);
    const read = readTarget(span.text);
    if (read.kind === 'ok' && read.target.text === old.target.text) {
      const start = item.start + span.start;
      const isWhole = text.startsWith(span.text, start);
      return isWhole
        ? { kind: 'ok', text: spliced(text, start, start + span.text.length, next.target.text) }
        : { kind: 'refused', why: `Write the target in line ${item.line} in one line first.` };
    }
  }
  return { kind: 'refused', why: `The task has no target "${old.target.text}".` };
}

function bodyOfKind(text: string, kind: SectionKind): readonly MarkedLine[] {
  return outlineOf(text).sections.find(({ title }) => sectionKindOf(title) === kind)?.body ?? [];
}

function sectionNamed(text: string, heading: string): Section | null {
  return outlineOf(text).sections.find(({ title }) => isSameHeading(title, heading)) ?? null;
}

function spliced(text: string, start: number, end: number, insert: string): string {
  return text.slice(0, start) + insert + text.slice(end);
}
