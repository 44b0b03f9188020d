import { readSync } from 'node:fs';

/**
 * The shell makes a copy of itself, which writes its process id to descriptor 3, ends the shell,
 * waits for a line on descriptor 4 and then becomes the command. So the command is started by a
 * program of about 1 MB, whose peak is all that hides in the command's, and the runner inherits it
 * as an orphan. The line comes when the runner has taken the shell's remains: a shell that is slow
 * to die would otherwise take a quick command's. No `&`, because a background command would ignore
 * SIGINT and read from /dev/null; `exit` keeps the shell from skipping the copy. A shell drops
 * variables whose names it can't use (dots, dashes), and may set its own (PWD, SHLVL).
 */
const SCRIPT =
  '(read -r pid rest </proc/self/stat; echo "$pid" >&3; kill -9 $$; ' +
  'read -r go <&4 && exec "$@" 3>&- 4<&-); exit 126';

/** What the trampoline is started from. */
export const TRAMPOLINE_FILE = '/bin/sh';

/** The words that start `file` with `words` through the trampoline. */
export function trampolineWords(file: string, words: readonly string[]): string[] {
  return [TRAMPOLINE_FILE, '-c', SCRIPT, 'hone', file, ...words.slice(1)];
}

/** The command's process id, or null when the shell did not get that far. */
export function pidFromTrampoline(descriptor: number): number | null {
  const text = Buffer.alloc(16);
  const length = readSync(descriptor, text, 0, text.length, 0);
  const pid = Number.parseInt(text.toString('latin1', 0, length), 10);
  return pid > 0 ? pid : null;
}
