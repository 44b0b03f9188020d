import { HoneError } from '../../base/index.ts';
import { parseRunId } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import type { Checked } from './trial.ts';
import { trusted } from './trusted.ts';

/**
 * What a proposal changes against the base of its run, as the run recorded it.
 *
 * @returns null when the run has no such proposal, or it could not be collected
 */
export async function collectedPatch(
  store: Store,
  run: string,
  proposal: string,
): Promise<string | null> {
  const id = parseRunId(run);
  const key = `checked/${proposal}`;
  if (store.eventByKey(id, key) === null) {
    return null;
  }
  const parse = trusted<Pick<Checked, 'collected'>>;
  const { collected } = await store.step(id, key, parse, () => {
    throw new HoneError('E_JOURNAL', `Run ${run} has no result of ${proposal}.`);
  });
  return collected.kind === 'collected' ? collected.patch : null;
}
