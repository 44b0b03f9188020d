/** The port: the six verbs that flows are written against, and that every engine implements. */
export type * from './engine-port.ts';
export type * from './flow-verbs.ts';
export { ATTEMPTS_MAX, BRANCHES_MAX, RETRY_WAITS_MS } from './limits.ts';
export type * from './run-view.ts';
export { StepFailure } from './step-failure.ts';
