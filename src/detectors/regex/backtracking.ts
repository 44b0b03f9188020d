import { type CharSet, overlap, union } from './char-set.ts';
import { parsePattern } from './parse-pattern.ts';
import { isNullable, partsOf, type Pattern } from './pattern.ts';

/** How a regular expression can take far more steps than its input has characters. */
export interface Backtracking {
  /**
   * `exponential`: each further character doubles the steps; `polynomial`: their square or
   * worse.
   */
  readonly growth: 'exponential' | 'polynomial';
  /** What makes it so, to follow «the expression has». */
  readonly cause: string;
}

type Repeat = Extract<Pattern, { kind: 'repeat' }>;

/**
 * Looks for parts that can match the same text in several ways and are followed by something that
 * can fail, so that all ways are tried. It errs towards silence: of what is not understood
 * (`\p{…}`,
 * `\1`, lookarounds) nothing is concluded.
 *
 * @see Davis, Coghlan, Servant, Lee 2018, The impact of regular expression denial of service in
 *   practice, ESEC/FSE, for the three shapes: nested repeats, alternatives that overlap in a
 *   repeat, neighbouring repeats that overlap
 */
export function backtracking(source: string, flags: string): Backtracking | null {
  const pattern = parsePattern(source, flags);
  if (pattern === null) {
    return null;
  }
  const found = inside(pattern, false);
  const exponential = found.find(({ growth }) => growth === 'exponential');
  return exponential ?? found[0] ?? trailingRun(pattern, flags);
}

/** @param isFollowed - whether something after the pattern can fail */
function inside(pattern: Pattern, isFollowed: boolean): Backtracking[] {
  switch (pattern.kind) {
    case 'char':
    case 'assertion':
    case 'reference':
      return [];
    case 'choice':
      return pattern.options.flatMap((each) => inside(each, isFollowed));
    case 'sequence':
      return inSequence(pattern.parts, isFollowed);
    case 'repeat': {
      const own = pattern.max === Infinity && isFollowed ? inRepeat(pattern.body) : null;
      return [...(own === null ? [] : [own]), ...inside(pattern.body, isFollowed)];
    }
  }
}

function inSequence(parts: readonly Pattern[], isFollowed: boolean): Backtracking[] {
  const found: Backtracking[] = [];
  let canFail = isFollowed;
  for (const [index, part] of [...parts.entries()].toReversed()) {
    found.push(...inside(part, canFail));
    if (overlapsNext(part, parts.slice(index + 1), isFollowed)) {
      found.push({
        growth: 'polynomial',
        cause: 'neighbouring repeats that can take the same characters',
      });
    }
    canFail ||= !isNullable(part);
  }
  return found;
}

/**
 * True when the next repeat, with nothing in between that has to be there, takes the same, and
 * something after it can fail.
 */
function overlapsNext(part: Pattern, rest: readonly Pattern[], isFollowed: boolean): boolean {
  const own = repeatedSet(part);
  if (own === null) {
    return false;
  }
  for (const [index, next] of rest.entries()) {
    const other = repeatedSet(next);
    if (other !== null && overlap(own, other)) {
      return isFollowed || rest.slice(index + 1).some((each) => !isNullable(each));
    }
    if (!isNullable(next)) {
      return false;
    }
  }
  return false;
}

function inRepeat(body: Pattern): Backtracking | null {
  if (repeatsWithin(body).some((inner) => isAmbiguous(body, inner))) {
    return {
      growth: 'exponential',
      cause: 'a repeat in a repeat that can take the same characters',
    };
  }
  const options = body.kind === 'choice' ? body.options : choicesOf(body);
  const isTwofold = options.some((left, index) =>
    options.slice(index + 1).some((right) => matchSame(left, right)),
  );
  return isTwofold
    ? { growth: 'exponential', cause: 'alternatives in a repeat that can take the same characters' }
    : null;
}

/** The options of a body that is nothing but a choice, perhaps as the only part of a sequence. */
function choicesOf(body: Pattern): readonly Pattern[] {
  const [only, ...others] = partsOf(body);
  return only?.kind === 'choice' && others.length === 0 ? only.options : [];
}

/** The unbounded repeats at or below a pattern. */
function repeatsWithin(pattern: Pattern): Repeat[] {
  switch (pattern.kind) {
    case 'char':
    case 'assertion':
    case 'reference':
      return [];
    case 'choice':
      return pattern.options.flatMap(repeatsWithin);
    case 'sequence':
      return pattern.parts.flatMap(repeatsWithin);
    case 'repeat':
      return [...(pattern.max === Infinity ? [pattern] : []), ...repeatsWithin(pattern.body)];
  }
}

/** True when one turn of the body can take what several turns of it can. */
function isAmbiguous(body: Pattern, inner: Repeat): boolean {
  const set = repeatedSet(inner);
  return set === null
    ? partsOf(body).every((each) => each === inner || isNullable(each)) &&
        partsOf(body).includes(inner) &&
        !isNullable(inner.body)
    : fitsThrough(body, inner, set);
}

/** As `fitsInto`, by a way that goes through the inner repeat, which makes the length free. */
function fitsThrough(pattern: Pattern, inner: Repeat, set: CharSet): boolean {
  if (pattern === inner) {
    return true;
  }
  if (!repeatsWithin(pattern).includes(inner)) {
    return fitsInto(pattern, set);
  }
  switch (pattern.kind) {
    case 'sequence':
      return pattern.parts.every((each) => fitsThrough(each, inner, set));
    case 'choice':
      return pattern.options.some(
        (each) => repeatsWithin(each).includes(inner) && fitsThrough(each, inner, set),
      );
    case 'repeat':
      return fitsThrough(pattern.body, inner, set);
    case 'char':
    case 'assertion':
    case 'reference':
      return false; // these hold no repeat
  }
}

/** True when a pattern can match some text made only of characters of the set. */
function fitsInto(pattern: Pattern, set: CharSet): boolean {
  switch (pattern.kind) {
    case 'char':
      return overlap(pattern.set, set);
    case 'assertion':
    case 'reference':
      return false;
    case 'sequence':
      return pattern.parts.every((each) => fitsInto(each, set));
    case 'choice':
      return pattern.options.some((each) => fitsInto(each, set));
    case 'repeat':
      return pattern.min === 0 || fitsInto(pattern.body, set);
  }
}

/** True for two patterns of the same fixed length that overlap at each place. */
function matchSame(left: Pattern, right: Pattern): boolean {
  const [lefts, rights] = [fixedSets(left), fixedSets(right)];
  return (
    lefts !== null &&
    rights !== null &&
    lefts.length > 0 &&
    lefts.length === rights.length &&
    lefts.every((set, index) => overlap(set, rights[index] ?? []))
  );
}

function fixedSets(pattern: Pattern): CharSet[] | null {
  const sets = partsOf(pattern).map((each) => (each.kind === 'char' ? each.set : null));
  return sets.includes(null) ? null : sets.filter((each) => each !== null);
}

/** The characters of `x*`, `x+` or `(?:x|y)+`; null for anything else. */
function repeatedSet(pattern: Pattern): CharSet | null {
  if (pattern.kind !== 'repeat' || pattern.max !== Infinity) {
    return null;
  }
  const [only, ...others] = partsOf(pattern.body);
  if (only === undefined || others.length > 0) {
    return null;
  }
  if (only.kind === 'char') {
    return only.set;
  }
  const sets = only.kind === 'choice' ? only.options.map((each) => fixedSets(each)) : [];
  return sets.length > 0 && sets.every((each) => each?.length === 1)
    ? union(sets.flatMap((each) => each ?? []))
    : null;
}

/** `/\s+$/`: from each character of a run that does not end the text, the whole run is walked. */
function trailingRun(pattern: Pattern, flags: string): Backtracking | null {
  const options = pattern.kind === 'choice' ? pattern.options : [pattern];
  return !flags.includes('y') && options.some((each) => isTrailingRun(each))
    ? { growth: 'polynomial', cause: 'an unanchored repeat before the end of the text' }
    : null;
}

function isTrailingRun(option: Pattern): boolean {
  const [first, second, ...others] = partsOf(option);
  return (
    others.length === 0 &&
    first !== undefined &&
    repeatedSet(first) !== null &&
    second?.kind === 'assertion' &&
    second.what === 'end'
  );
}
