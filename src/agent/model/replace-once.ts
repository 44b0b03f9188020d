/** A text with one place of it replaced, or why not. */
export type Replaced =
  | { readonly kind: 'replaced'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Places that a message names. */
const LINES_NAMED_MAX = 5;

/**
 * Replaces the only occurrence of a text. In a text whose lines end with CRLF, plain line ends in
 * what is replaced mean CRLF, because models write no others.
 */
export function replacedOnce(text: string, oldText: string, newText: string): Replaced {
  if (oldText === '') {
    return refused('old_text is empty. Give the lines that are to be replaced.');
  }
  if (oldText === newText) {
    return refused('old_text and new_text are the same.');
  }
  const takesCr = text.includes('\r\n') && !oldText.includes('\r');
  const [old, next] = takesCr ? [withCr(oldText), withCr(newText)] : [oldText, newText];
  const first = text.indexOf(old);
  if (first === -1) {
    return refused(`old_text does not occur. ${hintFor(text, oldText)}`);
  }
  const places = placesOf(text, old, first);
  if (places.length > 1) {
    const lines = places.slice(0, LINES_NAMED_MAX).map((place) => lineAt(text, place));
    const more = places.length > LINES_NAMED_MAX ? ', …' : '';
    return refused(
      `old_text occurs more than once, in lines ${lines.join(', ')}${more}. Take in more of the ` +
        `lines around the one that you mean.`,
    );
  }
  return { kind: 'replaced', text: text.slice(0, first) + next + text.slice(first + old.length) };
}

function refused(why: string): Replaced {
  return { kind: 'refused', why };
}

function withCr(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r\n');
}

/** Up to one more than are named; overlapping ones count. */
function placesOf(text: string, old: string, first: number): number[] {
  const places = [first];
  for (let at = first; places.length <= LINES_NAMED_MAX;) {
    at = text.indexOf(old, at + 1);
    if (at === -1) {
      break;
    }
    places.push(at);
  }
  return places;
}

function lineAt(text: string, place: number): number {
  return text.slice(0, place).split('\n').length;
}

/** The usual mistake is white space that differs. */
function hintFor(text: string, oldText: string): string {
  const wanted = squeezed(oldText.trim().split('\n')[0] ?? '');
  const line = text.split('\n').findIndex((each) => wanted !== '' && squeezed(each) === wanted);
  return line === -1
    ? 'Read the file again and copy the lines as they are.'
    : `Line ${line + 1} begins like it: compare white space and the lines after it.`;
}

function squeezed(line: string): string {
  return line.replaceAll(/\s+/g, '');
}
