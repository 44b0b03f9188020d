import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';

import { diskErrorFrom, writeFileAtomic } from '../base/index.ts';
import type { RoleTask } from './executor.ts';

/** Where one attempt at a task keeps its things. All paths are absolute. */
export interface AttemptFolder {
  /** Everything below is in it. */
  readonly folder: string;
  /** The prompt, written. */
  readonly promptPath: string;
  /** For whatever is to be kept for people; not made yet. */
  readonly logPath: string;
  /** Made, empty: what is handed in lies there. */
  readonly handInFolder: string;
}

/**
 * Makes a fresh folder in the task's output folder, so that an earlier attempt's files are never
 * taken for this one's.
 *
 * @param kind - begins its name: `command`, `acp`
 * @throws HoneError E_DISK
 */
export function attemptFolder(task: RoleTask, kind: string): AttemptFolder {
  try {
    mkdirSync(task.outputFolder, { recursive: true });
    const folder = mkdtempSync(join(task.outputFolder, `${kind}-`));
    const handInFolder = join(folder, 'out');
    mkdirSync(handInFolder);
    const promptPath = join(folder, 'prompt.md');
    writeFileAtomic(promptPath, task.prompt);
    return { folder, promptPath, handInFolder, logPath: join(folder, 'log.txt') };
  } catch (thrown) {
    throw diskErrorFrom(thrown, task.outputFolder);
  }
}
