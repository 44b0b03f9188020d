import { isBlank } from './lines.ts';
import type { MarkedLine } from './mark-lines.ts';
import { headingOn } from './outline.ts';

/** An item of a list, or a paragraph where a section holds no list. */
export interface ListItem {
  /** In one line: lines that carry it on are joined with spaces. */
  readonly text: string;
  readonly line: number;
  /** From 0; by indentation. */
  readonly depth: number;
  /** Null when it has no check box. */
  readonly box: { readonly done: boolean; readonly at: number } | null;
  /** Where the words of its first line stand in the whole text, without bullet, box and ends. */
  readonly start: number;
  readonly end: number;
  readonly isBullet: boolean;
}

const BULLET = /^([ \t]*)([-*+]|\d{1,9}[.)])(?:[ \t]+|$)/;
const BOX = /^\[([ xX])\](?:[ \t]+|$)/;
const THEMATIC_BREAK = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;

/**
 * The items of the lists in some lines, nested ones after the one that they belong to. Bullets may
 * be `-`, `*`, `+`, `1.` or `1)`. Without any list, each paragraph is an item.
 */
export function listItems(lines: readonly MarkedLine[]): ListItem[] {
  const items: ListItem[] = [];
  const indents: number[] = [];
  let isOpen = false; // the last item goes on with the next line
  for (const line of lines) {
    const bullet = line.role === 'text' && !THEMATIC_BREAK.test(line.text) ? itemOn(line) : null;
    if (bullet !== null) {
      const depth = depthAmong(indents, bullet.columns);
      items.push({ ...bullet.item, depth });
      isOpen = true;
    } else if (line.role !== 'text' || isBlank(line) || headingOn(line) !== null) {
      isOpen = false;
      if (line.role === 'text' && !isBlank(line)) {
        indents.length = 0;
      }
    } else if (isOpen) {
      const last = items.pop();
      if (last !== undefined) {
        items.push({ ...last, text: `${last.text} ${line.text.trim()}`.trim() });
      }
    } else {
      items.push(paragraphOn(line));
      isOpen = true;
      indents.length = 0;
    }
  }
  return items.some((item) => item.isBullet) ? items.filter((item) => item.isBullet) : items;
}

function itemOn(line: MarkedLine): { item: ListItem; columns: number } | null {
  const bullet = BULLET.exec(line.text);
  if (bullet === null) {
    return null;
  }
  const box = BOX.exec(line.text.slice(bullet[0].length));
  const from = bullet[0].length + (box?.[0].length ?? 0);
  const text = line.text.slice(from).trim();
  const start =
    line.start + from + (line.text.length - from - line.text.slice(from).trimStart().length);
  const item: ListItem = {
    text,
    line: line.number,
    depth: 0,
    box: box === null ? null : { done: box[1] !== ' ', at: line.start + bullet[0].length + 1 },
    start,
    end: start + text.length,
    isBullet: true,
  };
  return { item, columns: columnsOf(bullet[1] ?? '') };
}

function paragraphOn(line: MarkedLine): ListItem {
  const text = line.text.trim();
  const start = line.start + line.text.length - line.text.trimStart().length;
  const place = { start, end: start + text.length };
  return { text, line: line.number, depth: 0, box: null, ...place, isBullet: false };
}

/** Deeper than the nearest one above that is indented less; `indents` are those of its parents. */
function depthAmong(indents: number[], columns: number): number {
  while (indents.length > 0 && (indents.at(-1) ?? 0) >= columns) {
    indents.pop();
  }
  indents.push(columns);
  return indents.length - 1;
}

/** Columns of white space, with tab stops every four. */
function columnsOf(space: string): number {
  let columns = 0;
  for (const character of space) {
    columns = character === '\t' ? columns - (columns % 4) + 4 : columns + 1;
  }
  return columns;
}
