import type { CharSet } from './char-set.ts';

/**
 * A regular expression taken apart. Groups that are there once are spliced into what they are
 * in.
 */
export type Pattern =
  | { readonly kind: 'char'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  | {
      readonly kind: 'repeat';
      readonly body: Pattern;
      readonly min: number;
      /** Infinity for `*`, `+` and `{n,}`. */
      readonly max: number;
    }
  /** Takes no characters but can fail: anchors, boundaries, lookarounds. */
  | { readonly kind: 'assertion'; readonly what: 'start' | 'end' | 'other' }
  /** `\1`: what it takes is only known at run time. */
  | { readonly kind: 'reference' };

/** True when a pattern can match the empty text without checking anything. */
export function isNullable(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'char':
    case 'assertion':
    case 'reference':
      return false;
    case 'sequence':
      return pattern.parts.every((each) => isNullable(each));
    case 'choice':
      return pattern.options.some((each) => isNullable(each));
    case 'repeat':
      return pattern.min === 0 || isNullable(pattern.body);
  }
}

/** The parts of a pattern in order; a pattern that is no sequence is its only part. */
export function partsOf(pattern: Pattern): readonly Pattern[] {
  return pattern.kind === 'sequence' ? pattern.parts : [pattern];
}
