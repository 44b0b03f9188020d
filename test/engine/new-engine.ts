import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import type { Clock, Json } from '../../src/base/index.ts';
import { embeddedEngine, type EmbeddedOptions } from '../../src/engine/index.ts';
import type { GroupState, GroupSystem, Timers } from '../../src/engine/index.ts';
import type {
  Answer,
  DriveControl,
  Engine,
  Flow,
  FlowDefinition,
  ProcessGroup,
  Question,
  RunEvent,
} from '../../src/port/index.ts';
import { parseRunId } from '../../src/model/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';

export const RUN = parseRunId('20250131-142501-k7xw');
export const OTHER_RUN = parseRunId('20250131-142502-bcdf');

const EPOCH_MS = Date.UTC(2025, 0, 31, 14, 25, 1);
const TURNS_MAX = 20_000;

interface FakeTimer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Time that passes only when a test lets it. */
export interface FakeTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Since the beginning, in ms. */
  nowMs(): number;
  /** Moves the wall clock alone, as somebody who sets it would. */
  setWallBy(ms: number): void;
  /** Lets time pass, timer by timer, until the promise settles. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Lets this much time pass at once: what was due meanwhile comes late, as on a busy machine. */
  jump(ms: number): Promise<void>;
  /** Lets this much time pass. */
  pass(ms: number): Promise<void>;
}

export function fakeTime(): FakeTime {
  const timers = new Set<FakeTimer>();
  let nowMs = 0;
  let skewMs = 0;

  function fireNext(lastMs: number): boolean {
    const [next] = [...timers].toSorted((one, other) => one.atMs - other.atMs);
    if (next === undefined || next.atMs > lastMs) {
      return false;
    }
    timers.delete(next);
    nowMs = Math.max(nowMs, next.atMs);
    next.callback();
    return true;
  }

  return {
    clock: {
      monotonicNs: () => nowMs * 1e6,
      isoNow: () => new Date(EPOCH_MS + nowMs + skewMs).toISOString(),
    },
    timers: {
      after(ms, callback) {
        const timer = { atMs: nowMs + ms, callback };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    },
    nowMs: () => nowMs,
    setWallBy: (ms) => void (skewMs += ms),
    async until<T>(promise: Promise<T>): Promise<T> {
      let settled = false;
      const done = (): void => void (settled = true);
      promise.then(done, done);
      for (let turn = 0; turn < TURNS_MAX; turn++) {
        await turns();
        if (settled) {
          return promise;
        }
        fireNext(Number.POSITIVE_INFINITY);
      }
      assert.fail('the promise settles in time');
    },
    async jump(ms) {
      await turns();
      nowMs += ms;
      await turns();
    },
    async pass(ms) {
      const endMs = nowMs + ms;
      do {
        await turns();
      } while (fireNext(endMs));
      nowMs = endMs;
    },
  };
}

/** Lets everything run that is ready. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** Process groups that are a list of numbers. */
export interface FakeGroups {
  readonly system: GroupSystem;
  readonly living: Set<number>;
  readonly signals: string[];
}

/** @param ends - which signals end a group */
export function fakeGroups(ends: readonly string[] = ['SIGTERM', 'SIGKILL']): FakeGroups {
  const living = new Set<number>();
  const signals: string[] = [];
  return {
    living,
    signals,
    system: {
      stateOf: ({ pid, startedAt }): GroupState =>
        !living.has(pid) ? 'gone' : startedAt === null ? 'unknown' : 'ours',
      signal({ pid }, signal) {
        signals.push(`${signal} ${pid}`);
        if (ends.includes(signal)) {
          living.delete(pid);
        }
      },
      boot: () => 'boot',
    },
  };
}

export function group(pid: number): ProcessGroup {
  return { pid, startedAt: '1' };
}

/** An engine on an empty journal, and what a test needs to look at it. */
export interface Bench {
  readonly time: FakeTime;
  readonly store: Store;
  readonly engine: Engine;
  readonly events: RunEvent[];
  readonly control: DriveControl;
  /** What stops driving when it is aborted. */
  readonly stop: AbortController;
  /** Another engine on the same journal, as another process would have. */
  readonly other: (options?: Partial<EmbeddedOptions>) => Engine;
  /** `type key` of what the journal holds. */
  readonly recorded: () => readonly string[];
}

export function benchIn(t: TestContext, options: Partial<EmbeddedOptions> = {}): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'hone-engine-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const time = fakeTime();
  const store = openStore(join(folder, '.hone'), { clock: time.clock });
  t.after(() => store.close());
  const events: RunEvent[] = [];
  const stop = new AbortController();
  const other = (more: Partial<EmbeddedOptions> = {}): Engine =>
    embeddedEngine(store, {
      clock: time.clock,
      timers: time.timers,
      system: fakeGroups().system,
      classes: { agent: 2, measure: 1 },
      ...options,
      ...more,
    });
  return {
    time,
    store,
    engine: other(),
    events,
    stop,
    control: { signal: stop.signal, onEvent: (event) => void events.push(event) },
    other,
    recorded: () =>
      store.events(RUN).map(({ type, key }) => (key === null ? type : `${type} ${key}`)),
  };
}

/** A flow that gives back what its body returns. */
export function flowOf(
  body: (flow: Flow, input: Json) => Promise<unknown>,
  more: Partial<FlowDefinition<unknown>> = {},
): FlowDefinition<unknown> {
  return {
    name: 'demo',
    version: '1',
    parse: (json) => json,
    restore: async () => undefined,
    body,
    ...more,
  };
}

/** What most steps here need. */
export const plain = { parse: (json: unknown) => json, timeoutMs: 1_000 };

export function question(choices: readonly string[] = ['yes', 'no']): Question {
  return { text: 'Shall it be?', of: 'architect', evidence: { seen: 1 }, choices };
}

export function answer(choice: string, more: Partial<Answer> = {}): Answer {
  const at = '2025-01-31T15:00:00.000Z';
  return { choice, by: 'ada', reason: '', at, data: null, ...more };
}

/** Work that never ends by itself, but ends when it is told to. */
export function untilAborted({ signal }: { signal: AbortSignal }): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('it was aborted')));
  });
}
