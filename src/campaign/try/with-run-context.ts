import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Repository } from '../../git/index.ts';
import type { RunId } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { withHoldoutSeed } from '../../suite/index.ts';
import type { Hooks } from '../hooks.ts';
import { RUN_FOLDER_PREFIX, takeMachine } from '../machine.ts';
import { suiteFrom } from '../read-suite.ts';
import { openWorkbench } from '../workbench.ts';
import type { RunContext } from './run-context.ts';
import type { Started } from './started.ts';

/** A run that is about to be driven. */
export interface RunToDrive {
  readonly repository: Repository;
  readonly store: Store;
  readonly run: RunId;
  readonly started: Started;
}

/**
 * Takes the machine, lays the working folders outside the subject, does `work` and removes them
 * again, whatever happens.
 */
export async function withRunContext<T>(
  drive: RunToDrive,
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
  work: (run: RunContext) => Promise<T>,
): Promise<T> {
  const { repository, store, run, started } = drive;
  const machine = await takeMachine(`hone try in ${repository.root}`, context);
  const root = join(tmpdir(), `${RUN_FOLDER_PREFIX}${run}`);
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const objectsDir = join(store.folder, 'objects');
    mkdirSync(objectsDir, { recursive: true });
    const config = new TextDecoder().decode(store.getBlob(started.configBlob));
    return await work({
      ...drive,
      machine,
      bench: openWorkbench(root),
      signal: context.signal,
      hooks: context.hooks,
      suite: withHoldoutSeed(suiteFrom(config, 'hone.yaml').suite, started.holdoutSeed),
      objectsDir,
    });
  } finally {
    try {
      rmSync(root, { recursive: true, force: true });
    } finally {
      await machine.close();
    }
  }
}
