import { systemClock } from '../../base/index.ts';
import { embeddedEngine } from '../../engine/index.ts';
import type { FlowFile } from '../../flow/index.ts';
import type { Engine } from '../../port/index.ts';
import type { Store } from '../../store/index.ts';

/** The engine on a subject's store, with the limits of a flow where there is one. */
export function engineOn(store: Store, file: FlowFile | null, takeOver = false): Engine {
  return embeddedEngine(store, {
    clock: systemClock,
    takeOver,
    classes: { agent: file?.resources.concurrentAgentsMax ?? 1, measure: 1 },
    ...(file === null ? {} : { resultBytesMax: file.checkpoint.sizeMbMax * 1024 * 1024 }),
  });
}
