import { linesOf } from '../text/lines.ts';
import { type MarkedLine, markTolerantly } from '../text/mark-lines.ts';
import { headingOn } from '../text/outline.ts';
import { type ReadListLine, readListLine } from './list-line.ts';
import { type ListState, listStateNamed } from './list-section.ts';

/** A line of a list with what it is and the section that it stands in. */
export interface LaidOutLine {
  readonly line: MarkedLine;
  /** Null before the first section and below headings of the writer's own. */
  readonly state: ListState | null;
  /** Begins the section of `state`. */
  readonly isHeading: boolean;
  /** A second heading of one state. */
  readonly isTwin: boolean;
  readonly read: ReadListLine;
}

/** The lines of a list, each with its section; deeper headings do not end a section. */
export function layOut(text: string): LaidOutLine[] {
  const seen = new Set<ListState>();
  let state: ListState | null = null;
  let level = 0;
  return markTolerantly(linesOf(text)).map((line): LaidOutLine => {
    const heading = headingOn(line);
    const named = heading === null ? null : listStateNamed(heading.title);
    if (heading !== null && (named !== null || heading.level <= level)) {
      state = named;
      level = heading.level;
      const isTwin = named !== null && seen.has(named);
      if (named !== null) {
        seen.add(named);
      }
      return { line, state, isHeading: named !== null, isTwin, read: { kind: 'text' } };
    }
    const read: ReadListLine = line.role === 'text' ? readListLine(line.text) : { kind: 'text' };
    return { line, state, isHeading: false, isTwin: false, read };
  });
}
