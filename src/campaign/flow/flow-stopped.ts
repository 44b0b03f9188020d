/** Ends a run because a step failed and the flow or a person said to stop. */
export class FlowStopped extends Error {
  override name = 'FlowStopped';

  constructor(step: string, reasons: readonly string[]) {
    super(`Step ${step} failed: ${reasons.join(' ')}`);
  }
}
