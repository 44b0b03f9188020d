import type { ArchitectureEvidence, ArchitectureNote } from '../model/index.ts';
import { ARCHITECTURE_HEADINGS, type ArchitectureView } from './architecture-words.ts';
import { markdownBlocks, markdownCode, markdownText } from './markdown.ts';
import { countOf } from './quantity.ts';

/** Files that say nothing which are named. */
const NOT_READ_SHOWN = 20;

/**
 * `architecture-notes.md`: how the subject is put together, each with the places where that stands.
 *
 * @param toRoot - way from the file to the subject's root, with `/`, for links; null for none
 */
export function architectureMarkdown(
  { notes, not_read: notRead, files_read: count }: ArchitectureView,
  toRoot: string | null,
): string {
  const kinds = [...new Set(notes.map(({ kind }) => kind))];
  const more = notRead.length - NOT_READ_SHOWN;
  return markdownBlocks([
    '# How it is put together',
    `From ${countOf(count, 'committed file')}; what no file says is not here. Nothing was run.`,
    ...(notes.length === 0 ? ['No file says anything about it.'] : []),
    ...kinds.map((kind) => {
      const own = notes.filter((note) => note.kind === kind);
      const lines = own.map((note) => noteLines(note, toRoot)).join('\n');
      return `## ${ARCHITECTURE_HEADINGS[kind]}\n\n${lines}`;
    }),
    ...(notRead.length === 0
      ? []
      : [
          `## Not read\n\n${notRead
            .slice(0, NOT_READ_SHOWN)
            .map(({ file, reason }) => `- ${markdownCode(file)}: ${markdownText(reason)}`)
            .join('\n')}${more > 0 ? `\n- and ${more} more` : ''}`,
        ]),
  ]);
}

function noteLines(
  { name, technology, evidence }: ArchitectureNote,
  toRoot: string | null,
): string {
  const what = technology === null || technology === name ? '' : `, ${markdownText(technology)}`;
  const places = evidence.map((one) => `  - ${placeText(one, toRoot)}: ${markdownText(one.text)}`);
  return [`- **${markdownText(name)}**${what}`, ...places].join('\n');
}

function placeText({ file, line, kind }: ArchitectureEvidence, toRoot: string | null): string {
  const place = markdownCode(`${file}:${line}`);
  const seen = kind === 'trace' ? 'seen running in ' : '';
  if (toRoot === null) {
    return `${seen}${place}`;
  }
  const path = file
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
  const target = `${toRoot}/${path}#L${line}`.replaceAll('(', '%28').replaceAll(')', '%29');
  return `${seen}[${place}](${target})`;
}
