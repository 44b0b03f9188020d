import { filledRange, lineBreakOf, linesOf, textOf, withLineBreak } from '../text/lines.ts';
import { listItems } from '../text/list-items.ts';
import { markLines } from '../text/mark-lines.ts';
import { headingOn, outlineOf, type Section, SECTION_LEVEL_MAX } from '../text/outline.ts';

/** A text that may stand in a section, with `\n` and without empty lines at its ends. */
export type SectionBody =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Holds a text against what would end its section early or swallow what follows. */
export function sectionBody(body: string): SectionBody {
  const plain = body.startsWith('\ufeff') ? body.slice(1) : body;
  const { lines, unclosed } = markLines(linesOf(plain));
  if (unclosed !== null) {
    const what = unclosed.kind === 'code' ? 'code block' : 'comment';
    const why = `The ${what} in line ${unclosed.line} of the new text has no end. Close it.`;
    return { kind: 'refused', why };
  }
  for (const line of lines) {
    const heading = headingOn(line);
    if (heading !== null && heading.level <= SECTION_LEVEL_MAX) {
      const why =
        `"${line.text.trim()}" in the new text would begin a section of its own. ` +
        `Write "### ${heading.title}".`;
      return { kind: 'refused', why };
    }
  }
  return { kind: 'ok', text: textOf(lines) };
}

/** What is taken out of a text, and what stands there then. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

/**
 * Where a text goes in a section: in the place of what is there, or after it.
 *
 * @param added - what `sectionBody` let through
 */
export function placeInSection(
  text: string,
  section: Section,
  mode: 'instead' | 'after',
  added: string,
): Splice {
  const { lines } = outlineOf(text);
  const lineBreak = lineBreakOf(lines);
  const words = withLineBreak(added, lineBreak);
  const [first, last] = filledRange(section.body);
  const top = section.body[first];
  const bottom = section.body[last - 1];
  if (top !== undefined && bottom !== undefined && last > first) {
    const end = bottom.start + bottom.text.length;
    return mode === 'instead'
      ? { start: top.start, end, insert: words }
      : { start: end, end, insert: gapBefore(added, section).replaceAll('\n', lineBreak) + words };
  }
  const heading = lines[section.line - 1];
  const start = (heading?.start ?? 0) + (heading?.text.length ?? 0);
  if (added === '') {
    return { start, end: start, insert: '' };
  }
  // An empty line above it; one below it unless there is one or the file ends.
  const isLast = section.body.length === 0 && section.line === lines.length;
  const below = section.body.length === 0 && !isLast ? lineBreak : '';
  return { start, end: start, insert: lineBreak + lineBreak + words + below };
}

function gapBefore(added: string, section: Section): string {
  const begins = listItems(outlineOf(added).preamble)[0];
  const ends = listItems(section.body).at(-1);
  const [, last] = filledRange(section.body);
  const lastLine = section.body[last - 1]?.number;
  const goesOn = begins?.isBullet === true && begins.line === 1 && ends?.isBullet === true;
  return goesOn && ends.line === lastLine ? '\n' : '\n\n';
}
