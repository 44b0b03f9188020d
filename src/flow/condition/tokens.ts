/** A piece of a condition. */
export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign' | 'end';
  /** The name, the sign, or the content of a text. */
  readonly text: string;
  /** From 0, in UTF-16 units. */
  readonly offset: number;
}

/** What could not be read, and where. */
export interface ConditionError {
  /** From 0, in UTF-16 units. */
  readonly offset: number;
  /** As a sentence. */
  readonly message: string;
  readonly hint: string | null;
}

/** Parts with dots between; a part may hold dashes and, after the first, begin with a digit. */
const NAME = '[A-Za-z_][\\w-]*(?:\\.[\\w-]+)*';
const NUMBER = '-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?![\\w.])';
const SIGN = '==|!=|<=|>=|&&|\\|\\||[<>!()[\\],]';
const PIECE = new RegExp(`(${NAME})|(${NUMBER})|(${SIGN})`, 'y');

/** Splits a condition into pieces; the last one is `end`. */
export function tokensOf(text: string): Token[] | ConditionError {
  const tokens: Token[] = [];
  let offset = 0;
  for (;;) {
    offset += /^\s*/.exec(text.slice(offset))?.[0].length ?? 0;
    const next = text.charAt(offset);
    if (next === '') {
      return [...tokens, { kind: 'end', text: '', offset }];
    }
    if (next === "'" || next === '"') {
      const quoted = quotedAt(text, offset);
      if (quoted === null) {
        return { offset, message: 'A quote is opened here and never closed.', hint: null };
      }
      tokens.push({ kind: 'text', text: quoted.content, offset });
      offset = quoted.end;
      continue;
    }
    PIECE.lastIndex = offset;
    const match = PIECE.exec(text);
    if (match === null) {
      const hint = next === '=' ? 'Write == to compare.' : null;
      const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
      return { offset, message: `Conditions have no "${character}" here.`, hint };
    }
    const [whole, name, number, sign] = match;
    const kind = name !== undefined ? 'name' : number !== undefined ? 'number' : 'sign';
    tokens.push({ kind, text: name ?? number ?? sign ?? '', offset });
    offset += whole.length;
  }
}

/** A backslash stands before a quote or a backslash that belongs to the text. */
function quotedAt(text: string, start: number): { content: string; end: number } | null {
  const quote = text.charAt(start);
  let content = '';
  for (let index = start + 1; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === quote) {
      return { content, end: index + 1 };
    }
    if (character === '\\' && /['"\\]/.test(text.charAt(index + 1))) {
      index += 1;
      content += text.charAt(index);
    } else {
      content += character;
    }
  }
  return null;
}
