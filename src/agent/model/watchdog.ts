/** Ends something that stays silent for too long. */
export interface Watchdog {
  /** Aborted after the silence. */
  readonly signal: AbortSignal;
  /** Something was heard: the time begins anew, from now on with this much. */
  heard(ms: number): void;
  /** Nothing is waited for any more; whatever still uses the signal ends. */
  stop(): void;
}

/** @param ms - of silence */
export function watchdog(ms: number): Watchdog {
  const controller = new AbortController();
  const bark = (): void => controller.abort();
  let timer = setTimeout(bark, ms);
  let current = ms;
  return {
    signal: controller.signal,
    heard(next) {
      if (next === current) {
        timer.refresh(); // the usual case, for each chunk of a stream
        return;
      }
      clearTimeout(timer);
      timer = setTimeout(bark, next);
      current = next;
    },
    stop() {
      clearTimeout(timer);
      controller.abort();
    },
  };
}
