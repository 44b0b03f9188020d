import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { HoneError } from '../../base/index.ts';
import { parseRunId } from '../../model/index.ts';
import { runStatus, withStore } from '../try/run-view.ts';
import { RECEIPT_NAME } from './write-receipt.ts';

/** Ids of runs, or their beginning; nobody calls a file so. */
const RUN = /^\d{8}-\d{6}(?:-|$)/;

/**
 * The file of a receipt.
 *
 * @param wanted - its path, or the id of a run; null for the newest run
 * @throws HoneError E_NOT_FOUND without such a run, or when it has no receipt
 */
export function receiptFile(
  folder: string,
  wanted: string | null,
  signal: AbortSignal,
): Promise<string> {
  if (wanted !== null && (existsSync(wanted) || !RUN.test(wanted))) {
    return Promise.resolve(wanted);
  }
  return withStore(folder, signal, async (store) => {
    const { run } = await runStatus(store, wanted);
    const path = join(store.runFolder(parseRunId(run)), RECEIPT_NAME);
    if (existsSync(path)) {
      return path;
    }
    throw new HoneError(
      'E_NOT_FOUND',
      `Run ${run} has no receipt yet. Make it: hone receipt create ${run}`,
    );
  });
}
