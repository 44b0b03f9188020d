import { HoneError } from '../../base/index.ts';
import { parseRunId, type Receipt } from '../../model/index.ts';
import { runStatus, withStore } from '../try/run-view.ts';
import { receiptOf, writeInRunFolder } from './write-receipt.ts';

/**
 * Makes the receipt of a finished run.
 *
 * @param wanted - the run's id or the start of it; null takes the newest
 * @param out - `run-folder` writes it there as `receipt.json`; `caller` leaves it to the caller
 * @returns the receipt and, when it was written, where
 * @throws HoneError E_NOT_FOUND when there is no such run or it has no result, else as `receiptOf`
 */
export function createReceipt(
  folder: string,
  wanted: string | null,
  context: { readonly out: 'run-folder' | 'caller'; readonly signal: AbortSignal },
): Promise<{ readonly receipt: Receipt; readonly path: string | null }> {
  return withStore(folder, context.signal, async (store) => {
    const { run, state, result } = await runStatus(store, wanted);
    if (result === null) {
      throw new HoneError(
        'E_NOT_FOUND',
        `Run ${run} is ${state}, so there is nothing to give a receipt for. ` +
          (state === 'running' ? 'Wait for it.' : `Go on with it: hone resume ${run}`),
      );
    }
    const receipt = receiptOf(store, parseRunId(run));
    const path = context.out === 'caller' ? null : writeInRunFolder(store, receipt);
    return { receipt, path };
  });
}
