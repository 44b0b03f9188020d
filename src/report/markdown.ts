import { oneLine, shortenMiddle } from './safe-text.ts';

/** Longest name in a table cell, in columns. */
const CODE_COLUMNS_MAX = 80;

/** What Markdown or GitHub would act on inside a line of text. */
const SPECIAL = /[\\`*_{}[\]<>#|~!$&]/gu;

/**
 * Text from outside as Markdown that shows exactly that text: no formatting, links, HTML, table
 * cells, mentions (`@name`) or references (`#12`).
 */
export function markdownText(text: string): string {
  return oneLine(text)
    .replaceAll(SPECIAL, (character) => `\\${character}`)
    .replaceAll('@', '@<!-- -->')
    .replaceAll(/\\#(?=\d)/gu, '#<!-- -->')
    .replace(/^([-+=])/u, '\\$1')
    .replace(/^(\d+)([.)])(?= |$)/u, '$1\\$2')
    .replaceAll('://', ':<!-- -->//');
}

/** A name as a code span that is safe in a table cell, with a fence longer than any inside. */
export function markdownCode(text: string): string {
  const line = shortenMiddle(oneLine(text), CODE_COLUMNS_MAX).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...line.matchAll(/`+/gu)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 || line === '' ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/**
 * A table in GitHub's Markdown.
 *
 * @param align - one letter a column: `l` or `r`
 * @param rows - cells that are Markdown already
 */
export function markdownTable(
  headers: readonly string[],
  align: string,
  rows: readonly (readonly string[])[],
): string {
  const rule = Array.from(align).map((side) => (side === 'r' ? '--:' : ':--'));
  return [headers, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Blocks with an empty line between them and one line break at the end. */
export function markdownBlocks(blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
