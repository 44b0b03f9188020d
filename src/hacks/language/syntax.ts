import type { Language } from './language-of.ts';

/** How a family of languages writes comments and strings; enough to tell them from code. */
export interface Syntax {
  /** Marks of comments up to the end of the line. */
  readonly lineComments: readonly string[];
  /** True where such a mark counts only at the start of a word (shell, YAML). */
  readonly commentsAfterSpace: boolean;
  /** Opening and closing marks of comments over several lines. */
  readonly blockComments: readonly (readonly [string, string])[];
  readonly nestedComments: boolean;
  readonly quotes: readonly Quote[];
  /** True where `'x'` is one character and a lone `'` means something else. */
  readonly characterQuote: boolean;
  /** True where `/…/` can be a regular expression. */
  readonly regex: boolean;
}

/** One kind of string. The longer mark comes first in a list. */
export interface Quote {
  readonly mark: string;
  readonly overLines: boolean;
  readonly escapes: boolean;
  /** True where `${…}` inside of it is code. */
  readonly holes: boolean;
  /** True where it is a comment when a statement consists of nothing else (Python). */
  readonly documents: boolean;
}

function quote(mark: string, more: Partial<Quote> = {}): Quote {
  return { mark, overLines: false, escapes: true, holes: false, documents: false, ...more };
}

const C_LIKE: Syntax = {
  lineComments: ['//'],
  commentsAfterSpace: false,
  blockComments: [['/*', '*/']],
  nestedComments: false,
  quotes: [quote('"')],
  characterQuote: true,
  regex: false,
};

const JAVASCRIPT: Syntax = {
  ...C_LIKE,
  quotes: [quote('"'), quote("'"), quote('`', { overLines: true, holes: true })],
  characterQuote: false,
  regex: true,
};

const PYTHON: Syntax = {
  ...C_LIKE,
  lineComments: ['#'],
  blockComments: [],
  quotes: [
    quote('"""', { overLines: true, documents: true }),
    quote("'''", { overLines: true, documents: true }),
    quote('"'),
    quote("'"),
  ],
  characterQuote: false,
};

const HASHED: Syntax = {
  ...C_LIKE,
  lineComments: ['#'],
  commentsAfterSpace: true,
  blockComments: [],
  quotes: [quote('"'), quote("'", { escapes: false })],
  characterQuote: false,
};

const SYNTAXES: Readonly<Record<Language, Syntax>> = {
  javascript: JAVASCRIPT,
  python: PYTHON,
  go: { ...C_LIKE, quotes: [quote('"'), quote('`', { overLines: true, escapes: false })] },
  rust: { ...C_LIKE, nestedComments: true, quotes: [quote('"', { overLines: true })] },
  c: C_LIKE,
  jvm: { ...C_LIKE, quotes: [quote('"""', { overLines: true }), quote('"')] },
  ruby: {
    ...HASHED,
    blockComments: [['=begin', '=end']],
    quotes: [quote('"'), quote("'"), quote('`')],
    regex: true,
  },
  shell: HASHED,
  config: HASHED,
  data: { ...HASHED, lineComments: [], quotes: [quote('"')] },
  prose: { ...HASHED, lineComments: [], quotes: [] },
  generic: { ...C_LIKE, lineComments: ['//', '#'], commentsAfterSpace: true },
};

/** How a language is written. */
export function syntaxOf(language: Language): Syntax {
  return SYNTAXES[language];
}
