import { type Line, linesOf } from '../text/lines.ts';
import { type MarkedLine, markTolerantly } from '../text/mark-lines.ts';

/** A part of a document that was rendered once, as it stands now. */
export interface FoundBlock {
  readonly kind: 'block';
  readonly key: string;
  /** Of the content when it was rendered. */
  readonly hash: string;
  readonly content: readonly string[];
}

/** A line that a person wrote, or a heading between the blocks. */
export interface OwnLine {
  readonly kind: 'line';
  readonly line: MarkedLine;
}

/** A document as a row of what stands in it. */
export type DocumentPiece = FoundBlock | OwnLine;

const BEGIN = /^<!-- hone:([a-z0-9-]{1,40}) ([0-9a-f]{12}) -->[ \t]*$/;
const SECTION = /^ {0,3}#{1,2}[ \t]/;

/** The line above a block. */
export function beginMarker(key: string, hash: string): string {
  return `<!-- hone:${key} ${hash} -->`;
}

/** The line below a block. */
export function endMarker(key: string): string {
  return `<!-- /hone:${key} -->`;
}

/** A stretch of lines that may be a block. */
interface Candidate extends FoundBlock {
  readonly from: number;
  readonly to: number; // after its last line
}

/**
 * Finds the rendered blocks of a document again. A copy of one inside a code block or a comment is
 * a person's text, and so are a second one of the same name and one of another kind of document.
 *
 * @param isOwnKey - whether blocks of this name belong to documents of this kind
 */
export function readBlocks(text: string, isOwnKey: (key: string) => boolean): DocumentPiece[] {
  const lines = linesOf(text);
  const candidates = candidatesIn(lines, isOwnKey);
  // Each block counts as one line here, so that nothing inside it opens or closes anything.
  const outside: Line[] = [];
  const byNumber = new Map<number, Candidate>();
  let at = 0;
  for (const candidate of candidates) {
    outside.push(...lines.slice(at, candidate.from));
    const first = lines[candidate.from];
    if (first !== undefined) {
      outside.push({ ...first, text: '' });
      byNumber.set(first.number, candidate);
    }
    at = candidate.to;
  }
  outside.push(...lines.slice(at));
  const seen = new Set<string>();
  return markTolerantly(outside, ({ number }) => byNumber.has(number)).flatMap((line) => {
    const candidate = byNumber.get(line.number);
    if (candidate === undefined) {
      return [{ kind: 'line', line } satisfies DocumentPiece];
    }
    if (line.role === 'text' && !seen.has(candidate.key)) {
      seen.add(candidate.key);
      const { key, hash, content } = candidate;
      return [{ kind: 'block', key, hash, content } satisfies DocumentPiece];
    }
    const role = line.role === 'text' ? 'comment' : line.role; // a copy is no heading either
    return lines
      .slice(candidate.from, candidate.to)
      .map((own): DocumentPiece => ({ kind: 'line', line: { ...own, role } }));
  });
}

/** Blocks by their markers alone. One whose end is missing ends where the next thing begins. */
function candidatesIn(lines: readonly Line[], isOwnKey: (key: string) => boolean): Candidate[] {
  const found: Candidate[] = [];
  let at = 0;
  while (at < lines.length) {
    const [, key, hash] = BEGIN.exec(lines[at]?.text ?? '') ?? [];
    if (key === undefined || hash === undefined || !isOwnKey(key)) {
      at += 1;
      continue;
    }
    const end = endMarker(key);
    let to = at + 1;
    while (
      to < lines.length &&
      lines[to]?.text.trimEnd() !== end &&
      !BEGIN.test(lines[to]?.text ?? '')
    ) {
      to += 1;
    }
    const isClosed = lines[to]?.text.trimEnd() === end;
    if (!isClosed) {
      const section = lines.slice(at + 1, to).findIndex(({ text }) => SECTION.test(text));
      to = section < 0 ? to : at + 1 + section;
      while (to > at + 1 && lines[to - 1]?.text.trim() === '') {
        to -= 1; // empty lines at its end separate it from what follows
      }
    }
    const content = lines.slice(at + 1, to).map((line) => line.text.trimEnd());
    found.push({ kind: 'block', key, hash, content, from: at, to: isClosed ? to + 1 : to });
    at = isClosed ? to + 1 : to;
  }
  return found;
}
