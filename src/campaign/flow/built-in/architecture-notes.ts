import { relative, sep } from 'node:path';

import {
  architectureNotes,
  FILE_BYTES_MAX,
  FILES_MAX,
  type SourceText,
  wantedPaths,
} from '../../../architecture/index.ts';
import { listTree, readFileAt } from '../../../git/index.ts';
import type { ArchitectureNotes } from '../../../model/index.ts';
import { architectureMarkdown } from '../../../report/index.ts';
import { HONE_VERSION } from '../../version.ts';
import type { ArtifactRecord } from '../board.ts';
import { optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { recordJson, recordText } from '../record-artifact.ts';
import { trusted } from '../trusted.ts';
import { now } from './measure.ts';

/** A record of its own, so that it is written once also when the step goes on after a crash. */
const PARSE = trusted<ArtifactRecord[]>;

/**
 * `architecture-notes.json` and `.md`: how the base is put together, from its committed files. What
 * can't be read is named there and stops nothing.
 */
export function recordArchitecture(work: StepWork): Promise<readonly ArtifactRecord[]> {
  const { flow, step, context } = work;
  const options = { ...optionsFor(work, 'how it is put together'), parse: PARSE };
  return flow.step(`${step.id}/architecture`, options, async ({ signal }) => {
    const { files, notRead } = await wantedFiles(work, signal);
    const madeBy = `hone ${HONE_VERSION}`;
    const body = architectureNotes({ files, notRead, now: now(), madeBy });
    const folder = context.store.runFolder(context.run);
    const toRoot = relative(folder, context.repository.root).split(sep).join('/');
    return [
      recordJson(work, { name: 'architecture-notes.json', agent: 'hone' }, body),
      recordText(work, {
        name: 'architecture-notes.md',
        agent: 'hone',
        text: architectureMarkdown(body, toRoot),
      }),
    ];
  });
}

interface WantedFiles {
  readonly files: readonly SourceText[];
  readonly notRead: ArchitectureNotes['not_read'];
}

/** From the commit, and not from the working tree. */
async function wantedFiles({ context }: StepWork, signal: AbortSignal): Promise<WantedFiles> {
  const { repository, started } = context;
  const { tree } = started.base;
  const entries = await listTree(repository, tree, { signal });
  const isFile = new Map(
    entries
      .filter(({ kind }) => kind === 'file' || kind === 'executable')
      .map(({ path, size }) => [path, size]),
  );
  const paths = wantedPaths([...isFile.keys()]);
  const notRead = paths.slice(FILES_MAX).map((file) => ({
    file,
    reason: `${FILES_MAX} files nearer to the root were read before it.`,
  }));
  const files: SourceText[] = [];
  for (const path of paths.slice(0, FILES_MAX)) {
    if ((isFile.get(path) ?? 0) > FILE_BYTES_MAX) {
      notRead.push({ file: path, reason: `It is larger than ${FILE_BYTES_MAX / 1024} KiB.` });
      continue;
    }
    const bytes = await readFileAt(repository, tree, path, { signal });
    if (bytes !== null) {
      files.push({ path, text: new TextDecoder().decode(bytes) });
    }
  }
  return { files, notRead };
}
