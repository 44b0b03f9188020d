import { distance } from 'fastest-levenshtein';

import { LISTED_MAX, WORD_CHARS_MAX } from './limits.ts';

/**
 * The option that a misspelt word most likely means: at most two edits away, or a third of the
 * word. Case and punctuation do not count.
 */
export function nearest(word: string, options: readonly string[]): string | null {
  if (word.length > WORD_CHARS_MAX) {
    return null;
  }
  const ranked = options
    .map((option) => ({ option, edits: bare(option) === bare(word) ? 0 : distance(word, option) }))
    .filter(({ option, edits }) => edits <= Math.max(2, word.length / 3) && edits < option.length)
    .sort((left, right) => left.edits - right.edits);
  return ranked[0]?.option ?? null;
}

/** The sentence that names the likely option, or else all of them: `The steps are: 0, 1.` */
export function suggestion(word: string, options: readonly string[], plural: string): string {
  const near = nearest(word, options);
  if (near !== null) {
    return `Did you mean "${near}"?`;
  }
  if (options.length === 0) {
    return `There are no ${plural}.`;
  }
  const more = options.length > LISTED_MAX ? ', …' : '';
  return `The ${plural} are: ${options.slice(0, LISTED_MAX).join(', ')}${more}.`;
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
