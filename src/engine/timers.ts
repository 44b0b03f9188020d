/** Waiting as an argument, so that what waits can be tested at once. */
export interface Timers {
  /**
   * Calls `callback` once after `ms`.
   *
   * @returns takes it back; may be called at any time
   */
  after(ms: number, callback: () => void): () => void;
}

/** The longest that setTimeout can wait, 2^31 - 1 ms; more than that and it fires at once. */
const TIMEOUT_MS_MAX = 2_147_483_647;

/** The machine's own timers. They keep the process alive. */
export const systemTimers: Timers = {
  after(ms, callback) {
    let timer = setTimeout(fire, Math.min(ms, TIMEOUT_MS_MAX), ms - TIMEOUT_MS_MAX);
    function fire(rest: number): void {
      if (rest > 0) {
        timer = setTimeout(fire, Math.min(rest, TIMEOUT_MS_MAX), rest - TIMEOUT_MS_MAX);
      } else {
        callback();
      }
    }
    return () => clearTimeout(timer);
  },
};

/** Lets everything else that is ready in this process run first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
