import type { ArchitectureNote } from '../model/index.ts';
import { ARCHITECTURE_HEADINGS, type ArchitectureView } from './architecture-words.ts';
import { countOf } from './quantity.ts';
import { oneLine } from './safe-text.ts';
import { type TextStyle, type TextWriter, textWriter } from './text-style.ts';

/** Places of one note, and files that say nothing, which a terminal shows; the rest is counted. */
const SHOWN_MAX = { places: 4, notRead: 10 } as const;

/** How a subject is put together for people at a terminal, each with the places that say so. */
export function architectureText(
  { notes, not_read: notRead, files_read: count }: ArchitectureView,
  style: TextStyle,
): string {
  const writer = textWriter(style);
  const kinds = [...new Set(notes.map(({ kind }) => kind))];
  const basis = `From ${countOf(count, 'committed file')}; what no file says is not here.`;
  const blocks = [
    [...writer.heading('How it is put together'), ...writer.paragraph(basis, 2)],
    ...(notes.length === 0 ? [writer.paragraph('No file says anything about it.', 2)] : []),
    ...kinds.map((kind) => [
      ...writer.heading(ARCHITECTURE_HEADINGS[kind]),
      ...notes.filter((note) => note.kind === kind).flatMap((note) => noteLines(writer, note)),
    ]),
    ...(notRead.length === 0
      ? []
      : [
          [
            ...writer.heading('Not read'),
            ...notRead
              .slice(0, SHOWN_MAX.notRead)
              .flatMap(({ file, reason }) =>
                writer.paragraph(`${oneLine(file)}: ${oneLine(reason)}`, 2, 2),
              ),
            ...moreLines(writer, notRead.length - SHOWN_MAX.notRead, 2),
          ],
        ]),
  ];
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function noteLines(writer: TextWriter, note: ArchitectureNote): string[] {
  const { name, technology, evidence } = note;
  const what = technology === null || technology === name ? '' : `, ${oneLine(technology)}`;
  const places = evidence.slice(0, SHOWN_MAX.places).flatMap(({ file, line, kind, text }) => {
    const seen = kind === 'trace' ? 'seen running in ' : '';
    return writer.paragraph(`${seen}${oneLine(file)}:${line}: ${oneLine(text)}`, 4, 2);
  });
  return [
    ...writer.paragraph(`${oneLine(name)}${what}`, 2, 2),
    ...places,
    ...moreLines(writer, evidence.length - SHOWN_MAX.places, 4),
  ];
}

function moreLines(writer: TextWriter, more: number, indent: number): string[] {
  return more <= 0 ? [] : writer.paragraph(`and ${more} more`, indent);
}
