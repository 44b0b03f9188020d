import { HoneError } from '../../base/index.ts';
import type { Suite } from '../../model/index.ts';
import type { StepWork } from './flow-context.ts';

/** The suite of a step that measures. @throws HoneError E_CONFIG in a repository without one */
export function suiteOf({ context, step }: StepWork): Suite {
  if (context.suite === null) {
    throw new HoneError(
      'E_CONFIG',
      `Step ${step.id} (${step.name}) measures, and there is no hone.yaml that says what. Run ` +
        '"hone init" and commit the file.',
    );
  }
  return context.suite;
}
