import { linesOf } from './lines.ts';
import { type MarkedLine, markLines, type Unclosed } from './mark-lines.ts';

/** A heading in the ATX form: `## Objectives`. */
export interface Heading {
  readonly title: string;
  /** 1 to 6. */
  readonly level: number;
  readonly line: number;
}

/** A heading of the first or second level with what stands below it, up to the next such. */
export interface Section extends Heading {
  readonly body: readonly MarkedLine[];
  /** Deeper headings in it. */
  readonly inner: readonly Heading[];
}

/** A Markdown text as title, text before the first section, and sections. */
export interface Outline {
  readonly lines: readonly MarkedLine[];
  /** The first heading when it is of the first level. */
  readonly title: Heading | null;
  /** Between the title and the first section; before it when there is no title. */
  readonly preamble: readonly MarkedLine[];
  readonly sections: readonly Section[];
  readonly unclosed: Unclosed | null;
}

/** Headings that begin a section; deeper ones belong to what stands above them. */
export const SECTION_LEVEL_MAX = 2;

/** The outline of a Markdown text. Headings in code blocks and comments are none. */
export function outlineOf(text: string): Outline {
  const { lines, unclosed } = markLines(linesOf(text));
  const parts: { heading: Heading | null; body: MarkedLine[]; inner: Heading[] }[] = [
    { heading: null, body: [], inner: [] },
  ];
  for (const line of lines) {
    const heading = headingOn(line);
    if (heading !== null && heading.level <= SECTION_LEVEL_MAX) {
      parts.push({ heading, body: [], inner: [] });
      continue;
    }
    const last = parts.at(-1);
    last?.body.push(line);
    if (heading !== null) {
      last?.inner.push(heading);
    }
  }
  const [before, first, ...rest] = parts;
  const hasTitle = first?.heading?.level === 1;
  const sections = (hasTitle || first === undefined ? rest : [first, ...rest]).flatMap((part) =>
    part.heading === null ? [] : [{ ...part.heading, body: part.body, inner: part.inner }],
  );
  return {
    lines,
    title: hasTitle ? first.heading : null,
    preamble: [...(before?.body ?? []), ...(hasTitle ? first.body : [])],
    sections,
    unclosed,
  };
}

/** The heading that a line is; null when it is none. */
export function headingOn(line: MarkedLine): Heading | null {
  const match = line.role === 'text' ? /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(line.text) : null;
  if (match === null) {
    return null;
  }
  const title = withoutClosing(line.text.slice(match[0].length).trim());
  return { title, level: match[1]?.length ?? 1, line: line.number };
}

/** `Goals ##` is written for looks and means `Goals`. */
function withoutClosing(text: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === '#') {
    end -= 1;
  }
  const isClosing = end < text.length && (end === 0 || /[ \t]/.test(text.charAt(end - 1)));
  return isClosing ? text.slice(0, end).trimEnd() : text;
}
