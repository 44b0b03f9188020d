import type { Language } from './language.ts';

/**
 * How many lines of a file have to stay in front of code that is put in at its top: the line that
 * names the interpreter, and what has to be the first statement.
 */
export function insertionLine(text: string, language: Language): number {
  const lines = text.split('\n');
  switch (language) {
    case 'node':
      return nodeLine(lines);
    case 'python':
      return pythonLine(lines);
    case 'shell':
      return shebang(lines);
  }
}

function shebang(lines: readonly string[]): number {
  return lines[0]?.startsWith('#!') === true ? 1 : 0;
}

/** `'use strict'` counts only as the first statement. */
function nodeLine(lines: readonly string[]): number {
  let line = shebang(lines);
  let inComment = false;
  for (let at = line; at < lines.length; at += 1) {
    const text = (lines[at] ?? '').trim();
    if (inComment || text.startsWith('/*')) {
      inComment = !text.includes('*/');
    } else if (/^(['"])use strict\1;?$/.test(text)) {
      line = at + 1;
    } else if (text !== '' && !text.startsWith('//')) {
      break;
    }
  }
  return line;
}

/** Behind the documentation and the imports from `__future__`. */
function pythonLine(lines: readonly string[]): number {
  let at = 0;
  while (at < lines.length && /^\s*(?:#.*)?$/.test(lines[at] ?? '')) {
    at += 1;
  }
  let line = Math.min(at, leadingComments(lines));
  const quotes = /^[rRuUbB]?("""|'''|"|')/.exec(lines[at] ?? '')?.[1];
  if (quotes !== undefined) {
    at = endOfText(lines, at, quotes);
    line = at;
  }
  for (let next = at; next < lines.length; next += 1) {
    const text = lines[next] ?? '';
    if (/^from\s+__future__\s+import\b/.test(text)) {
      while (text.includes('(') && !(lines[next] ?? ')').includes(')')) {
        next += 1;
      }
      line = next + 1;
    } else if (!/^\s*(?:#.*)?$/.test(text)) {
      break;
    }
  }
  return line;
}

/** The interpreter and the encoding stand on the first two lines. */
function leadingComments(lines: readonly string[]): number {
  const first = lines[0]?.startsWith('#') === true;
  return first && lines[1]?.startsWith('#') === true ? 2 : first ? 1 : 0;
}

function endOfText(lines: readonly string[], start: number, quotes: string): number {
  const first = lines[start] ?? '';
  if (first.indexOf(quotes, first.indexOf(quotes) + quotes.length) >= 0 || quotes.length === 1) {
    return start + 1;
  }
  let at = start + 1;
  while (at < lines.length && !(lines[at] ?? '').includes(quotes)) {
    at += 1;
  }
  return Math.min(at + 1, lines.length);
}
