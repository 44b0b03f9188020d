import type { Environment, RunId } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { measuredOn } from './measured-on.ts';

/** Type of the event that says on which machine what follows in a run is measured. */
export const MACHINE_TYPE = 'machine';

/**
 * Records on which machine a run goes on, if it is another one than before: a run that was resumed
 * elsewhere has numbers of both.
 */
export function recordMachine(
  store: Pick<Store, 'eventByKey' | 'appendEvent'>,
  run: RunId,
  environment: Environment,
): void {
  let last: unknown = null;
  for (let index = 0; ; index++) {
    const key = `${MACHINE_TYPE}/${index}`;
    const event = store.eventByKey(run, key);
    if (event !== null) {
      last = event.data;
      continue;
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below, and hashed
    const before = last === null ? null : measuredOn(last as Environment).fingerprint;
    if (before !== measuredOn(environment).fingerprint) {
      const data = JSON.parse(JSON.stringify(environment));
      store.appendEvent(run, { type: MACHINE_TYPE, key, data });
    }
    return;
  }
}
