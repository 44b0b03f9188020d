import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import type { Json } from '../../../src/base/index.ts';
import type {
  Answer,
  DriveControl,
  Engine,
  Flow,
  FlowDefinition,
  RewindCause,
  StepOptions,
} from '../../../src/port/index.ts';
import { parseRunId, type RunId } from '../../../src/model/index.ts';
import type { DriverFamily, OpenOptions } from './driver.ts';

export const RUN = parseRunId('20250131-142501-k7xw');
export const OTHER_RUN = parseRunId('20250131-142502-bcdf');

/** The fork of a run of `forkedFlow`. */
export const FORK = { from: RUN, gate: 'before it', run: OTHER_RUN } as const;

/** The id of one of several runs. @param index - 0 to 59 */
export function runNumber(index: number): RunId {
  return parseRunId(`20250131-1430${String(index).padStart(2, '0')}-k7xw`);
}

/** How many characters a result has that should be text; -1 for anything else. */
export function lengthOf(result: Json): number {
  return typeof result === 'string' ? result.length : -1;
}

/** Takes any JSON. The suite checks results itself. */
export function json(value: unknown): Json {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the driver read it as JSON
  return value as Json;
}

/** A step without retries that may take long. */
export const STEP: StepOptions<Json> = { parse: json, timeoutMs: 60_000 };

/** The same with attempts that follow at once, if what was thrown says `transient`. */
export const RETRIED: StepOptions<Json> = {
  ...STEP,
  retry: { attemptsMax: 3, waitsMs: [1], transient: saysTransient },
};

export function saysTransient(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message.includes('transient');
}

export const CAUSE: RewindCause = { reason: 'not good enough', by: 'review', data: { score: 3 } };

const endOfTests = new AbortController();

/** Stops what a test that failed may have left driving, which would keep its process alive. */
export function stopAllDrives(): void {
  endOfTests.abort();
}

/** A control that nobody uses before the end of all tests. */
export function drive(control: Partial<DriveControl> = {}): DriveControl {
  return { signal: endOfTests.signal, ...control };
}

export function answer(choice: string, given: Partial<Answer> = {}): Answer {
  return {
    choice,
    by: 'ada',
    reason: 'looks right',
    at: '2025-01-31T14:25:01.000Z',
    data: null,
    ...given,
  };
}

/** A flow of version 1 whose restored commits go into `restored`. */
export function flowOf(
  body: (flow: Flow, input: Json) => Promise<unknown>,
  given: Partial<FlowDefinition<Json>> & { readonly restored?: string[] } = {},
): FlowDefinition<Json> {
  const { restored = [], ...others } = given;
  return {
    name: 'conformance',
    version: '1',
    parse: json,
    body,
    restore: async (commit) => void restored.push(commit),
    ...others,
  };
}

/** An empty folder that goes away with the test, and drivers in it that are closed before. */
export interface Place {
  readonly folder: string;
  engine(options?: OpenOptions): Promise<Engine>;
  /** Closes all drivers that are open here. */
  close(): Promise<void>;
}

export function placeFor(t: TestContext, family: DriverFamily): Place {
  const folder = mkdtempSync(join(tmpdir(), 'hone-engine-'));
  const closers: (() => void | Promise<void>)[] = [];
  async function close(): Promise<void> {
    for (const closeOne of closers.splice(0)) {
      await closeOne();
    }
  }
  t.after(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    async engine(options) {
      const driver = await family.open(folder, options);
      closers.push(() => driver.close());
      return driver.engine;
    },
    close,
  };
}

/** Something that happens once, for letting a test and a step wait for each other. */
export interface Moment {
  readonly happened: Promise<void>;
  happen(): void;
}

export function moment(): Moment {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { happened: promise, happen: resolve };
}

/** Settles when the signal is aborted: work that stops when it is told to. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new Error('stopped as told'));
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** Counts how often each name was given. */
export function tally(): { (name: string): void; readonly counts: Record<string, number> } {
  const counts: Record<string, number> = {};
  const count = (name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  return Object.assign(count, { counts });
}
