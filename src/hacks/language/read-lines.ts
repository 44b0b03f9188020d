import { assert } from '../../base/index.ts';
import { openCommentAt } from './open-comment.ts';
import type { Quote, Syntax } from './syntax.ts';

/** One line of code, taken apart. White space is one blank each, and none at the ends. */
export interface LineView {
  /** Characters of white space that the line began with. */
  readonly indent: number;
  /** Without comments and without what is in strings, whose quotes are left. */
  readonly code: string;
  /** Without comments, with strings. */
  readonly live: string;
  /** What is in the strings and regular expressions that end or go on in this line. */
  readonly strings: readonly string[];
  /** The text of comments, without their marks. */
  readonly comment: string;
}

/**
 * Takes successive lines of a file apart into code, strings and comments. A light reading by the
 * marks alone: it need not be the start of the file, and anything at all may stand in it. A string
 * that must end with its line does, so that a stray quote costs one line.
 */
export function readLines(lines: readonly string[], syntax: Syntax): LineView[] {
  const reader = new LineReader(syntax, openCommentAt(lines, syntax));
  return lines.map((line) => reader.read(line));
}

type Frame =
  | { readonly kind: 'comment'; readonly open: string; readonly close: string; depth: number }
  | { readonly kind: 'string'; readonly close: string; readonly quote: Quote }
  | { readonly kind: 'hole'; depth: number }; // the code in `${…}`

/** Characters at which something else than plain code may begin. */
const MARKS = /["'`/#]/g;
const MARKS_AND_RAW = /["'`/#rR]/g;
const MARKS_AND_BRACES = /["'`/#{}]/g;

/** Characters of code that tell whether a slash divides. */
const TAIL_CHARS = 12;

class LineReader {
  readonly #syntax: Syntax;
  readonly #frames: Frame[] = [];
  #code = '';
  #live = '';
  #tail = '';
  #comment = '';
  #content = '';
  #strings: string[] = [];
  #lacksRegexEnd = false;

  constructor(syntax: Syntax, closing: readonly [string, string] | null) {
    this.#syntax = syntax;
    if (closing !== null) {
      const [open, close] = closing;
      this.#frames.push({ kind: 'comment', open, close, depth: 1 });
    }
  }

  read(text: string): LineView {
    this.#code = '';
    this.#live = '';
    this.#tail = '';
    this.#comment = '';
    this.#content = '';
    this.#strings = [];
    this.#lacksRegexEnd = false;
    for (let next = 0; next < text.length;) {
      const end = this.#step(text, next);
      assert(end > next, 'every step of reading a line moves on');
      next = end;
    }
    this.#endLine(text);
    return {
      indent: text.length - text.trimStart().length,
      code: narrowed(this.#code),
      live: narrowed(this.#live),
      strings: this.#strings,
      comment: narrowed(this.#comment),
    };
  }

  #step(text: string, start: number): number {
    const frame = this.#frames.at(-1);
    switch (frame?.kind) {
      case 'comment':
        return this.#inComment(frame, text, start);
      case 'string':
        return this.#inString(frame, text, start);
      case 'hole':
      case undefined:
        return this.#inCode(text, start);
    }
  }

  #endLine(text: string): void {
    const frame = this.#frames.at(-1);
    if (frame?.kind !== 'string') {
      return;
    }
    this.#endString();
    const goesOn = frame.quote.overLines || (frame.quote.escapes && text.endsWith('\\'));
    if (!goesOn) {
      this.#frames.pop();
    }
  }

  #inComment(frame: Frame & { kind: 'comment' }, text: string, start: number): number {
    const end = text.indexOf(frame.close, start);
    const stop = end === -1 ? text.length : end;
    const inside = text.slice(start, stop);
    const inner = this.#syntax.nestedComments ? inside.indexOf(frame.open) : -1;
    if (inner !== -1) {
      frame.depth += 1;
      this.#comment += inside.slice(0, inner);
      return start + inner + frame.open.length;
    }
    this.#comment += `${inside} `;
    if (end === -1) {
      return text.length;
    }
    frame.depth -= 1;
    if (frame.depth === 0) {
      this.#frames.pop();
      this.#plain(' ');
    }
    return end + frame.close.length;
  }

  #inString(frame: Frame & { kind: 'string' }, text: string, start: number): number {
    const { close, quote } = frame;
    for (let index = start; index < text.length; index++) {
      const char = text.charAt(index);
      if (quote.escapes && char === '\\') {
        index += 1;
      } else if (char === close.charAt(0) && text.startsWith(close, index)) {
        this.#inside(text.slice(start, index));
        this.#endString();
        this.#frames.pop();
        this.#plain(close);
        return index + close.length;
      } else if (quote.holes && char === '$' && text.charAt(index + 1) === '{') {
        this.#inside(text.slice(start, index));
        this.#endString();
        this.#frames.push({ kind: 'hole', depth: 0 });
        this.#plain('${');
        return index + 2;
      }
    }
    this.#inside(text.slice(start));
    return text.length;
  }

  #inCode(text: string, start: number): number {
    const mark = start === 0 && text.startsWith('=') ? 0 : this.#nextMark(text, start);
    this.#plain(text.slice(start, mark));
    if (mark === text.length) {
      return mark;
    }
    return (
      this.#comments(text, mark) ??
      this.#quotes(text, mark) ??
      this.#regex(text, mark) ??
      this.#braces(text, mark)
    );
  }

  #nextMark(text: string, start: number): number {
    const isHole = this.#frames.length > 0;
    const plain = this.#syntax.characterQuote ? MARKS_AND_RAW : MARKS;
    const marks = isHole ? MARKS_AND_BRACES : plain;
    marks.lastIndex = start;
    return marks.exec(text)?.index ?? text.length;
  }

  #comments(text: string, start: number): number | null {
    const { lineComments, commentsAfterSpace, blockComments } = this.#syntax;
    const before = text.charAt(start - 1);
    const line = lineComments.find((each) => text.startsWith(each, start));
    if (line !== undefined && (!commentsAfterSpace || before === '' || /\s/.test(before))) {
      this.#comment += text.slice(start + line.length);
      return text.length;
    }
    for (const [open, close] of blockComments) {
      if (text.startsWith(open, start) && (!open.startsWith('=') || start === 0)) {
        this.#frames.push({ kind: 'comment', open, close, depth: 1 });
        return start + open.length;
      }
    }
    return null;
  }

  #quotes(text: string, start: number): number | null {
    const { quotes, characterQuote } = this.#syntax;
    const quote = quotes.find(({ mark }) => text.startsWith(mark, start));
    if (quote !== undefined) {
      const alone = start < 200 && /^\s{0,200}[rbuf]{0,2}$/i.test(text.slice(0, start));
      if (quote.documents && alone && this.#frames.length === 0) {
        const frame = { open: quote.mark, close: quote.mark, depth: 1 };
        this.#frames.push({ kind: 'comment', ...frame });
      } else {
        this.#openString(quote, quote.mark, quote.mark);
      }
      return start + quote.mark.length;
    }
    if (!characterQuote) {
      return null;
    }
    return this.#rawString(text, start) ?? this.#character(text, start);
  }

  /** `r#"…"#` of Rust and `R"x(…)x"` of C++; letters of other names are left alone. */
  #rawString(text: string, start: number): number | null {
    if (!/[rR]/.test(text.charAt(start)) || /\w/.test(text.charAt(start - 1))) {
      return null;
    }
    const found = /^(?:r(#{0,9})"|R"([^()\\\s"]{0,16})\()/.exec(text.slice(start, start + 20));
    if (found === null) {
      return null;
    }
    const [open, hashes, name] = found;
    const close = name === undefined ? `"${hashes ?? ''}` : `)${name}"`;
    const quote = { mark: '"', overLines: true, escapes: false, holes: false, documents: false };
    this.#openString(quote, open, close);
    return start + open.length;
  }

  #character(text: string, start: number): number | null {
    const found = /^'(?:\\[^']{1,10}|\\'|[^'\\]{1,2})'/.exec(text.slice(start, start + 14))?.[0];
    if (found === undefined) {
      return null;
    }
    this.#code += "''";
    this.#live += found;
    this.#strings.push(found.slice(1, -1));
    return start + found.length;
  }

  #regex(text: string, start: number): number | null {
    if (!this.#syntax.regex || text.charAt(start) !== '/' || this.#lacksRegexEnd) {
      return null;
    }
    if (!this.#mayStartRegex()) {
      return null;
    }
    const end = endOfRegex(text, start);
    if (end === -1) {
      this.#lacksRegexEnd = true;
      return null;
    }
    this.#code += '//';
    this.#tail = '/ x'; // a value, after which a slash divides
    this.#live += text.slice(start, end + 1);
    this.#strings.push(text.slice(start + 1, end));
    return end + 1;
  }

  /** After a value a slash divides; after an operator or a keyword it begins an expression. */
  #mayStartRegex(): boolean {
    const before = this.#tail.trimEnd();
    return (
      before === '' ||
      /[(,=:[!&|?{};+*%~^<>-]$/.test(before) ||
      /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|else|do|when|if|unless)$/.test(
        before,
      )
    );
  }

  #braces(text: string, start: number): number {
    const frame = this.#frames.at(-1);
    const char = text.charAt(start);
    if (frame?.kind === 'hole' && char === '{') {
      frame.depth += 1;
    } else if (frame?.kind === 'hole' && char === '}') {
      frame.depth -= 1;
      if (frame.depth < 0) {
        this.#frames.pop();
      }
    }
    this.#plain(char);
    return start + 1;
  }

  #openString(quote: Quote, written: string, close: string): void {
    this.#frames.push({ kind: 'string', close, quote });
    this.#plain(written);
  }

  #plain(text: string): void {
    this.#code += text;
    this.#live += text;
    // Kept apart: looking at the end of a long text that still grows would copy it every time.
    this.#tail = (this.#tail + text.slice(-TAIL_CHARS)).slice(-TAIL_CHARS);
  }

  #inside(text: string): void {
    this.#live += text;
    this.#content += text;
  }

  #endString(): void {
    if (this.#content !== '') {
      this.#strings.push(this.#content);
    }
    this.#content = '';
  }
}

/** Index of the slash that ends a regular expression in its line, or -1. */
function endOfRegex(text: string, start: number): number {
  let inClass = false;
  for (let index = start + 1; index < text.length; index++) {
    const char = text.charAt(index);
    if (char === '\\') {
      index += 1;
    } else if (char === '[') {
      inClass = true;
    } else if (char === ']') {
      inClass = false;
    } else if (char === '/' && !inClass) {
      return index > start + 1 ? index : -1;
    }
  }
  return -1;
}

function narrowed(text: string): string {
  const trimmed = text.trim();
  return WIDE.test(trimmed) ? trimmed.replaceAll(/\s+/g, ' ') : trimmed;
}

/** White space that is more than one blank. */
const WIDE = /\s\s|[^\S ]/;
