import type { CodeLocation } from '../../model/index.ts';

/** Characters of a function's name, and of a path, in the text of a plan. */
const NAME_CHARS_MAX = 80;

/** What a person calls a place: `parseLine (src/parse.js:12)`. */
export function placeName({ function: name, file, line }: CodeLocation): string {
  const shown = shortened(name);
  if (file === null) {
    return shown;
  }
  return `${shown} (${shortened(file)}${line === null ? '' : `:${line}`})`;
}

/** One line, cut in its middle, because both ends of a path or a name say most. */
export function shortened(text: string): string {
  const characters = Array.from(text.replaceAll(/\s+/g, ' ').trim());
  const half = Math.floor(NAME_CHARS_MAX / 2);
  return characters.length <= NAME_CHARS_MAX
    ? characters.join('')
    : `${characters.slice(0, half - 1).join('')}…${characters.slice(-half).join('')}`;
}
