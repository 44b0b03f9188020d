import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { processEntry, systemCodeOf } from '../base/index.ts';

/** First characters of the folder that a machine writes scratch files to. */
export const SCRATCH_PREFIX = 'hone-scratch-';
/** First characters of the folder that one run of `hone try` works in. */
export const RUN_FOLDER_PREFIX = 'hone-try-';

/** First characters of the folders in which git works, with or without the machine. */
const GIT_SCRATCH_PREFIX = 'hone-git-';
/** A folder of git's that is older was left by a hone that was killed. */
const GIT_SCRATCH_AGE_MS_MAX = 24 * 3_600_000;

/** File in a claimed folder that names the process whose it is. */
const OWNER_FILE = 'hone-owner';

/** How a process is looked up; tests give another way. */
type Look = typeof processEntry;

/** Says that an existing folder is this process's, as long as it runs. */
export function claimFolder(folder: string, look: Look = processEntry): void {
  writeFileSync(join(folder, OWNER_FILE), ownerText(process.pid, look) ?? '');
}

/**
 * Removes what a killed hone left in the temporary folder. Holding the lock does not say that all
 * of it is dead: with `HONE_LOCK_FOLDER` others measure at the same time. So whatever a process
 * that runs has claimed stays; of git's folders, which nobody claims, those of the last day do.
 *
 * @param temporary - absolute
 * @throws what the system throws when the folder can't be read
 */
export function removeLeftovers(temporary: string, look: Look = processEntry): void {
  for (const name of readdirSync(temporary)) {
    const path = join(temporary, name);
    try {
      const isOurs = name.startsWith(SCRATCH_PREFIX) || name.startsWith(RUN_FOLDER_PREFIX);
      if (isOurs ? !isClaimed(path, look) : isOldOfGit(name, path)) {
        rmSync(path, { recursive: true, force: true });
      }
    } catch {
      // Another user's, or gone meanwhile: nothing here depends on it.
    }
  }
}

function isOldOfGit(name: string, path: string): boolean {
  return (
    name.startsWith(GIT_SCRATCH_PREFIX) &&
    Date.now() - statSync(path).mtimeMs > GIT_SCRATCH_AGE_MS_MAX
  );
}

function isClaimed(folder: string, look: Look): boolean {
  let text: string;
  try {
    text = readFileSync(join(folder, OWNER_FILE), 'utf8');
  } catch {
    return false; // made by a hone that was killed before it could claim it
  }
  return text !== '' && text === ownerText(Number(text.split(' ', 1)[0]), look);
}

/** A process by its pid and, where the system tells, its start; null when there is none. */
function ownerText(pid: number, look: Look): string | null {
  const entry = look(pid);
  if (entry !== null) {
    return entry.isAlive ? `${pid} ${entry.startTicks}` : null;
  }
  // Where not even this process can be looked up, as on macOS, a signal tells that one is there.
  return look(process.pid) === null && answersSignals(pid) ? `${pid} -` : null;
}

function answersSignals(pid: number): boolean {
  try {
    return Number.isSafeInteger(pid) && pid > 0 && process.kill(pid, 0);
  } catch (thrown) {
    return systemCodeOf(thrown) === 'EPERM'; // another user's, which is there
  }
}
