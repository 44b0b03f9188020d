import { join } from 'node:path';

import type { StepWork } from './flow-context.ts';

/** Where a step keeps prompts, logs and what is on its way; below the run's folder. */
export function workFolder({ context, step }: StepWork): string {
  const segment = step.id.replaceAll(/[^A-Za-z0-9._-]+/g, '-');
  return join(context.store.runFolder(context.run), 'work', segment);
}
