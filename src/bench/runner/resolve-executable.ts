import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs';
import { delimiter, resolve } from 'node:path';

import { SHEBANG_BYTES_MAX } from '../limits.ts';
import { RunnerFailure } from './runner-failure.ts';

/** What the C library searches when PATH is unset. */
const PATH_DEFAULT = '/usr/local/bin:/bin:/usr/bin';

type Found = 'executable' | 'folder' | 'not-executable' | 'nothing' | 'text' | 'no-interpreter';

/**
 * Finds the file that a shell would run for `word`, before the clock starts, so that the search is
 * not part of the sample.
 *
 * @param cwd - absolute; where relative words and relative PATH entries start
 * @param path - PATH of the command's own environment, or undefined
 * @throws RunnerFailure E_COMMAND when there is no such file or it can't be executed
 */
export function resolveExecutable(word: string, cwd: string, path: string | undefined): string {
  if (word.includes('/')) {
    const file = resolve(cwd, word);
    const found = look(file);
    if (found === 'executable') {
      return file;
    }
    throw new RunnerFailure('E_COMMAND', refusal(word, file, found));
  }
  const folders = (path ?? PATH_DEFAULT).split(delimiter);
  let refused: string | null = null;
  for (const folder of folders) {
    const file = resolve(cwd, folder === '' ? '.' : folder, word);
    const found = word === '' ? 'nothing' : look(file);
    if (found === 'executable') {
      return file;
    }
    if (found === 'text' || found === 'no-interpreter') {
      throw new RunnerFailure('E_COMMAND', refusal(word, file, found));
    }
    // Like a shell, go on looking; but "not executable" says more than "not found" in the end.
    refused ??= found === 'not-executable' ? refusal(word, file, found) : null;
  }
  if (refused !== null) {
    throw new RunnerFailure('E_COMMAND', refused);
  }
  const hint = /[\s|&;<>$*?()]/.test(word)
    ? ' It looks like a text for a shell: run it with --shell, or give words without one.'
    : ' Check the spelling, or give its path with a slash.';
  throw new RunnerFailure(
    'E_COMMAND',
    `Command not found: ${JSON.stringify(word)} is in none of the ${folders.length} folders of ` +
      `its PATH.${hint}`,
  );
}

/**
 * Explains why the system refused to start a file that exists and looked executable.
 *
 * @param errorName - ENOENT, ENOEXEC, EACCES, E2BIG, …
 */
export function explainRefusedStart(word: string, file: string, errorName: string): string {
  const interpreter = interpreterOf(file);
  switch (errorName) {
    case 'ENOENT':
      return interpreter === null
        ? `${word} can't be started: ${file} exists, but the loader that it asks for does not. ` +
            `It was probably built for another system; build it on this one.`
        : noInterpreter(word, file);
    case 'ENOEXEC':
      return notAProgram(word, file);
    case 'EACCES':
    case 'EPERM':
      return (
        `${word} can't be started: the system denies executing ${file}` +
        `${interpreter === null ? '' : ` or its interpreter ${interpreter}`}. Check the ` +
        `permissions, and whether its disk is mounted noexec.`
      );
    case 'E2BIG':
      return (
        `${word} can't be started: its arguments and environment are larger than the system ` +
        `allows. Pass long input in a file or on standard input.`
      );
    default:
      return `${word} can't be started: the system answered ${errorName} for ${file}.`;
  }
}

function look(file: string): Found {
  try {
    if (statSync(file).isDirectory()) {
      return 'folder';
    }
  } catch {
    return 'nothing'; // missing, behind a file, a loop of links or a folder that can't be entered
  }
  try {
    accessSync(file, constants.X_OK);
  } catch {
    return 'not-executable'; // accessSync has no other way to say no
  }
  const interpreter = interpreterOf(file);
  if (interpreter?.startsWith('/') === true && !existsSync(interpreter)) {
    return 'no-interpreter';
  }
  const head = headOf(file);
  return head === null || head.startsWith('#!') || head.includes('\0') ? 'executable' : 'text';
}

/** Shells and some spawn functions would run such a file with /bin/sh; the kernel won't. */
function notAProgram(word: string, file: string): string {
  return (
    `${word} can't be started: ${file} is neither a program for this machine nor a script ` +
    `with a #! line. Add the line, or name the interpreter in the command.`
  );
}

function noInterpreter(word: string, file: string): string {
  return (
    `${word} can't be started: the first line of ${file} asks for the interpreter ` +
    `${JSON.stringify(interpreterOf(file))}, which does not exist. Correct the line or install it.`
  );
}

function refusal(word: string, file: string, found: Exclude<Found, 'executable'>): string {
  const reasons = {
    folder: `${word} is a folder, not a program: ${file}. Name the program inside it.`,
    'not-executable':
      `${word} is not executable: ${file}. Make it so (chmod +x ${file}), or name its ` +
      `interpreter in the command.`,
    text: notAProgram(word, file),
    'no-interpreter': noInterpreter(word, file),
    nothing: `Command not found: ${file} does not exist. Check the path and the working directory.`,
  };
  return reasons[found];
}

function interpreterOf(file: string): string | null {
  const match = /^#![ \t]*(?<interpreter>[^ \t\n]+)/.exec(headOf(file) ?? '');
  return match?.groups?.['interpreter'] ?? null;
}

function headOf(file: string): string | null {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const head = Buffer.alloc(SHEBANG_BYTES_MAX);
      return head.toString('latin1', 0, readSync(descriptor, head, 0, SHEBANG_BYTES_MAX, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null; // executable but not readable: then nothing is known about it
  }
}
