import { join } from 'node:path';

import { fileSegment } from './file-segment.ts';
import type { StepWork } from './flow-context.ts';

/** Where a step keeps prompts, logs and what is on its way; below the run's folder. */
export function workFolder({ context, step }: StepWork): string {
  return join(context.store.runFolder(context.run), 'work', fileSegment(step.id));
}
