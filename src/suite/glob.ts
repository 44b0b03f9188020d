import { GLOB_ALTERNATIVES_MAX, GLOB_CHARS_MAX } from './limits.ts';

/** One thing that a pattern asks of a path segment. */
type Token =
  | { readonly kind: 'star' } // any characters, none too
  | { readonly kind: 'any' } // one character
  | { readonly kind: 'character'; readonly value: string }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly Range[] };

type Range = readonly [from: string, to: string];
type Segment = { readonly kind: 'deep' } | { readonly kind: 'plain'; readonly tokens: Token[] };

/** A pattern that was understood. */
export interface Glob {
  readonly text: string;
  /** True for `!pattern`, which takes back what patterns before it matched. */
  readonly negated: boolean;
  /** One list of segments for each alternative of `{a,b}`. */
  readonly alternatives: readonly (readonly Segment[])[];
}

/** A pattern, or what is wrong with it; `message` has no full stop. */
export type ParsedGlob =
  | { readonly kind: 'ok'; readonly glob: Glob }
  | { readonly kind: 'invalid'; readonly message: string };

/**
 * Understands a pattern. Patterns are relative to the root of the repository:
 *
 * - `*` is any text within one segment (names that begin with a dot too), `?` one character,
 *   `[a-z]` one of them, `[!a-z]` none of them, `{a,b}` either, `\` makes the next one literal;
 * - `**` as a whole segment is any number of folders, none too;
 * - a pattern that ends in `/` or in a segment without wildcards also means everything below it;
 * - `!` at the start takes back what earlier patterns of a list matched.
 *
 * A leading `/` or `./` changes nothing, since every pattern begins at the root.
 */
export function parseGlob(text: string): ParsedGlob {
  if (text.length > GLOB_CHARS_MAX) {
    return invalid(`it is longer than ${GLOB_CHARS_MAX} characters`);
  }
  const negated = text.startsWith('!');
  const body = (negated ? text.slice(1) : text).replace(/^(\.?\/)+/, '');
  if (body === '' || body === '.') {
    return invalid('it names nothing; `**` stands for every file');
  }
  const expanded = expandBraces(body);
  if (expanded.kind === 'invalid') {
    return expanded;
  }
  const alternatives: Segment[][] = [];
  for (const alternative of expanded.texts) {
    const parsed = parseSegments(alternative);
    if (parsed.kind === 'invalid') {
      return parsed;
    }
    alternatives.push(parsed.segments);
  }
  return { kind: 'ok', glob: { text, negated, alternatives } };
}

type Invalid = Extract<ParsedGlob, { kind: 'invalid' }>;

function invalid(message: string): Invalid {
  return { kind: 'invalid', message };
}

/** `a{b,c}d` as `abd` and `acd`; inner braces too. Every expansion is counted against the limit. */
function expandBraces(body: string): Invalid | { kind: 'ok'; texts: string[] } {
  const pending = [body];
  const texts: string[] = [];
  while (pending.length > 0) {
    const text = pending.pop() ?? '';
    const braces = firstBraces(text);
    if (braces === 'unbalanced') {
      return invalid('its { and } do not pair; write \\{ for the character itself');
    }
    if (braces === null) {
      texts.push(text);
    } else {
      const { open, close, parts } = braces;
      for (const part of parts.toReversed()) {
        pending.push(text.slice(0, open) + part + text.slice(close + 1));
      }
    }
    if (pending.length + texts.length > GLOB_ALTERNATIVES_MAX) {
      return invalid(`its {…} stand for more than ${GLOB_ALTERNATIVES_MAX} patterns`);
    }
  }
  return { kind: 'ok', texts };
}

interface Braces {
  readonly open: number;
  readonly close: number;
  readonly parts: readonly string[];
}

/** The first `{…}` outside `[…]`, split at its own commas. */
function firstBraces(text: string): Braces | 'unbalanced' | null {
  let open = -1;
  let depth = 0;
  const cuts: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\\') {
      index += 1;
    } else if (character === '[') {
      index = Math.max(index, classEnd(text, index));
    } else if (character === '{') {
      open = depth === 0 ? index : open;
      depth += 1;
    } else if (character === '}') {
      depth -= 1;
      if (depth < 0) {
        return 'unbalanced';
      }
      if (depth === 0) {
        const edges = [open, ...cuts, index];
        const parts = edges.slice(1).map((edge, at) => text.slice((edges[at] ?? 0) + 1, edge));
        return { open, close: index, parts };
      }
    } else if (character === ',' && depth === 1) {
      cuts.push(index);
    }
  }
  return depth === 0 ? null : 'unbalanced';
}

/** Index of the `]` that ends the class at `open`, or -1; a `]` right at its start is a member. */
function classEnd(text: string, open: number): number {
  const first = open + (/[!^]/.test(text.charAt(open + 1)) ? 2 : 1);
  for (let index = first; index < text.length; index++) {
    if (text.charAt(index) === '/') {
      return -1;
    }
    if (text.charAt(index) === '\\') {
      index += 1;
    } else if (text.charAt(index) === ']' && index > first) {
      return index;
    }
  }
  return -1;
}

function parseSegments(text: string): Invalid | { kind: 'ok'; segments: Segment[] } {
  const segments: Segment[] = [];
  const parts = text.split('/');
  for (const [index, part] of parts.entries()) {
    if (part === '' && index === parts.length - 1 && index > 0) {
      break; // a trailing slash
    }
    if (part === '' || part === '.' || part === '..') {
      return invalid('it has an empty segment, `.` or `..`; write the path from the root');
    }
    if (part === '**') {
      if (segments.at(-1)?.kind !== 'deep') {
        segments.push({ kind: 'deep' });
      }
      continue;
    }
    const parsed = parseTokens(part);
    if (parsed.kind === 'invalid') {
      return parsed;
    }
    segments.push({ kind: 'plain', tokens: parsed.tokens });
  }
  const last = segments.at(-1);
  if (text.endsWith('/') || (last !== undefined && isLiteral(last))) {
    segments.push({ kind: 'deep' });
  }
  return { kind: 'ok', segments };
}

function parseTokens(part: string): Invalid | { kind: 'ok'; tokens: Token[] } {
  const tokens: Token[] = [];
  const characters = Array.from(part);
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? '';
    if (character === '*') {
      if (tokens.at(-1)?.kind !== 'star') {
        tokens.push({ kind: 'star' });
      }
    } else if (character === '?') {
      tokens.push({ kind: 'any' });
    } else if (character === '[') {
      const parsed = parseClass(characters, index);
      if (parsed === null) {
        return invalid('its [ has no ]; write \\[ for the character itself');
      }
      tokens.push(parsed.token);
      index = parsed.end;
    } else if (character === '\\') {
      index += 1;
      const next = characters[index];
      if (next === undefined) {
        return invalid('it ends in a backslash that escapes nothing');
      }
      tokens.push({ kind: 'character', value: next });
    } else {
      tokens.push({ kind: 'character', value: character });
    }
  }
  return { kind: 'ok', tokens };
}

function parseClass(
  characters: readonly string[],
  open: number,
): { token: Token; end: number } | null {
  const negated = /^[!^]$/.test(characters[open + 1] ?? '');
  const first = open + (negated ? 2 : 1);
  const ranges: Range[] = [];
  for (let index = first; index < characters.length; index++) {
    let from = characters[index] ?? '';
    if (from === ']' && index > first) {
      return { token: { kind: 'class', negated, ranges }, end: index };
    }
    if (from === '\\') {
      index += 1;
      from = characters[index] ?? '';
    }
    const to = characters[index + 2];
    if (characters[index + 1] === '-' && to !== undefined && to !== ']') {
      ranges.push([from, to]);
      index += 2;
    } else {
      ranges.push([from, from]);
    }
  }
  return null;
}

function isLiteral(segment: Segment): boolean {
  return segment.kind === 'plain' && segment.tokens.every((token) => token.kind === 'character');
}

/**
 * Whether a pattern, taken by itself and without its `!`, matches a path. The work is at most the
 * product of both lengths: on a mismatch only the last wildcard is tried again, never the others.
 *
 * @param path - from the root, with `/`
 */
export function matchesGlob(glob: Glob, path: string): boolean {
  const parts = path.split('/');
  return glob.alternatives.some((segments) =>
    matchRuns(
      segments,
      parts,
      (segment) => segment.kind === 'deep',
      (segment, part) => segment.kind === 'plain' && matchesSegment(segment.tokens, part),
    ),
  );
}

/** Whether a list of patterns matches a path: the last pattern that matches decides. */
export function matchesAny(globs: readonly Glob[], path: string): boolean {
  return globs.findLast((glob) => matchesGlob(glob, path))?.negated === false;
}

/**
 * How many leading segments of a pattern are free of wildcards; of the alternatives that match the
 * path, the one with most. `src/**` and `src/a.js` both name `src`, `**` names nothing.
 *
 * @returns -1 when the pattern does not match
 */
export function literalDepth(glob: Glob, path: string): number {
  const depths = glob.alternatives
    .filter((segments) => matchesGlob({ ...glob, alternatives: [segments] }, path))
    .map((segments) => {
      const wild = segments.findIndex((segment) => !isLiteral(segment));
      return wild < 0 ? segments.length : wild;
    });
  return depths.length === 0 ? -1 : Math.max(...depths);
}

function matchesSegment(tokens: readonly Token[], part: string): boolean {
  return matchRuns(tokens, Array.from(part), (token) => token.kind === 'star', matchesCharacter);
}

function matchesCharacter(token: Token, character: string): boolean {
  switch (token.kind) {
    case 'star':
      return false;
    case 'any':
      return true;
    case 'character':
      return token.value === character;
    case 'class': {
      const inside = token.ranges.some(([from, to]) => from <= character && character <= to);
      return inside !== token.negated;
    }
  }
}

/**
 * Matches items against a list in which some entries stand for any run of items. Going back to the
 * last such entry suffices, because an earlier one could only take items that the later takes too.
 */
function matchRuns<P, T>(
  pattern: readonly P[],
  items: readonly T[],
  isRun: (entry: P) => boolean,
  fits: (entry: P, item: T) => boolean,
): boolean {
  let at = 0;
  let index = 0;
  let runAt = -1;
  let runFrom = 0;
  while (index < items.length) {
    const entry = pattern[at];
    const item = items[index];
    if (entry !== undefined && isRun(entry)) {
      runAt = at;
      runFrom = index;
      at += 1;
    } else if (entry !== undefined && item !== undefined && fits(entry, item)) {
      at += 1;
      index += 1;
    } else if (runAt >= 0) {
      runFrom += 1;
      index = runFrom;
      at = runAt + 1;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(isRun);
}
