/** Where a text stops being JSON. */
export interface JsonFault {
  readonly kind: 'ends' | 'unexpected'; // it stops too early, or something else stands there
  readonly offset: number;
}

// oxlint-disable no-control-regex -- JSON forbids control characters in strings
const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const CUT_STRING =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*(?:\\(?:u[0-9a-fA-F]{0,3})?)?$/y;
// oxlint-enable no-control-regex
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const CUT_SCALAR = /(?:-|t|tr|tru|f|fa|fal|fals|n|nu|nul|[.eE][+-]?)$/y;

type Expected = 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'colon' | 'next';

/**
 * Finds the first place where a text is no JSON. JSON.parse decides; this only explains, because
 * the engine's messages give no place for most faults. Nesting is a list, not recursion.
 */
export function jsonFault(text: string): JsonFault {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at = matchEnd(SPACE, text, at) ?? at;
    if (at >= text.length) {
      return { kind: 'ends', offset: text.length };
    }
    const character = text.charAt(at);
    const inside = open.at(-1);
    if (expected === 'next' && inside === undefined) {
      return { kind: 'unexpected', offset: at };
    }
    if (expected === 'colon' && character === ':') {
      expected = 'value';
      at += 1;
    } else if (expected === 'next' && character === ',') {
      expected = inside === '{' ? 'key' : 'value';
      at += 1;
    } else if (mayClose(expected) && character === (inside === '{' ? '}' : ']')) {
      open.pop();
      expected = 'next';
      at += 1;
    } else if (expected.startsWith('value') && (character === '{' || character === '[')) {
      open.push(character);
      expected = character === '{' ? 'key-or-close' : 'value-or-close';
      at += 1;
    } else {
      const end = atomEnd(text, at, expected);
      if (end === null) {
        const cut = matchEnd(CUT_STRING, text, at) ?? matchEnd(CUT_SCALAR, text, at);
        return cut === null ? { kind: 'unexpected', offset: at } : { kind: 'ends', offset: cut };
      }
      expected = expected.startsWith('key') ? 'colon' : 'next';
      at = end;
    }
  }
}

function mayClose(expected: Expected): boolean {
  return expected === 'next' || expected.endsWith('or-close');
}

/** The end of a key or of a value that is no list and no object, if it may stand here. */
function atomEnd(text: string, at: number, expected: Expected): number | null {
  if (expected === 'colon' || expected === 'next') {
    return null;
  }
  const scalar = expected.startsWith('value') ? matchEnd(SCALAR, text, at) : null;
  return scalar ?? matchEnd(STRING, text, at);
}

function matchEnd(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
