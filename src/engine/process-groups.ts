import type { Clock } from '../base/index.ts';
import { NS_PER_MS } from '../base/index.ts';
import type { ProcessGroup } from '../port/index.ts';
import { GROUP_GRACE_MS, GROUP_KILL_MS, GROUP_LOOK_MS } from './limits.ts';
import type { Timers } from './timers.ts';

/**
 * What a look at a process group found. `ours`: it lives and is the one that was meant. `unknown`:
 * a group with this id lives, but whether it is that one can't be told.
 */
export type GroupState = 'gone' | 'ours' | 'unknown';

/** What the engine needs to know and do about processes; tests put their own in. */
export interface GroupSystem {
  stateOf(group: ProcessGroup): GroupState;
  /** Nothing happens when it is gone meanwhile. */
  signal(group: ProcessGroup, signal: 'SIGTERM' | 'SIGKILL'): void;
  /** Changes with each start of the machine; null where the system has no such id. */
  boot(): string | null;
}

/** What ending takes. */
export interface EndingParts {
  readonly system: GroupSystem;
  readonly timers: Timers;
  readonly clock: Clock;
}

/**
 * Ends a process group: SIGTERM, and SIGKILL after `GROUP_GRACE_MS`.
 *
 * @param isTrusted - true for a group that this process has seen begin, so that it is ended even
 *   where the system does not tell when its leader started
 * @returns false when it lives on in spite of SIGKILL
 */
export async function endGroup(
  parts: EndingParts,
  group: ProcessGroup,
  isTrusted: boolean,
): Promise<boolean> {
  const lives = (): boolean => {
    const state = parts.system.stateOf(group);
    return state === 'ours' || (state === 'unknown' && isTrusted);
  };
  for (const [signal, ms] of [
    ['SIGTERM', GROUP_GRACE_MS],
    ['SIGKILL', GROUP_KILL_MS],
  ] as const) {
    if (!lives()) {
      return true;
    }
    parts.system.signal(group, signal);
    await untilFalse(parts, lives, ms);
  }
  return !lives();
}

async function untilFalse(parts: EndingParts, holds: () => boolean, ms: number): Promise<void> {
  const start = parts.clock.monotonicNs();
  while (holds() && (parts.clock.monotonicNs() - start) / NS_PER_MS < ms) {
    await new Promise<void>((resolve) => {
      parts.timers.after(GROUP_LOOK_MS, resolve);
    });
  }
}
