import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { removeAll } from '../../bench/index.ts';
import type { Repository } from '../../git/index.ts';
import type { RunId } from '../../model/index.ts';
import type { ContainmentOptions } from '../../sandbox/index.ts';
import type { Store } from '../../store/index.ts';
import { withHoldoutSeed } from '../../suite/index.ts';
import { recordMachine } from '../history/machine-event.ts';
import { takeHistoryOf } from '../history/take-history.ts';
import type { Hooks } from '../hooks.ts';
import { claimFolder, RUN_FOLDER_PREFIX } from '../leftovers.ts';
import { takeMachine } from '../machine.ts';
import { programLimits } from '../program-limits.ts';
import { suiteFrom } from '../read-suite.ts';
import { sandboxWanted } from '../sandbox-wanted.ts';
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
 *
 * @param context.containment - of builds, tests and samples; left out: what HONE_SANDBOX says, else
 *   the best that there is
 * @throws HoneError E_USAGE for a HONE_SANDBOX of no meaning, E_MISSING_TOOL for one that does not
 *   work here, and as `takeMachine`
 */
export async function withRunContext<T>(
  drive: RunToDrive,
  context: {
    readonly signal: AbortSignal;
    readonly hooks: Hooks;
    readonly containment?: ContainmentOptions['wanted'];
    readonly lockWaitMsMax?: number;
  },
  work: (run: RunContext) => Promise<T>,
): Promise<T> {
  const { repository, store, run, started } = drive;
  const config = new TextDecoder().decode(store.getBlob(started.configBlob));
  const { suite } = suiteFrom(config, 'hone.yaml');
  const machine = await takeMachine(`hone try in ${repository.root}`, {
    ...context,
    containment: context.containment ?? sandboxWanted(),
    limits: programLimits(suite.budgets),
  });
  const root = join(tmpdir(), `${RUN_FOLDER_PREFIX}${run}`);
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    claimFolder(root);
    const objectsDir = join(store.folder, 'objects');
    mkdirSync(objectsDir, { recursive: true });
    recordMachine(store, run, machine.environment());
    const result = await work({
      ...drive,
      machine,
      bench: openWorkbench(root),
      signal: context.signal,
      hooks: context.hooks,
      suite: withHoldoutSeed(suite, started.holdoutSeed),
      objectsDir,
    });
    const missed = takeHistoryOf(store, run);
    if (missed !== null) {
      context.hooks.onWarning(missed);
    }
    return result;
  } finally {
    try {
      removeAll(root);
    } finally {
      await machine.close();
    }
  }
}
