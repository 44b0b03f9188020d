import type { Complaints } from '../../document/index.ts';
import { isBlank } from '../text/lines.ts';
import { type ListItem, listItems } from '../text/list-items.ts';
import type { MarkedLine } from '../text/mark-lines.ts';
import type { SubTask } from './task-file.ts';

/** A sub-task and where its tick stands in the text of the file. */
export interface PlacedSubTask {
  readonly subTask: SubTask;
  /** Index of the character between the brackets. */
  readonly boxAt: number;
}

/** What looks as if somebody meant a check box: `[]`, `[ x]`, `[v]`, `-[ ]`. */
const BROKEN_BOX = /^(?:\[\]|\[\s*[xX]\s+\]|\[\s+[xX]\s*\]|\[\s{2,}\]|\[[^\]\s]\](?!\())/;
const NO_SPACE = /^[ \t]*(?:[-*+]|\d{1,9}[.)])?\[[ xX]?\]/;

/** The check boxes of a section with their numbers; what nearly is one is told. */
export function readSubTasks(
  lines: readonly MarkedLine[],
  complaints: Complaints,
): PlacedSubTask[] {
  const found: PlacedSubTask[] = [];
  const open: { depth: number; number: string; children: number }[] = [];
  let top = 0;
  for (const item of listItems(lines).filter(({ isBullet }) => isBullet)) {
    if (item.box === null) {
      warnOfBox(item, complaints);
      continue;
    }
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= item.depth) {
      open.pop();
    }
    const parent = open.at(-1);
    const place = parent === undefined ? (top += 1) : (parent.children += 1);
    const number = parent === undefined ? String(place) : `${parent.number}.${place}`;
    const named = { number, text: item.text, isDone: item.box.done };
    const subTask = { ...named, depth: open.length, line: item.line };
    found.push({ subTask, boxAt: item.box.at });
    open.push({ depth: item.depth, number, children: 0 });
    if (item.text === '') {
      const message = `Sub-task ${number} says nothing.`;
      complaints.warn({ line: item.line, column: 1 }, message, 'Write what is to be done.');
    }
  }
  for (const line of lines.filter((one) => one.role === 'text' && !isBlank(one))) {
    if (NO_SPACE.test(line.text)) {
      const message = 'This is no check box, so it does not count.';
      complaints.refuse({ line: line.number, column: 1 }, message, 'Write "- [ ] what to do".');
    }
  }
  return found;
}

function warnOfBox(item: ListItem, complaints: Complaints): void {
  const place = { line: item.line, column: 1 };
  if (BROKEN_BOX.test(item.text)) {
    const message = `${JSON.stringify(item.text)} has a broken check box, so it does not count.`;
    complaints.refuse(place, message, 'Write "- [ ] …" while it is open and "- [x] …" when done.');
  } else {
    const message = `${JSON.stringify(item.text)} has no check box, so it does not count.`;
    complaints.warn(place, message, 'Write "- [ ] …" if it is a sub-task.');
  }
}
