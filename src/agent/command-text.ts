import { stripVTControlCharacters } from 'node:util';

import type { Command } from '../model/index.ts';
import {
  COMMAND_SHOWN_LENGTH_MAX,
  LAST_LINE_LENGTH_MAX,
  LAST_LINES_LENGTH_MAX,
  LAST_LINES_SHOWN,
} from './limits.ts';

/** Characters that no shell changes. */
const PLAIN = /^[\w@%+=:,./{}-]+$/;

/** One word as a shell has to be given it. */
export function quotedWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command line as a person would type it. */
export function commandText(command: Command): string {
  return command.kind === 'shell' ? command.text : command.words.map(quotedWord).join(' ');
}

/** The same within a message: one line, not too long. */
export function shownCommand(command: Command): string {
  return cut(commandText(command).replaceAll(/\s+/g, ' '), COMMAND_SHOWN_LENGTH_MAX);
}

/**
 * The last lines of an output that say something, without colours and other controls of a
 * terminal; '' when there are none.
 */
export function lastLines(output: string): string {
  const end = output.slice(-4 * LAST_LINES_LENGTH_MAX); // colours don't count, so some more
  const lines = stripVTControlCharacters(end)
    .split(/\r\n|[\r\n]/)
    // oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
    .map((line) => line.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '').trimEnd())
    .filter((line) => line.trim() !== '');
  return lines
    .slice(-LAST_LINES_SHOWN)
    .map((line) => cut(line, LAST_LINE_LENGTH_MAX))
    .join('\n')
    .slice(-LAST_LINES_LENGTH_MAX);
}

function cut(line: string, lengthMax: number): string {
  return line.length <= lengthMax ? line : `${line.slice(0, lengthMax)}…`;
}
