import {
  COMPARED_COLUMNS,
  comparedCells,
  comparedRows,
  importNotes,
  type ImportView,
  originRows,
  READ_COLUMNS,
  readRows,
} from './import-facts.ts';
import { markdownBlocks, markdownTable, markdownText } from './markdown.ts';

/** Results of other tools as GitHub Markdown: how they compare, what that is worth, all of it. */
export function importMarkdown(view: ImportView): string {
  const compared = comparedRows(view).map(comparedCells);
  const notes = importNotes(view).map(
    ({ text, advice }) =>
      `- ${markdownText(text)}` + (advice === null ? '' : `\n  → ${markdownText(advice)}`),
  );
  return markdownBlocks([
    '## Imported results',
    compared.length === 0 ? '' : table(COMPARED_COLUMNS, 'lllrrrll', compared),
    notes.length === 0 ? '' : `### What to know\n\n${notes.join('\n')}`,
    '### What was read',
    table(READ_COLUMNS, 'lllrr', readRows(view)),
    table(['source', 'tool', 'origin'], 'lll', originRows(view)),
  ]);
}

function table(
  headers: readonly string[],
  align: string,
  rows: readonly (readonly string[])[],
): string {
  return markdownTable(
    headers,
    align,
    rows.map((cells) => cells.map(markdownText)),
  );
}
