import { PATTERN_CHARS_MAX, PATTERN_DEPTH_MAX } from '../limits.ts';
import {
  type CharSet,
  DIGITS,
  EVERY,
  inverse,
  LINE_ENDS,
  SPACE,
  union,
  withBothCases,
  WORD,
} from './char-set.ts';
import { partsOf, type Pattern } from './pattern.ts';

/**
 * Takes a regular expression of JavaScript apart.
 *
 * @param source - without the slashes
 * @param flags - `i`, `s` and `u` change what characters match
 * @returns null for what is too long, too deep, malformed, or has the flag `v`
 */
export function parsePattern(source: string, flags: string): Pattern | null {
  if (source.length > PATTERN_CHARS_MAX || flags.includes('v')) {
    return null;
  }
  const parser = new PatternParser(source, flags);
  const pattern = parser.choice(0);
  return parser.isAtEnd() && !parser.hasFailed ? pattern : null;
}

const CONTROL: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12, 0: 0 };

class PatternParser {
  readonly #chars: readonly string[];
  readonly #flags: string;
  #next = 0;
  hasFailed = false;

  constructor(source: string, flags: string) {
    this.#chars = Array.from(source); // by code points
    this.#flags = flags;
  }

  isAtEnd(): boolean {
    return this.#next >= this.#chars.length;
  }

  choice(depth: number): Pattern {
    const options = [this.#sequence(depth)];
    while (!this.hasFailed && this.#take('|')) {
      options.push(this.#sequence(depth));
    }
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
  }

  #sequence(depth: number): Pattern {
    const parts: Pattern[] = [];
    while (!this.hasFailed && !this.isAtEnd() && !'|)'.includes(this.#peek())) {
      parts.push(...partsOf(this.#repeated(this.#atom(depth))));
    }
    return { kind: 'sequence', parts };
  }

  #repeated(body: Pattern): Pattern {
    const range = this.#range();
    if (range === null) {
      return body;
    }
    this.#take('?'); // a lazy quantifier tries the same ways in another order
    return { kind: 'repeat', body, min: range[0], max: range[1] };
  }

  #range(): [number, number] | null {
    if (this.#take('*')) {
      return [0, Infinity];
    }
    if (this.#take('+')) {
      return [1, Infinity];
    }
    if (this.#take('?')) {
      return [0, 1];
    }
    const counted = /^\{(\d{1,9})(,(\d{0,9}))?\}/.exec(this.#ahead(24));
    if (counted === null) {
      return null;
    }
    this.#next += counted[0].length;
    const min = Number(counted[1]);
    const max = counted[3] === '' ? Infinity : Number(counted[3] ?? min);
    return [min, max];
  }

  #atom(depth: number): Pattern {
    const char = this.#read();
    switch (char) {
      case '(':
        return this.#group(depth + 1);
      case '[':
        return this.#char(this.#class());
      case '.':
        return this.#char(this.#flags.includes('s') ? EVERY : inverse(LINE_ENDS));
      case '^':
        return { kind: 'assertion', what: 'start' };
      case '$':
        return { kind: 'assertion', what: 'end' };
      case '\\':
        return this.#escapedAtom();
      case '*':
      case '+':
      case '?':
        this.hasFailed = true; // nothing to repeat
        return { kind: 'reference' };
      default:
        return this.#char(single(char));
    }
  }

  #group(depth: number): Pattern {
    if (depth > PATTERN_DEPTH_MAX) {
      this.hasFailed = true;
      return { kind: 'reference' };
    }
    const head = /^\?(?:<?[=!]|:|<\w+>|[a-z-]*:)/.exec(this.#ahead(64))?.[0] ?? '';
    this.#next += head.length;
    const inner = this.choice(depth);
    if (!this.#take(')')) {
      this.hasFailed = true;
    }
    return /[=!]$/.test(head) ? { kind: 'assertion', what: 'other' } : inner;
  }

  #escapedAtom(): Pattern {
    if ('bB'.includes(this.#peek())) {
      this.#next += 1;
      return { kind: 'assertion', what: 'other' };
    }
    const reference = /^(?:[1-9]\d*|k<\w+>)/.exec(this.#ahead(64));
    if (reference !== null) {
      this.#next += reference[0].length;
      return { kind: 'reference' };
    }
    return this.#char(this.#escape());
  }

  /** The characters of an escape whose backslash was read. */
  #escape(): CharSet {
    const char = this.#read();
    const named = { d: DIGITS, w: WORD, s: SPACE }[char.toLowerCase()];
    if (named !== undefined) {
      return char === char.toLowerCase() ? named : inverse(named);
    }
    if ((char === 'p' || char === 'P') && this.#flags.includes('u')) {
      this.#skip(/^\{[^}]*\}/);
      return []; // not known, so it never overlaps: better silent than wrong
    }
    const code = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\})/i.exec(
      char + this.#ahead(10),
    );
    if (code !== null) {
      this.#next += code[0].length - 1;
      return single(Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16));
    }
    if (char === 'c') {
      return single(this.#read().charCodeAt(0) % 32);
    }
    return single(CONTROL[char] ?? char);
  }

  /** A class whose opening bracket was read. */
  #class(): CharSet {
    const isInverse = this.#take('^');
    const sets: CharSet[] = [];
    while (!this.isAtEnd() && this.#peek() !== ']') {
      const first = this.#classAtom();
      const isRange =
        this.#peek() === '-' && !['', ']'].includes(this.#chars[this.#next + 1] ?? '');
      if (!isRange) {
        sets.push(first);
        continue;
      }
      this.#next += 1;
      const last = this.#classAtom();
      const [from, to] = [first[0], last.at(-1)];
      sets.push(
        from === undefined || to === undefined ? [] : [[from[0], Math.max(from[0], to[1])]],
      );
    }
    if (!this.#take(']')) {
      this.hasFailed = true;
    }
    const inside = this.#inAllCases(union(sets));
    return isInverse ? inverse(inside) : inside;
  }

  #classAtom(): CharSet {
    const char = this.#read();
    if (char !== '\\') {
      return single(char);
    }
    return this.#take('b') ? single(8) : this.#escape();
  }

  #char(set: CharSet): Pattern {
    return { kind: 'char', set: this.#inAllCases(set) };
  }

  #inAllCases(set: CharSet): CharSet {
    return this.#flags.includes('i') ? withBothCases(set) : set;
  }

  #peek(): string {
    return this.#chars[this.#next] ?? '';
  }

  #read(): string {
    const char = this.#peek();
    this.#next += 1;
    return char;
  }

  #take(char: string): boolean {
    const isThere = this.#peek() === char;
    this.#next += isThere ? 1 : 0;
    return isThere;
  }

  #ahead(count: number): string {
    return this.#chars.slice(this.#next, this.#next + count).join('');
  }

  #skip(pattern: RegExp): void {
    this.#next += pattern.exec(this.#ahead(80))?.[0].length ?? 0;
  }
}

function single(char: string | number): CharSet {
  const code = typeof char === 'number' ? char : (char.codePointAt(0) ?? -1);
  return code < 0 || Number.isNaN(code) ? [] : [[code, code]];
}
