import type { Command } from '../model/index.ts';

/** Characters that make a shell do more than run one program with its words. */
const SHELL_SYNTAX = /[|&;<>()`$*?[\]{}~#]/;

/** Quotes of a word, where it is quoted as a whole. */
const QUOTED = /^(['"])(.*)\1$/s;

/**
 * The words of a command, read by eye: a shell text is split at its blanks, and quotes around whole
 * words are taken off. Good enough to find files that it names.
 */
export function wordsOf(command: Command): string[] {
  if (command.kind === 'words') {
    return [...command.words];
  }
  return textWords(command.text);
}

/** The same for a text, such as a script of a package. */
export function textWords(text: string): string[] {
  return text
    .split(/\s+/)
    .map((word) => QUOTED.exec(word)?.[2] ?? word)
    .filter((word) => word !== '');
}

/** True when a command is one program with plain words, whose output is the command's output. */
export function isPlain(command: Command): boolean {
  return command.kind === 'words' || !SHELL_SYNTAX.test(command.text);
}
