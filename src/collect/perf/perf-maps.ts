import { lstatSync, rmSync } from 'node:fs';

import { readRecords } from '../read-records.ts';

/** Where V8 writes them, whatever TMPDIR says, and where perf looks for them. */
const MAP_FOLDER = '/tmp';

/** File times are coarser than the clock. */
const FILE_TIME_STEP_MS = 1_000;

/**
 * Removes the lists of compiled functions that Node left for perf.
 *
 * @param folder - where the threads of the command left their records, which name their processes
 * @param startedMs - epoch; older files belong to others that had the same pid
 */
export function removePerfMaps(folder: string, startedMs: number): void {
  const { records, unfinished } = readRecords(folder);
  for (const pid of new Set([...records, ...unfinished].map((each) => each.pid))) {
    const path = `${MAP_FOLDER}/perf-${pid}.map`;
    const found = lstatSync(path, { throwIfNoEntry: false });
    const isOurs =
      found?.isFile() === true &&
      found.uid === process.getuid?.() &&
      found.ctimeMs >= startedMs - FILE_TIME_STEP_MS;
    if (isOurs) {
      rmSync(path, { force: true });
    }
  }
}
