import type { Command } from '../../model/index.ts';

/** The words to execute: a shell text becomes an argument of /bin/sh. */
export function wordsOf(command: Command): [string, ...string[]] {
  return command.kind === 'words' ? [...command.words] : ['/bin/sh', '-c', command.text];
}
