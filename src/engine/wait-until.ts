import { type Clock, NS_PER_MS } from '../base/index.ts';
import { WAIT_PIECE_MS } from './limits.ts';
import type { Scope } from './scope.ts';
import type { Timers } from './timers.ts';

/** A wait as it was recorded. */
export interface RecordedWait {
  /** How long it was to be in all, in ms. */
  readonly ms: number;
  /** When it is over, ISO 8601. */
  readonly until: string;
}

/**
 * Waits for what is left of a recorded wait; for ever when the scope is closed. A clock that was
 * set back can't make it longer than it was to be in all, and while this process runs, the clock
 * that only goes forward counts too.
 */
export async function waitUntil(
  { clock, timers }: { readonly clock: Clock; readonly timers: Timers },
  scope: Scope,
  wait: RecordedWait,
): Promise<void> {
  const startNs = clock.monotonicNs();
  const wallMs = (): number => Date.parse(wait.until) - Date.parse(clock.isoNow());
  const wholeMs = Math.min(wait.ms, wallMs());
  for (;;) {
    const goneMs = (clock.monotonicNs() - startNs) / NS_PER_MS;
    const leftMs = Math.min(wholeMs - goneMs, wallMs());
    if (leftMs <= 0) {
      return;
    }
    await pause(timers, scope, Math.min(Math.ceil(leftMs), WAIT_PIECE_MS));
  }
}

/** @param at - ISO 8601, as is the result */
export function later(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString();
}

function pause(timers: Timers, scope: Scope, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const forget = scope.onClose(() => stop());
    const stop = timers.after(ms, () => {
      forget();
      resolve();
    });
  });
}
