/**
 * Durations of many requests, as the few numbers that people ask for.
 */
export class Latency {
  #durations = [];

  /** Adds one request of `durationMs` whole milliseconds. */
  add(durationMs) {
    this.#durations.push(durationMs);
  }

  /** @returns {{ p50: number, p95: number, p99: number, max: number }} milliseconds; 0 when empty */
  summary() {
    return {
      p50: percentile(this.#durations, 50),
      p95: percentile(this.#durations, 95),
      p99: percentile(this.#durations, 99),
      max: percentile(this.#durations, 100),
    };
  }
}

/**
 * Nearest-rank percentile: the smallest value that at least `percent` % of all do not exceed.
 *
 * @param {number[]} values - in any order; they stay as they are
 * @param {number} percent - above 0, at most 100
 * @returns {number} one of the values, or 0 when there are none
 */
export function percentile(values, percent) {
  if (values.length === 0) {
    return 0;
  }
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1];
}
