import type { Line } from './lines.ts';

/** What Markdown takes a line for, as far as it matters where headings and lists are. */
export interface MarkedLine extends Line {
  /** Lines that open and close a code block or a comment belong to it. */
  readonly role: 'text' | 'code' | 'comment';
}

/** Something that opens and never closes, so that all after it belongs to it. */
export interface Unclosed {
  readonly kind: 'code' | 'comment';
  readonly line: number;
}

/** The lines of a text, told apart, and what is still open at its end. */
export interface Marked {
  readonly lines: readonly MarkedLine[];
  readonly unclosed: Unclosed | null;
}

function isNoBarrier(): boolean {
  return false;
}

/** May stand in a list item or a quotation, behind their signs. */
const FENCE_OPENS = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]?)*(`{3,}|~{3,})(.*)$/;
const FENCE_CLOSES = /^[ \t]*(?:>[ \t]?)*(`{3,}|~{3,})[ \t]*$/;

/**
 * Tells code blocks with fences and HTML comments from text: a `## heading` or `- [ ] box` in them
 * is none.
 *
 * @see CommonMark 0.31, sections 4.5 and 4.6; fences may be indented further than it allows,
 *   because in nested lists they are
 * @param isBarrier - a line that no comment reaches over: one that does is unclosed, and `lines`
 *   ends before the barrier
 */
export function markLines(
  lines: readonly Line[],
  isBarrier: (line: Line) => boolean = isNoBarrier,
): Marked {
  const marked: MarkedLine[] = [];
  let fence: { sign: string; line: number } | null = null;
  let comment: number | null = null;
  for (const line of lines) {
    if (fence !== null) {
      marked.push({ ...line, role: 'code' });
      fence = closesFence(line.text, fence.sign) ? null : fence;
    } else if (comment !== null) {
      if (isBarrier(line)) {
        break; // the comment ends nowhere
      }
      marked.push({ ...line, role: 'comment' });
      comment = line.text.includes('-->') ? null : comment;
    } else if (/^ {0,3}<!--/.test(line.text)) {
      marked.push({ ...line, role: 'comment' });
      comment = line.text.includes('-->') ? null : line.number;
    } else {
      const sign = fenceIn(line.text);
      marked.push({ ...line, role: sign === null ? 'text' : 'code' });
      fence = sign === null ? null : { sign, line: line.number };
    }
  }
  const open = fence !== null ? { kind: 'code' as const, line: fence.line } : null;
  return {
    lines: marked,
    unclosed: comment !== null ? { kind: 'comment', line: comment } : open,
  };
}

/** Openings without an end that are looked past, before the rest counts as text. */
const UNCLOSED_MAX = 20;

/**
 * Like `markLines`, but what opens and never closes is a line like any other: for files that hone
 * writes into, where it must find its own lines again whatever a person wrote between them.
 */
export function markTolerantly(
  lines: readonly Line[],
  isBarrier: (line: Line) => boolean = isNoBarrier,
): MarkedLine[] {
  const done: MarkedLine[] = [];
  for (let tries = 0; done.length < lines.length; tries += 1) {
    const rest = lines.slice(done.length);
    const marked = markLines(rest, isBarrier);
    const open = rest.findIndex(({ number }) => number === marked.unclosed?.line);
    if (open < 0) {
      return [...done, ...marked.lines];
    }
    const isLastTry = tries >= UNCLOSED_MAX;
    done.push(
      ...marked.lines.slice(0, open),
      ...rest.slice(open, isLastTry ? rest.length : open + 1).map((line) => {
        return { ...line, role: 'text' as const };
      }),
    );
  }
  return done;
}

/** Whether a line ends the code block that began with these signs. */
export function closesFence(text: string, sign: string): boolean {
  return (FENCE_CLOSES.exec(text)?.[1] ?? '').startsWith(sign);
}

/** The signs with which a line begins a code block, four backticks say; null when it does not. */
export function fenceIn(text: string): string | null {
  const match = FENCE_OPENS.exec(text);
  const sign = match?.[1] ?? null;
  // A line such as ```a``` is code in a sentence.
  return sign?.startsWith('`') === true && match?.[2]?.includes('`') === true ? null : sign;
}
