import { linesOf } from '../text/lines.ts';
import { markLines, markTolerantly } from '../text/mark-lines.ts';
import { headingOn } from '../text/outline.ts';

/** Headings in an entry or a part begin below its own. */
const HEADING_LEVEL_MIN = 4;
const HEADING_LEVEL_MAX = 6;

/**
 * Markdown from an event as lines that can stand in a block: no line is a marker of hone's, no
 * heading looks like one of the document's, and what opens is closed.
 */
export function safeMarkdown(text: string): string[] {
  const plain = text.replaceAll('\0', '').replaceAll(/<!--(?=\s*\/?hone:)/g, '&lt;!--');
  const lines = linesOf(plain);
  const marked = markTolerantly(lines).map((line) => {
    const heading = headingOn(line);
    if (heading === null || heading.level >= HEADING_LEVEL_MIN) {
      return line.text.trimEnd();
    }
    const level = Math.min(heading.level + HEADING_LEVEL_MIN - 1, HEADING_LEVEL_MAX);
    return `${'#'.repeat(level)} ${heading.title}`.trimEnd();
  });
  const { unclosed } = markLines(linesOf(marked.join('\n')));
  if (unclosed === null) {
    return marked;
  }
  const opening = marked[unclosed.line - 1] ?? '';
  const fence = /`{3,}|~{3,}/.exec(opening)?.[0] ?? '```';
  return [...marked, unclosed.kind === 'comment' ? '-->' : fence];
}

/** A text on one line. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- what would end the line is what is replaced
  return text.replaceAll(/[\u0000-\u001f\u0085\u2028\u2029\s]+/g, ' ').trim();
}

/** A text in a code block with a fence that is longer than any in it. */
export function fenced(lines: readonly string[]): string[] {
  const longest = lines.reduce((most, line) => {
    const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length);
    return runs.reduce((left, right) => Math.max(left, right), most);
  }, 2);
  const fence = '`'.repeat(longest + 1);
  return [`${fence}md`, ...lines, fence];
}
