/** What a flow is: its files, its graph, and the port that a driver of flows implements. */
export type * from './engine-port.ts';
export { ATTEMPTS_MAX, BRANCHES_MAX, RETRY_WAITS_MS } from './limits.ts';
export { StepFailure } from './step-failure.ts';
