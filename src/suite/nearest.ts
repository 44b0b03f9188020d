import { distance } from 'fastest-levenshtein';

/** Longest word that is compared; nobody misspells a longer one. */
const WORD_CHARS_MAX = 60;

/**
 * The option that a misspelt word most likely means.
 *
 * @returns null when none is near: more than two edits, or more than a third of the word
 */
export function nearest(word: string, options: readonly string[]): string | null {
  if (word.length > WORD_CHARS_MAX) {
    return null;
  }
  let best: string | null = null;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const option of options) {
    const edits = plain(option) === plain(word) ? 0 : distance(word, option);
    if (edits < least && edits < option.length) {
      best = option;
      least = edits;
    }
  }
  return best;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** The sentence that names the likely option, or else all of them. */
export function suggestion(word: string, options: readonly string[], plural: string): string {
  const near = nearest(word, options);
  if (near !== null) {
    return `Did you mean "${near}"?`;
  }
  const shown = options.slice(0, 12).join(', ');
  return options.length === 0
    ? `There are no ${plural}.`
    : `The ${plural} are: ${shown}${options.length > 12 ? ', …' : ''}.`;
}
