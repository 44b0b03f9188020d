import type { RunId } from '../../src/model/index.ts';
import type { Store } from '../../src/store/index.ts';

export const SCRIPT_PURPOSE = 'a small run';

/** About 20 KB that belong to a number. */
export function bigText(number: number): string {
  return Array.from({ length: 1_000 }, (_, index) => `${number}: ${index * number}`).join('\n');
}

/** A run as the engine would do it: every event is written once, however often this is run. */
export async function script(store: Store, run: RunId): Promise<void> {
  once(store, run, 'begun');
  await store.step(run, 'small', Number, async () => 42);
  await store.step(run, 'big', String, async () => bigText(7));
  once(store, run, 'ended');
}

/** How often the clock is asked: for acquiring and for each event. */
export const SCRIPT_WRITES = 5;

function once(store: Store, run: RunId, key: string): void {
  if (store.eventByKey(run, key) === null) {
    store.appendEvent(run, { type: 'script', key, data: { key } });
  }
}
