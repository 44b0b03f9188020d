import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chosenEditor, executorFor } from '../../agent/index.ts';
import { HoneError, writeFileAtomic } from '../../base/index.ts';
import {
  excludeFromStatus,
  openRepository,
  patchBetween,
  resolveRevision,
} from '../../git/index.ts';
import { stateFolderOf } from '../state-folder.ts';
import { refuseDirt } from '../try/clean-tree.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { proposeInClone } from './propose-in-clone.ts';

/** How the person at the terminal is reached. */
export interface Editing {
  /** Any folder of the subject. */
  readonly folder: string;
  /** Commit that the clone is of; null for HEAD. */
  readonly base: string | null;
  readonly isTerminal: boolean;
  readonly tell: (text: string) => void;
  readonly ask: (question: string, signal: AbortSignal) => Promise<'done' | 'declined'>;
  readonly signal: AbortSignal;
}

/** As long as a person may take: a day. */
const EDITING_MS_MAX = 86_400_000;

/**
 * Opens a clone for a person, in their editor or wherever they like, and takes what differs
 * once they say that it is done. Nothing is measured meanwhile, so others may.
 *
 * @returns path of the patch below `.hone/by-hand/`, where it stays
 * @throws HoneError E_DIRTY_TREE, E_PATCH when nothing was changed, E_COMMAND when they declined
 */
export async function proposeByHand(editing: Editing): Promise<string> {
  const { isTerminal, tell, ask, signal } = editing;
  const repository = await openRepository(editing.folder, { signal });
  refuseDirt(repository);
  const base = await resolveRevision(repository, editing.base ?? 'HEAD', { signal });
  await excludeFromStatus(repository, '/.hone/');
  const hone = await stateFolderOf(repository, { signal });
  const objectsDir = join(hone, 'objects');
  const place = mkdtempSync(join(tmpdir(), 'hone-edit-'));
  try {
    const folder = join(place, 'clone');
    const editor = chosenEditor(process.env, isTerminal);
    const executor = executorFor(
      { kind: 'human' },
      { env: process.env, human: { editor, tell, ask } },
    );
    const { tree } = await proposeInClone(
      { repository, base: base.commit, objectsDir, folder, signal },
      () =>
        executor(
          {
            role: 'developer',
            prompt: 'Make it faster. What you change in the clone is judged like any proposal.\n',
            folder,
            outputFolder: join(place, 'output'),
            artifacts: [],
            env: {},
          },
          { signal, timeoutMs: EDITING_MS_MAX, owns: () => undefined },
        ),
    );
    if (tree === base.tree) {
      throw new HoneError(
        'E_PATCH',
        'Nothing was changed in the clone, so there is nothing to try.',
      );
    }
    const diff = await patchBetween(repository, base.tree, tree, { objectsDir, signal });
    const path = join(hone, 'by-hand', `${runIdNow()}.patch`);
    mkdirSync(join(hone, 'by-hand'), { recursive: true });
    writeFileAtomic(path, diff);
    return path;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
