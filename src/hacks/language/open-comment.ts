import type { Syntax } from './syntax.ts';

/**
 * The comment (or documentation string) that lines out of the middle of a file begin in, as its
 * opening and closing mark, or null. It is one when a closing mark comes before an opening one and
 * everything above it reads like text: code that only pretends stays code.
 */
export function openCommentAt(
  lines: readonly string[],
  syntax: Syntax,
): readonly [string, string] | null {
  const documents = syntax.quotes.filter((quote) => quote.documents).map(({ mark }) => mark);
  for (const line of lines) {
    for (const [open, close] of syntax.blockComments) {
      const closes = line.indexOf(close);
      const opens = line.indexOf(open);
      if (closes !== -1 && (opens === -1 || closes < opens)) {
        return readsLikeText(line.slice(0, closes)) ? [open, close] : null;
      }
      if (opens !== -1) {
        return null;
      }
    }
    const mark = documents.find((each) => line.includes(each));
    if (mark !== undefined) {
      return endsDocument(line, mark) ? [mark, mark] : null;
    }
    if (!readsLikeText(line)) {
      return null;
    }
  }
  return null;
}

/** A mark alone in its line, or at the end of text. */
function endsDocument(line: string, mark: string): boolean {
  const text = line.trim();
  const before = text.slice(0, text.indexOf(mark));
  return text.endsWith(mark) && (text === mark || (before !== '' && readsLikeText(before)));
}

/** What statements of any language have and sentences have not. */
const KEYWORDS =
  'import|from|return|def|class|raise|try|else|elif|if|for|while|with|assert|yield|await|del|' +
  'global|except';
const STATEMENT: RegExp = new RegExp(
  String.raw`[;{}]\s{0,9}$|[^=!<>]=[^=]|^\s{0,80}(?:${KEYWORDS})\b`,
);
const CALL = /\w\(/;
/** Three plain words in a row: only a sentence has them where no keyword leads. */
const SENTENCE = /(?:^|[\s("'])[A-Za-z]{1,30},? [a-z]{1,30},? [a-z]{1,30}(?:[\s,.:;)]|$)/;

function readsLikeText(line: string): boolean {
  return (
    /^\s{0,80}\*(?:\s|$)/.test(line) ||
    (!STATEMENT.test(line) && (!CALL.test(line) || SENTENCE.test(line)))
  );
}
