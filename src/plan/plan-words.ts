import { REPETITION } from './limits.ts';

/** Finds words in any script, those that are written without spaces too. */
const SEGMENTER = new Intl.Segmenter('en', { granularity: 'word' });

/** Stands for something that was not written yet. */
const PLACEHOLDERS: readonly RegExp[] = [
  /\b(?:TODO|TBD|TBA|FIXME|XXX+|WIP)\b/,
  /\b(?:todo|tbd|tba|fixme)\s*(?::|$)/i,
  /\blorem\b|\bipsum\b/i,
  /\bto be (?:determined|decided|defined|done|filled in|announced|confirmed)\b/i,
  /\bfill (?:this|me) in\b|\b(?:your|some|insert) text here\b|\bplaceholder\b/i,
  /\{\{[^{}]{0,99}\}\}|\$\{[^{}]{0,99}\}|<(?:insert|your|fill|name|todo|tbd)\b[^<>]{0,99}>/i,
  /\?\?\?/,
];

/** Says nothing when it is all that is said. */
const EMPTY_ANSWERS: readonly RegExp[] = [
  /^(?:n\/?a|none|nothing|no|yes|ok|unknown|etc|same(?: as above)?|see above)$/i,
  /^(?:foo|bar|baz|test|asdf\w*|qwerty\w*|-+|\.+)$/i,
];

/** What is wrong with a text as a text; null when nothing is. */
export type TextProblem =
  | { readonly kind: 'placeholder'; readonly found: string }
  | { readonly kind: 'too-few-words'; readonly words: number; readonly wanted: number }
  | { readonly kind: 'repeated-words'; readonly words: number; readonly distinct: number };

/** The words of a text in lower case, without numbers and signs, in their order. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of SEGMENTER.segment(text)) {
    if (isWordLike === true && saysSomething(segment)) {
      words.push(segment.toLowerCase());
    }
  }
  return words;
}

/**
 * Whether a text could have been written for any plan, or for none.
 *
 * @param wanted - fewest different words
 */
export function textProblem(text: string, wanted: number): TextProblem | null {
  const trimmed = text.trim();
  const placeholder = firstMatch(PLACEHOLDERS, trimmed) ?? firstMatch(EMPTY_ANSWERS, trimmed);
  if (placeholder !== undefined) {
    return { kind: 'placeholder', found: placeholder };
  }
  const words = wordsOf(trimmed);
  const distinct = new Set(words).size;
  if (
    words.length >= REPETITION.wordsMin &&
    distinct < words.length * Math.min(REPETITION.shareMin, fairShare(words.length))
  ) {
    return { kind: 'repeated-words', words: words.length, distinct };
  }
  return distinct < wanted ? { kind: 'too-few-words', words: distinct, wanted } : null;
}

/** A text by its letters and digits alone: what has the same is the same to a reader. */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Words in common as a share of all words of both (Jaccard). Two empty sets have 1 in common. */
export function similarity(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const smaller = left.size <= right.size ? left : right;
  const larger = smaller === left ? right : left;
  let shared = 0;
  for (const word of smaller) {
    shared += larger.has(word) ? 1 : 0;
  }
  const all = left.size + right.size - shared;
  return all === 0 ? 1 : shared / all;
}

function firstMatch(patterns: readonly RegExp[], text: string): string | undefined {
  return patterns.map((pattern) => pattern.exec(text)?.[0]).find((found) => found !== undefined);
}

/** In long texts words come back by themselves, so that less of them may be different. */
function fairShare(words: number): number {
  return 4 / Math.sqrt(words);
}

/** At least two letters, or one character of a script where that is a word. */
function saysSomething(word: string): boolean {
  return (
    /\p{L}.*\p{L}/su.test(word) ||
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word)
  );
}
