/** Time as an argument, so that what depends on it can be tested without waiting. */
export interface Clock {
  /** Monotonic, in nanoseconds from an arbitrary start. */
  monotonicNs(): number;
  /** Wall-clock time as an ISO 8601 string in UTC with milliseconds. */
  isoNow(): string;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  monotonicNs: () => Number(process.hrtime.bigint()),
  isoNow,
};

let lastMs = Number.NaN;
let lastIso = '';

/** Several events of a journal fall into one millisecond, and its text costs a microsecond. */
function isoNow(): string {
  const now = Date.now();
  if (now !== lastMs) {
    lastMs = now;
    lastIso = new Date(now).toISOString();
  }
  return lastIso;
}
