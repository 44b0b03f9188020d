import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HoneError } from '../../base/index.ts';
import { cloneShared, diffOf, patchBetween } from '../../git/index.ts';
import type { StepAttempt } from '../../flow/index.ts';
import type { ArtifactRecord } from './board.ts';
import type { StepWork } from './flow-context.ts';
import { recordText } from './record-artifact.ts';
import { askCommand } from './ask-role.ts';

/** What one developer handed in. */
export type Proposed =
  | { readonly kind: 'patch'; readonly patch: ArtifactRecord; readonly said: string }
  | { readonly kind: 'nothing'; readonly said: string };

/**
 * Lets a command change a clone of the subject outside of its tree; what differs afterwards is the
 * proposal. Repeatable: every attempt begins with a fresh clone.
 *
 * @param name - of the proposal, one path segment
 */
export async function propose(
  work: StepWork,
  developer: {
    readonly name: string;
    readonly command: string;
    readonly role: string;
    readonly timeoutMs: number;
  },
  attempt: StepAttempt,
): Promise<Proposed> {
  const { context } = work;
  const { repository, store, started } = context;
  const { signal } = attempt;
  const objectsDir = join(store.folder, 'objects');
  const folder = join(tmpdir(), `hone-proposer-${context.run}-${developer.name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(objectsDir, { recursive: true });
  try {
    const options = { objectsDir, signal };
    const clone = await cloneShared(repository, folder, started.base.commit, options);
    const { role, command, timeoutMs } = developer;
    const said = await askCommand(
      work,
      { role, command, folder, artifacts: [], problem: attempt.previousFailure },
      { attempt, timeoutMs },
    );
    const { tree } = await diffOf(clone, started.base.commit, options);
    if (tree === started.base.tree) {
      return { kind: 'nothing', said: said.text };
    }
    const diff = await patchBetween(repository, started.base.tree, tree, options);
    const patch = recordText(work, {
      name: `proposals/${developer.name}.patch`,
      agent: developer.role,
      text: new TextDecoder().decode(diff),
    });
    return { kind: 'patch', patch, said: said.text };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Writes a recorded patch where `hone try` can read it.
 *
 * @throws HoneError E_JOURNAL when the recorded text is gone
 */
export function patchFile(work: StepWork, patch: ArtifactRecord, folder: string): string {
  const path = join(folder, patch.name.slice(patch.name.lastIndexOf('/') + 1));
  if (!patch.name.endsWith('.patch')) {
    throw new HoneError('E_PATCH', `${patch.name} is no patch.`);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, work.context.store.getBlob(patch.sha256));
  return path;
}
