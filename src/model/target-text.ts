/** Longest text of a target that is looked at; an id and a metric need 150 characters. */
const TARGET_CHARS_MAX = 500;

/** A part of a text, with its first character's index in that text. */
export interface TargetPart {
  readonly text: string;
  readonly start: number;
}

/** The parts of a target that is written as text, or what is wrong with it, as sentences. */
export type TargetText =
  | {
      readonly kind: 'ok';
      readonly benchmark: TargetPart;
      /** Null when left out, which means the benchmark's first one. */
      readonly metric: TargetPart | null;
      readonly bound: 'at_most' | 'at_least';
      readonly quantity: TargetPart;
    }
  | { readonly kind: 'invalid'; readonly message: string; readonly hint: string };

/**
 * Reads `parse-large wall <= 80 ms`; the metric may be left out. Whether there is such a benchmark
 * and such a metric is for those to say who know the suite.
 */
export function readTargetText(text: string): TargetText {
  const short = text.slice(0, TARGET_CHARS_MAX);
  const match = /^\s*(\S+)(?:\s+([^\s<>=]+))?\s*(<=|>=)\s*(\S.*?)\s*$/d.exec(short);
  const partAt = (group: number): TargetPart | null => {
    const found = match?.[group];
    return found === undefined ? null : { text: found, start: match?.indices?.[group]?.[0] ?? 0 };
  };
  const benchmark = partAt(1);
  const quantity = partAt(4);
  if (benchmark === null || quantity === null) {
    const hint = /[<>](?!=)/.test(short)
      ? 'Write <= or >=.'
      : 'Write a benchmark, a metric, <= or >=, and a quantity with its unit.';
    const message = `${JSON.stringify(short)} is not a target such as "parse-large wall <= 80 ms".`;
    return { kind: 'invalid', message, hint };
  }
  const bound = match?.[3] === '<=' ? 'at_most' : 'at_least';
  return { kind: 'ok', benchmark, metric: partAt(2), bound, quantity };
}
