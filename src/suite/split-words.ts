import { assert } from '../base/index.ts';
import type { Command } from '../model/index.ts';

/** The words of a command line, or why it has none. */
export type SplitWords =
  | { readonly kind: 'ok'; readonly words: readonly [string, ...string[]] }
  | {
      readonly kind: 'invalid';
      /** What is wrong, without a full stop, e.g. `a " is never closed`. */
      readonly message: string;
      /** Where in the text, from 0. */
      readonly index: number;
      /** True when /bin/sh would understand it. */
      readonly needsShell: boolean;
    };

/** Characters that mean something to a shell outside quotes, and what. */
const SHELL_SYNTAX: Readonly<Record<string, string>> = {
  '|': 'a pipe',
  '&': 'a background job or &&',
  ';': 'a second command',
  '<': 'a redirect',
  '>': 'a redirect',
  '(': 'a subshell',
  ')': 'a subshell',
  '`': 'a command substitution',
  '*': 'a file pattern',
  '?': 'a file pattern',
  '[': 'a file pattern',
  '\n': 'a second command',
};

interface State {
  readonly text: string;
  index: number;
  word: string;
  inWord: boolean; // an empty word in quotes is a word
  readonly words: string[];
}

type Invalid = Extract<SplitWords, { kind: 'invalid' }>;

/**
 * Splits a command line into words like /bin/sh does: blanks separate; `'…'` is literal; inside
 * `"…"` a backslash escapes `"`, `\`, `$` and a backtick; elsewhere it escapes any character. What
 * needs a shell (pipes, redirects, variables, patterns, a second command) is refused.
 *
 * @see POSIX.1-2024, Shell Command Language, 2.2 Quoting and 2.3 Token Recognition
 */
export function splitWords(text: string): SplitWords {
  const index = text.length - text.trimStart().length;
  const state: State = { text: text.trimEnd(), index, word: '', inWord: false, words: [] };
  while (state.index < state.text.length) {
    const problem = step(state);
    if (problem !== null) {
      return problem;
    }
  }
  endWord(state);
  const [first, ...rest] = state.words;
  if (first === undefined || first === '') {
    return { kind: 'invalid', message: 'there is no command in it', index: 0, needsShell: false };
  }
  if (/^[A-Za-z_]\w*=/.test(first) && !/^\s*['"]/.test(text)) {
    return shellOnly('a variable assignment', first, index);
  }
  return { kind: 'ok', words: [first, ...rest] };
}

/** Consumes one character, or one quoted part. */
function step(state: State): Invalid | null {
  const { text, index } = state;
  const character = text.charAt(index);
  if (character === "'") {
    return singleQuoted(state);
  }
  if (character === '"') {
    return doubleQuoted(state);
  }
  if (character === '\\') {
    return escaped(state);
  }
  if (character === ' ' || character === '\t') {
    endWord(state);
    state.index += 1;
    return null;
  }
  const meaning = SHELL_SYNTAX[character];
  if (meaning !== undefined) {
    return shellOnly(meaning, character === '\n' ? 'a line break' : character, index);
  }
  if (isVariable(text, index) || /^\$['"]/.test(text.slice(index, index + 2))) {
    return shellOnly('a variable or substitution', '$', index);
  }
  if (!state.inWord && (character === '~' || character === '#')) {
    return shellOnly(character === '~' ? 'a home folder' : 'a comment', character, index);
  }
  take(state, character);
  return null;
}

function singleQuoted(state: State): Invalid | null {
  const end = state.text.indexOf("'", state.index + 1);
  if (end < 0) {
    return unclosed("'", state.index);
  }
  state.word += state.text.slice(state.index + 1, end);
  state.inWord = true;
  state.index = end + 1;
  return null;
}

function doubleQuoted(state: State): Invalid | null {
  const { text } = state;
  const open = state.index;
  state.inWord = true;
  state.index += 1;
  while (state.index < text.length) {
    const character = text.charAt(state.index);
    if (character === '"') {
      state.index += 1;
      return null;
    }
    if (character === '`' || isVariable(text, state.index)) {
      return shellOnly('a variable or substitution', character, state.index);
    }
    const next = text.charAt(state.index + 1);
    if (character === '\\' && next !== '' && '"\\$`\n'.includes(next)) {
      state.word += next === '\n' ? '' : next;
      state.index += 2;
    } else {
      take(state, character);
    }
  }
  return unclosed('"', open);
}

function escaped(state: State): Invalid | null {
  const next = state.text.charAt(state.index + 1);
  if (next === '') {
    return {
      kind: 'invalid',
      message: 'it ends in a backslash that escapes nothing',
      index: state.index,
      needsShell: false,
    };
  }
  state.index += 2;
  if (next !== '\n') {
    state.word += next;
    state.inWord = true;
  }
  return null;
}

function take(state: State, character: string): void {
  state.word += character;
  state.inWord = true;
  state.index += 1;
}

function endWord(state: State): void {
  if (state.inWord) {
    state.words.push(state.word);
  }
  state.word = '';
  state.inWord = false;
}

/** True for `$NAME`, `${…}`, `$(…)`, `$1`, `$?` and the like; a lone `$` is just a character. */
function isVariable(text: string, index: number): boolean {
  return text.charAt(index) === '$' && /[A-Za-z0-9_{(?@*#!$-]/.test(text.charAt(index + 1));
}

function shellOnly(meaning: string, shown: string, index: number): Invalid {
  const message = `it has ${meaning} (${shown}), which only a shell understands`;
  return { kind: 'invalid', message, index, needsShell: true };
}

function unclosed(quote: string, index: number): Invalid {
  return { kind: 'invalid', message: `a ${quote} is never closed`, index, needsShell: false };
}

/** A word as `splitWords` and /bin/sh both read it back. */
export function quotedWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) && !/^[A-Za-z_]\w*=/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * A command line that `splitWords` reads back as the same words.
 *
 * @param words - at least one, the first not empty
 */
export function joinedWords(words: readonly string[]): string {
  assert(words.length > 0 && words[0] !== '', 'a command has a name');
  return words.map(quotedWord).join(' ');
}

/** Replaces text inside a command: in the whole text for a shell, else word by word. */
export function mapCommand(command: Command, change: (text: string) => string): Command {
  switch (command.kind) {
    case 'shell':
      return { kind: 'shell', text: change(command.text) };
    case 'words': {
      const [first, ...rest] = command.words;
      return { kind: 'words', words: [change(first), ...rest.map(change)] };
    }
  }
}
