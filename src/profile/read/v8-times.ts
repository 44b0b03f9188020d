import { CLIP_INTERVALS, INTERVAL_DELTAS_MAX } from './limits.ts';

/** Times of samples on V8's clock, in microseconds. */
export interface V8Times {
  /** Order of the samples by time; null when they are in it already. */
  readonly order: Int32Array | null;
  /** How long each sample lasted, by its place in the file: until the next one in time. */
  readonly lasted: Float64Array;
  readonly intervalUs: number; // between two samples, typically
  readonly firstUs: number;
  readonly lastUs: number;
  /** Deltas that were missing or no number. */
  readonly broken: number;
}

/**
 * When the samples of a V8 profile were taken and how long each lasted. As in Chrome's DevTools, a
 * sample stands for the time until the next; the last one for one interval at most. Negative
 * deltas, which V8 writes when its threads race, are undone by sorting.
 *
 * @param deltas - `timeDeltas` in microseconds: to the sample before, the first to `startUs`
 * @param intervalUs - the interval that was asked for, or null to take the median
 */
export function v8Times(
  count: number,
  deltas: readonly unknown[],
  bounds: { readonly startUs: number; readonly endUs: number | null },
  intervalUs: number | null,
): V8Times {
  const times = new Float64Array(count);
  const typical = intervalUs ?? medianDelta(deltas);
  let broken = 0;
  let backwards = 0;
  let now = bounds.startUs;
  for (let index = 0; index < count; index++) {
    const delta = deltas[index];
    if (typeof delta === 'number' && Number.isFinite(delta)) {
      now += delta;
      backwards += delta < 0 && index > 0 ? 1 : 0;
    } else {
      now += typical;
      broken += 1;
    }
    times[index] = now;
  }
  const order = backwards === 0 ? null : sortedOrder(times);
  const last = times[order?.at(-1) ?? count - 1] ?? bounds.startUs;
  return {
    order,
    lasted: durations(times, order, Math.min(typical, Math.max(0, (bounds.endUs ?? last) - last))),
    intervalUs: typical,
    firstUs: times[order?.[0] ?? 0] ?? bounds.startUs,
    lastUs: last,
    broken,
  };
}

/** What a sample of a given length keeps; the rest is time in which the thread did not run. */
export function clipped(lastedUs: number, intervalUs: number): number {
  return intervalUs > 0 ? Math.min(lastedUs, CLIP_INTERVALS * intervalUs) : lastedUs;
}

/** The durations replace the times in the same memory where the order allows it. */
function durations(times: Float64Array, order: Int32Array | null, last: number): Float64Array {
  const count = times.length;
  if (order === null) {
    for (let index = 0; index + 1 < count; index++) {
      times[index] = (times[index + 1] ?? 0) - (times[index] ?? 0);
    }
    times[count - 1] = last;
    return times;
  }
  const lasted = new Float64Array(count);
  for (let place = 0; place < count; place++) {
    const index = order[place] ?? 0;
    const next = order[place + 1];
    lasted[index] = next === undefined ? last : (times[next] ?? 0) - (times[index] ?? 0);
  }
  return lasted;
}

function sortedOrder(times: Float64Array): Int32Array {
  const order = Int32Array.from(times.keys());
  return order.sort((left, right) => (times[left] ?? 0) - (times[right] ?? 0) || left - right);
}

/** Median of the positive deltas, the lower of two; of evenly spaced ones where there are many. */
function medianDelta(deltas: readonly unknown[]): number {
  const step = Math.ceil(deltas.length / INTERVAL_DELTAS_MAX);
  const seen: number[] = [];
  for (let index = 1; index < deltas.length; index += step) {
    const delta = deltas[index];
    if (typeof delta === 'number' && delta > 0 && Number.isFinite(delta)) {
      seen.push(delta);
    }
  }
  const sorted = Float64Array.from(seen).sort();
  return sorted[Math.max(0, sorted.length - 1) >>> 1] ?? 0;
}
