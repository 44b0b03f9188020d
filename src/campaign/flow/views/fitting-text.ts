/** Most characters of a name and of a text in the files of a run; their schemas say the same. */
const CHARS_MAX = { name: 500, text: 4_000 } as const;

const CUT = ' […]';

/**
 * A name, command or path as one line that the schemas of the run's files accept. People write
 * anything, and a view that does not fit would stop the run that it only describes.
 */
export function fittingName(text: string): string {
  const line = text.replaceAll(/[\r\n\0\s]+/g, ' ').trim();
  return cut(line === '' ? 'not named' : line, CHARS_MAX.name);
}

/** The same for a text of several lines; `otherwise` stands for one that says nothing. */
export function fittingText(text: string, otherwise: string): string {
  return cut(/\S/.test(text) ? text : otherwise, CHARS_MAX.text);
}

function cut(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : `${text.slice(0, charsMax - CUT.length)}${CUT}`;
}
