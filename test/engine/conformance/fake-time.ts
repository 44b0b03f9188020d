import type { Clock } from '../../../src/base/index.ts';
import type { Timers } from './driver.ts';

/** Turns of the event loop in which nobody asks for a timer before the next one is let ring. */
const QUIET_TURNS = 6;

/** Time that passes as soon as nobody has anything left to do. */
export interface FakeTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Milliseconds that have passed on the clock that only goes forward. */
  passedMs(): number;
  /** Sets the wall clock forward, or back with a negative number. */
  setWall(byMs: number): void;
  /** Both clocks go on by so much, as while no process runs. */
  pass(ms: number): void;
}

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

const START_MS = Date.UTC(2025, 0, 31, 14, 25, 1);

/**
 * For flows whose steps only compute: what waits for a real process or file would find that its
 * timeout has passed meanwhile.
 */
export function fakeTime(): FakeTime {
  const timers = new Set<Timer>();
  let nowMs = 0;
  let wallShiftMs = 0;
  let quiet = 0;
  let isTurning = false;

  function turn(): void {
    quiet++;
    if (quiet > QUIET_TURNS) {
      quiet = 0;
      const next = [...timers].sort((one, other) => one.at - other.at)[0];
      if (next !== undefined) {
        timers.delete(next);
        nowMs = Math.max(nowMs, next.at);
        next.ring();
      }
    }
    isTurning = timers.size > 0;
    if (isTurning) {
      setImmediate(turn);
    }
  }

  return {
    clock: {
      monotonicNs: () => nowMs * 1e6,
      isoNow: () => new Date(START_MS + nowMs + wallShiftMs).toISOString(),
    },
    timers: {
      after(ms, callback) {
        const timer: Timer = { at: nowMs + Math.max(0, ms), ring: callback };
        timers.add(timer);
        quiet = 0;
        if (!isTurning) {
          isTurning = true;
          setImmediate(turn);
        }
        return () => {
          if (timers.delete(timer)) {
            quiet = 0;
          }
        };
      },
    },
    passedMs: () => nowMs,
    setWall(byMs) {
      wallShiftMs += byMs;
    },
    pass(ms) {
      nowMs += ms;
    },
  };
}
