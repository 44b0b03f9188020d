/** What is wrong with a text that JSON.parse refused. */
export interface JsonFault {
  readonly kind: 'ends' | 'unexpected'; // the text stops too early, or something else stands there
  readonly offset: number;
}

/** What a scan of a whole text found. */
export interface JsonScan {
  readonly fault: JsonFault | null;
  /** Where NaN, Infinity and -Infinity stand, which some tools write although JSON has no such. */
  readonly notNumbers: readonly (readonly [start: number, end: number])[];
}

type Expected =
  | 'value'
  | 'value-or-close'
  | 'key'
  | 'key-or-close'
  | 'colon'
  | 'comma-or-close'
  | 'end';

type Token =
  | { readonly kind: 'open' | 'close' | 'mark' | 'scalar' | 'not-number'; readonly end: number }
  | { readonly kind: 'wrong' | 'cut'; readonly end: number }; // `end` is where the fault is

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const NOT_NUMBER = /NaN|-?Infinity/y;
const WORDS = ['true', 'false', 'null', 'NaN', '-Infinity', 'Infinity'];

/**
 * Finds the first place where a text stops being JSON. JSON.parse decides; this only explains,
 * because the engine's own messages give no position for some faults.
 */
export function scanJson(text: string): JsonScan {
  const notNumbers: [number, number][] = [];
  const open: string[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    offset = matchEnd(SPACE, text, offset) ?? offset;
    const ended = offset >= text.length;
    if (ended || expected === 'end') {
      return { fault: endFault(ended, expected, offset), notNumbers };
    }
    const token = tokenAt(text, offset, expected, open);
    switch (token.kind) {
      case 'wrong':
        return { fault: { kind: 'unexpected', offset: token.end }, notNumbers };
      case 'cut':
        return { fault: { kind: 'ends', offset: token.end }, notNumbers };
      case 'open':
        open.push(text.charAt(offset));
        expected = text[offset] === '{' ? 'key-or-close' : 'value-or-close';
        break;
      case 'close':
        open.pop();
        expected = open.length === 0 ? 'end' : 'comma-or-close';
        break;
      case 'mark':
        expected = text[offset] === ':' || open.at(-1) === '[' ? 'value' : 'key';
        break;
      case 'not-number':
        notNumbers.push([offset, token.end]);
        expected = open.length === 0 ? 'end' : 'comma-or-close';
        break;
      case 'scalar':
        expected = afterScalar(expected, open);
        break;
    }
    offset = token.end;
  }
}

function endFault(ended: boolean, expected: Expected, offset: number): JsonFault | null {
  if (expected === 'end') {
    return ended ? null : { kind: 'unexpected', offset };
  }
  return { kind: 'ends', offset };
}

function afterScalar(expected: Expected, open: readonly string[]): Expected {
  if (expected === 'key' || expected === 'key-or-close') {
    return 'colon';
  }
  return open.length === 0 ? 'end' : 'comma-or-close';
}

/** The one token that may stand here, or why none does. */
function tokenAt(
  text: string,
  offset: number,
  expected: Exclude<Expected, 'end'>,
  open: readonly string[],
): Token {
  const character = text.charAt(offset);
  const closing = open.at(-1) === '{' ? '}' : ']';
  const next = offset + 1;
  if (expected === 'colon') {
    return character === ':' ? { kind: 'mark', end: next } : refusal(text, offset);
  }
  if (expected === 'comma-or-close' && character === ',') {
    return { kind: 'mark', end: next };
  }
  if (expected.endsWith('or-close') && character === closing) {
    return { kind: 'close', end: next };
  }
  if (expected === 'key' || expected === 'key-or-close') {
    return character === '"' ? stringAt(text, offset) : refusal(text, offset);
  }
  if (expected === 'comma-or-close') {
    return refusal(text, offset);
  }
  return character === '{' || character === '['
    ? { kind: 'open', end: next }
    : scalarAt(text, offset);
}

function scalarAt(text: string, offset: number): Token {
  if (text[offset] === '"') {
    return stringAt(text, offset);
  }
  const notNumber = matchEnd(NOT_NUMBER, text, offset);
  if (notNumber !== null) {
    return { kind: 'not-number', end: notNumber };
  }
  const end = matchEnd(NUMBER, text, offset) ?? matchEnd(WORD, text, offset);
  return end === null ? refusal(text, offset) : { kind: 'scalar', end };
}

/** The first half of a word or number at the very end was cut; anything else is wrong. */
function refusal(text: string, offset: number): Token {
  const rest = text.slice(offset, offset + 10);
  const atEnd = offset + rest.length === text.length;
  const half = /^(?:\.|[eE][+-]?)$/.test(rest) || WORDS.some((word) => word.startsWith(rest));
  return atEnd && half ? { kind: 'cut', end: text.length } : { kind: 'wrong', end: offset };
}

function stringAt(text: string, start: number): Token {
  for (let offset = start + 1; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x22) {
      return { kind: 'scalar', end: offset + 1 };
    }
    if (code < 0x20) {
      return { kind: 'wrong', end: offset };
    }
    if (code === 0x5c) {
      const escape = text.slice(offset + 1, offset + 6);
      const known = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(escape);
      if (known === null) {
        const cut = escape.length < 5 && /^(?:u[0-9a-fA-F]*)?$/.test(escape);
        return cut ? { kind: 'cut', end: text.length } : { kind: 'wrong', end: offset };
      }
      offset += known[0].length;
    }
  }
  return { kind: 'cut', end: text.length };
}

/** Where a sticky pattern ends when it matches at this place, else null. */
function matchEnd(pattern: RegExp, text: string, offset: number): number | null {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : null;
}
