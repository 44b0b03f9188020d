import { MARK_DIGITS } from '../limits.ts';
import { linesOf, withoutLoneReturns } from '../text/lines.ts';
import { type Heading, headingOn, SECTION_LEVEL_MAX } from '../text/outline.ts';
import { beginMarker, type DocumentPiece, endMarker, readBlocks } from './read-blocks.ts';
import { fenced } from './safe-markdown.ts';
import type { WantedBlock } from './wanted-block.ts';

/** A rendered part that a person edited; its text stands below "Kept aside" now. */
export interface KeptAside {
  /** Where it stood, e.g. `Git References`. */
  readonly place: string;
  /** As it was found, with `\n` between its lines. */
  readonly text: string;
}

/** A document, and what had to be moved in it. */
export interface RenderedDocument {
  readonly text: string;
  readonly keptAside: readonly KeptAside[];
}

/** The last section of a document in which somebody edited a rendered part. */
const KEPT_HEADING = 'Kept aside';

/** Blocks of that section; a number follows. */
const KEPT_KEY = 'kept-';

/** A piece on its way to the new text; lines of ours have no line break of their own. */
type Part =
  | { readonly kind: 'own'; readonly piece: DocumentPiece & { readonly kind: 'line' } }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'block'; readonly key: string; readonly lines: readonly string[] };

/**
 * Writes a document of which parts are rendered. Each stands between two comments, the first with a
 * hash of its content. Parts are replaced where they stand; what a person wrote outside of them
 * stays where it is, and what they changed inside is kept below "Kept aside". Rendering its own
 * result again changes no byte. A lone `\r`, the line break of old machines, becomes `\n`.
 *
 * @param wanted - the parts in the order in which a new document has them
 * @param isOwnKey - whether blocks of this name are of this kind of document; those of another
 *   stay as they are
 * @param previous - the document as it is; null when there is none
 * @param sha256 - of a text, in hex
 */
export function renderBlocks(
  wanted: readonly WantedBlock[],
  isOwnKey: (key: string) => boolean,
  previous: string | null,
  sha256: (text: string) => string,
): RenderedDocument {
  const hashOf = (lines: readonly string[]): string =>
    sha256(lines.join('\n')).slice(0, MARK_DIGITS);
  const keptAside: KeptAside[] = [];
  const parts: Part[] = [];
  const before = withoutLoneReturns(previous ?? '');
  for (const piece of readBlocks(before, (key) => key.startsWith(KEPT_KEY) || isOwnKey(key))) {
    if (piece.kind === 'line') {
      parts.push({ kind: 'own', piece });
      continue;
    }
    if (piece.key.startsWith(KEPT_KEY)) {
      parts.push({ kind: 'block', key: piece.key, lines: piece.content });
      continue;
    }
    const block = wanted.find(({ key }) => key === piece.key);
    const text = piece.content.join('\n');
    const isEdited = hashOf(piece.content) !== piece.hash && text !== block?.lines.join('\n');
    if (isEdited && text.trim() !== '') {
      keptAside.push({ place: block?.place ?? `"${piece.key}", which is gone`, text });
    }
    if (block !== undefined) {
      parts.push({ kind: 'block', key: block.key, lines: block.lines });
    } else if (isBlankPart(parts.at(-1))) {
      parts.pop();
    }
  }
  for (const block of wanted) {
    if (!parts.some((part) => part.kind === 'block' && part.key === block.key)) {
      insertBlock(parts, block, wanted);
    }
  }
  keepAside(parts, keptAside);
  return { text: joined(parts, before, hashOf), keptAside };
}

/** Puts a part that is not there yet where a reader expects it. */
function insertBlock(parts: Part[], block: WantedBlock, wanted: readonly WantedBlock[]): void {
  const part: Part = { kind: 'block', key: block.key, lines: block.lines };
  if (block.section === null) {
    insertApart(parts, 0, [part]);
    return;
  }
  const rank = wanted.indexOf(block);
  const siblings = wanted.filter(({ section }) => section === block.section);
  const keys = new Set(siblings.map(({ key }) => key));
  const laterKeys = new Set(wanted.slice(rank + 1).map(({ key }) => key));
  const later = parts.findIndex(
    (one) => one.kind === 'block' && keys.has(one.key) && laterKeys.has(one.key),
  );
  const heading = headingAt(parts, block.section);
  if (later >= 0) {
    insertApart(parts, later, [part]);
  } else if (heading >= 0) {
    const isAlone = siblings.length === 1;
    insertApart(parts, isAlone ? heading + 1 : sectionEnd(parts, heading), [part]);
  } else {
    const earlier = parts.findLastIndex((one) => one.kind === 'block' && keys.has(one.key));
    const title: Part = { kind: 'line', text: `## ${block.section}` };
    const isStray = earlier >= 0;
    const at = isStray ? earlier + 1 : newSectionAt(parts, block, wanted);
    insertApart(parts, at, isStray ? [part] : [title, { kind: 'line', text: '' }, part]);
  }
}

/** Before the first section that comes later in a new document; at the end when there is none. */
function newSectionAt(
  parts: readonly Part[],
  block: WantedBlock,
  wanted: readonly WantedBlock[],
): number {
  const rest = wanted.slice(wanted.findIndex(({ key }) => key === block.key) + 1);
  const next = [...rest.map(({ section }) => section ?? ''), KEPT_HEADING]
    .map((section) => headingAt(parts, section))
    .find((index) => index >= 0);
  return next ?? parts.length;
}

/** Inserts with an empty line before and after. */
function insertApart(parts: Part[], index: number, added: readonly Part[]): void {
  const empty: Part = { kind: 'line', text: '' };
  let at = index;
  while (at > 0 && isBlankPart(parts[at - 1])) {
    at -= 1; // what is added goes before the empty lines that separate it from what follows
  }
  const isFirst = at === 0;
  const after = parts[at];
  const isLast = after === undefined;
  const before = isFirst ? [] : [empty];
  parts.splice(at, 0, ...before, ...added, ...(isLast || isBlankPart(after) ? [] : [empty]));
}

/** Adds the texts that a person had changed, each in a block of its own that is never rendered. */
function keepAside(parts: Part[], kept: readonly KeptAside[]): void {
  if (kept.length === 0) {
    return;
  }
  if (headingAt(parts, KEPT_HEADING) < 0) {
    insertApart(parts, parts.length, [{ kind: 'line', text: `## ${KEPT_HEADING}` }]);
  }
  let number = 1;
  for (const { place, text } of kept) {
    while (parts.some((part) => part.kind === 'block' && part.key === `${KEPT_KEY}${number}`)) {
      number += 1;
    }
    // A space in front, so that a marker that somebody moved is no marker of this block.
    const own = text.split('\n').map((line) => line.replace(/^<!-- \/?hone:/, ' $&'));
    const lines = [`### ${place}`, '', ...fenced(own)];
    const at = sectionEnd(parts, headingAt(parts, KEPT_HEADING));
    insertApart(parts, at, [{ kind: 'block', key: `${KEPT_KEY}${number}`, lines }]);
  }
}

/** Index of the line that is this heading; -1 when there is none. */
function headingAt(parts: readonly Part[], section: string): number {
  return parts.findIndex((part) => headingOf(part)?.title === section);
}

/** Index of the next heading of the first two levels, or the end. */
function sectionEnd(parts: readonly Part[], heading: number): number {
  const next = parts.findIndex((part, index) => index > heading && headingOf(part) !== null);
  return next < 0 ? parts.length : next;
}

function headingOf(part: Part): Heading | null {
  switch (part.kind) {
    case 'block':
      return null;
    case 'own':
    case 'line': {
      const line = { number: 1, start: 0, end: '', role: 'text' } as const;
      const heading = headingOn(
        part.kind === 'own' ? part.piece.line : { ...line, text: part.text },
      );
      return heading !== null && heading.level <= SECTION_LEVEL_MAX ? heading : null;
    }
  }
}

function isBlankPart(part: Part | undefined): boolean {
  switch (part?.kind) {
    case undefined:
    case 'block':
      return false;
    case 'own':
      return part.piece.line.text.trim() === '';
    case 'line':
      return part.text.trim() === '';
  }
}

/** Lines of a person keep their line break; ours get that of the first line. */
function joined(
  parts: readonly Part[],
  previous: string,
  hashOf: (lines: readonly string[]) => string,
): string {
  const before = linesOf(previous);
  const lineBreak = before[0]?.end || '\n';
  const lines = parts.flatMap((part): readonly (readonly [text: string, end: string])[] => {
    switch (part.kind) {
      case 'own':
        return [[part.piece.line.text, part.piece.line.end]];
      case 'line':
        return [[part.text, lineBreak]];
      case 'block': {
        const marked = [
          beginMarker(part.key, hashOf(part.lines)),
          ...part.lines,
          endMarker(part.key),
        ];
        return marked.map((line) => [line, lineBreak]);
      }
    }
  });
  const texts = lines.map(([text, end], index) => {
    return text + (end === '' && index < lines.length - 1 ? lineBreak : end);
  });
  return (previous.startsWith('\ufeff') ? '\ufeff' : '') + texts.join('');
}
