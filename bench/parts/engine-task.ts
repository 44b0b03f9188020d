import type { Json } from '../../src/base/index.ts';

/** What one worker process is asked to do, in an engine whose state is new or left from before. */
export type EngineTask =
  /** Opens the engine, runs a flow of one step, and ends. */
  | { readonly kind: 'start'; readonly flow: 'one' | 'two' }
  /** Steps one after another, in a fan-out, and with large results. */
  | {
      readonly kind: 'steps';
      readonly sequential: number;
      readonly branches: number;
      readonly concurrency: number;
      readonly large: number;
    }
  /** Runs so many steps and is killed in the next one. */
  | { readonly kind: 'die'; readonly steps: number }
  /** Goes on with the flow of `die`. */
  | { readonly kind: 'resume'; readonly steps: number };

/** What a worker is started with. */
export interface EngineOrder {
  readonly engine: EngineName;
  readonly task: EngineTask;
  /** Folder for the state of this round. */
  readonly state: string;
  /** Folder into which the packages of the others were installed. */
  readonly packages: string;
  /** Where Postgres listens; null when it is not there. */
  readonly postgres: string | null;
}

/** The engines that are measured. */
export type EngineName = 'hone' | 'openworkflow' | 'dbos';

/** What a worker found. Times in ms; a field that was not asked for is left out. */
export interface EngineFound {
  /** From the begin of one step to that of the next, and of the last one to its end. */
  readonly sequentialMs?: number;
  readonly fanOutMs?: number;
  /** For each large result. */
  readonly largeMs?: readonly number[];
  /** From before the engine is opened to the begin of the first step that had not been done. */
  readonly resumeMs?: number;
  /** Steps that ran in this process although they had been done. */
  readonly ranAgain?: number;
  readonly rssBytes: number;
}

/** The work of one step; `index` counts from 0. */
export type StepBody = (index: number) => Promise<Json>;

/** An engine that is open, with one flow of each shape. */
export interface OpenEngine {
  /** Runs the flow `id`: so many steps one after another, then one called `last`. */
  sequential(id: string, steps: number, body: StepBody, last: () => Promise<Json>): Promise<void>;
  /** Goes on with the flow `id`, which another process was killed in. */
  resume(id: string, steps: number, body: StepBody, last: () => Promise<Json>): Promise<void>;
  /** Runs steps side by side, at most `concurrency` at once. */
  fanOut(id: string, steps: number, concurrency: number, body: StepBody): Promise<void>;
  close(): Promise<void>;
}

/** Does `work` for 0 to `count - 1`, at most `concurrency` at once. */
export async function sideBySide(
  count: number,
  concurrency: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  async function worker(): Promise<void> {
    while (next < count) {
      await work(next++);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker));
}
