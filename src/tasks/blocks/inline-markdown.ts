import { linesOf } from '../text/lines.ts';
import { closesFence, fenceIn } from '../text/mark-lines.ts';
import { oneLine, safeMarkdown } from './safe-markdown.ts';

/** Signs that turn the direction of the text around them, unseen. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What begins a list, heading, quotation, fence or link definition at the start of a line. */
const LEAD = /^(?:[-+*](?=\s|$)|#{1,6}(?=\s|$)|>|~{3,}|\[(?![^\]]*\]\())/;

/** A line that is a rule, or makes a heading of the line above it. */
const RULE = /^([-*_=])(?:\s*\1)*$/;

/** A number that begins a list. */
const NUMBER = /^(\d{1,9})(?=[.)](?:\s|$))/;

/** Everything that Markdown acts on. */
const SPECIAL = /[\\`*_{}[\]<>#~!$&]/g;

/**
 * A text from a person as one line of ours: its formatting stays, but nothing in it is HTML, opens
 * what it does not close, or begins a list or heading of its own.
 */
export function inlineMarkdown(text: string): string {
  return withoutLead(escapedInline(cleaned(text), 'line'));
}

/** The same for a cell of a table, which no pipe in it ends. */
export function cellMarkdown(text: string): string {
  return withoutLead(escapedInline(cleaned(text), 'cell'));
}

/** A name as a code span, also in a cell; what can't stand in one is shown as it is. */
export function codeMarkdown(text: string): string {
  const line = cleaned(text);
  return line === '' || /[`|]/.test(line) ? literal(line) : `\`${line}\``;
}

/**
 * A text of several lines in a block of ours: like `safeMarkdown`, and without HTML, which could
 * swallow the rest of the page. Code blocks begin and end at the start of a line, because one in a
 * list ends where the list does, and what was meant to close it would then open another.
 */
export function proseMarkdown(text: string): string[] {
  const plain = text.toWellFormed().replaceAll(DIRECTION, '').replaceAll('<!--', '&lt;!--');
  const shown: string[] = [];
  let fence: { readonly sign: string; readonly indent: number } | null = null;
  for (const { text: line } of linesOf(plain)) {
    const sign: string | null = fence === null ? fenceIn(line) : null;
    if (fence !== null && closesFence(line, fence.sign)) {
      shown.push(fence.sign);
      fence = null;
    } else if (fence !== null) {
      shown.push(line.slice(Math.min(fence.indent, indentOf(line))));
    } else if (sign === null) {
      shown.push(escapedInline(line, 'prose'));
    } else {
      fence = { sign, indent: indentOf(line) };
      const language = line.slice(line.indexOf(sign) + sign.length).trim();
      shown.push(sign + (/^[\w+#.-]{0,40}/.exec(language)?.[0] ?? ''));
    }
  }
  return safeMarkdown([...shown, ...(fence === null ? [] : [fence.sign])].join('\n'));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/**
 * `[text](target)` where the target is a path or a page; the text alone otherwise.
 *
 * @param text - Markdown already
 */
export function linkMarkdown(text: string, target: string | null): string {
  const address = target === null ? null : safeTarget(target);
  return address === null ? text : `[${text.replaceAll(/(?<!\\)[[\]]/g, '\\$&')}](${address})`;
}

/** A path or page as it can stand in a link; null for other schemes and what is no address. */
function safeTarget(target: string): string | null {
  const line = cleaned(target);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(line)?.[1]?.toLowerCase();
  if (line === '' || (scheme !== undefined && scheme !== 'https' && scheme !== 'http')) {
    return null;
  }
  return line.replaceAll(/[\s<>()\\|`"[\]]/g, (sign) => {
    return `%${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

function cleaned(text: string): string {
  return oneLine(text.toWellFormed().replaceAll(DIRECTION, ''));
}

function withoutLead(text: string): string {
  return LEAD.test(text) || RULE.test(text) ? `\\${text}` : text.replace(NUMBER, '$1\\');
}

/** Walks over a line, because what a sign means depends on whether it is code or escaped. */
function escapedInline(text: string, place: 'line' | 'cell' | 'prose'): string {
  let shown = '';
  let at = 0;
  while (at < text.length) {
    const sign = text.charAt(at);
    if (sign === '\\') {
      const next = text.charAt(at + 1);
      const isEscape = next !== '' && /[!-/:;=-@[-`{}~]/.test(next) && next !== '|';
      shown += isEscape
        ? sign + next
        : next === '' && place !== 'prose'
          ? '\\\\'
          : afterBackslash(next);
      at += isEscape || next === '<' || next === '|' ? 2 : 1;
      continue;
    }
    if (sign === '`') {
      const span = codeSpan(text, at);
      shown += span === null ? brokenSpan(text, at, place) : codeIn(span, place);
      at += span?.length ?? ticksAt(text, at).length;
      continue;
    }
    shown += signIn(sign, text.charAt(at + 1), place);
    at += 1;
  }
  return shown;
}

/** What stands for a backslash and the sign after it, where the two are no escape. */
function afterBackslash(next: string): string {
  return next === '<' ? '&lt;' : next === '|' ? '&#124;' : '\\';
}

function signIn(sign: string, next: string, place: 'line' | 'cell' | 'prose'): string {
  if (sign === '<' && /[a-z/!?]/i.test(next)) {
    return '&lt;'; // it may begin HTML; `<= 80 ms` stays readable
  }
  if (sign === '|' && place === 'cell') {
    return '&#124;';
  }
  return sign === '!' && next === '[' ? '\\!' : sign; // an image would be loaded from elsewhere
}

/** The code span that begins here, with its backticks; null when it has no end. */
function codeSpan(text: string, at: number): string | null {
  const ticks = ticksAt(text, at);
  for (let from = at + ticks.length; ;) {
    const next = text.indexOf('`', from);
    if (next < 0) {
      return null;
    }
    const closing = ticksAt(text, next);
    if (closing.length === ticks.length) {
      return text.slice(at, next + closing.length);
    }
    from = next + closing.length;
  }
}

/** Backticks without an end; in prose the end may be in the next line. */
function brokenSpan(text: string, at: number, place: 'line' | 'cell' | 'prose'): string {
  const ticks = ticksAt(text, at);
  return place === 'prose' ? ticks : ticks.replaceAll('`', '\\`');
}

function codeIn(span: string, place: 'line' | 'cell' | 'prose'): string {
  return place === 'cell' && span.includes('|') ? literal(span.replaceAll(/^`+|`+$/g, '')) : span;
}

function ticksAt(text: string, at: number): string {
  let end = at;
  while (text.charAt(end) === '`') {
    end += 1;
  }
  return text.slice(at, end);
}

/** Shows exactly these signs. */
function literal(text: string): string {
  return text.replaceAll(SPECIAL, '\\$&').replaceAll('|', '&#124;');
}
