import { dirname, relative, resolve, sep } from 'node:path';

import { assertWritable, HoneError, writeFileAtomic } from '../base/index.ts';
import { subjectArchitecture } from '../campaign/index.ts';
import { architectureMarkdown, architectureText } from '../report/index.ts';
import { type JsonFlag, printOrWrite } from './json-output.ts';
import { styleFor } from './terminal.ts';

/** Where the notes go besides the terminal. */
interface Showing {
  readonly json?: JsonFlag;
  readonly markdown?: string;
}

/** `hone architecture`. */
export async function runArchitecture(
  wanted: Parameters<typeof subjectArchitecture>[0],
  { json, markdown }: Showing,
  signal: AbortSignal,
): Promise<void> {
  if (markdown === '') {
    throw new HoneError('E_USAGE', '--markdown needs the name of a file.');
  }
  if (markdown !== undefined) {
    assertWritable(markdown);
  }
  const { root, notes } = await subjectArchitecture(wanted, signal);
  if (markdown !== undefined) {
    const toRoot = relative(dirname(resolve(markdown)), root)
      .split(sep)
      .join('/');
    writeFileAtomic(markdown, architectureMarkdown(notes, toRoot === '' ? '.' : toRoot));
  }
  await printOrWrite(json, notes, () => architectureText(notes, styleFor(process.stdout)));
}
