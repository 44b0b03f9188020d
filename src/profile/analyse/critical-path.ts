import { at } from '../../base/index.ts';
import type { Profile } from '../profile.ts';
import { PARALLEL_SHARE_MAX, TIME_SLICES } from './limits.ts';

/** A thread of one of a run's profiles. */
export interface ThreadOfRun {
  readonly profile: number;
  readonly thread: number;
}

/**
 * Which threads the end of a run waits for.
 * `thread`: one thread does practically all of the work, or is never idle while others work.
 * `chain`: several threads work one after the other, hardly ever at once.
 * `unknown`: several work at once; which of them the end waits for can't be told from samples, so
 * the share of a function in them says nothing about the time from start to end.
 */
export type CriticalPath =
  | { readonly kind: 'thread'; readonly threads: readonly [ThreadOfRun]; readonly wall: number }
  | { readonly kind: 'chain'; readonly threads: readonly ThreadOfRun[]; readonly wall: number }
  | { readonly kind: 'unknown'; readonly reason: string };

interface ThreadTimes extends ThreadOfRun {
  readonly busy: number;
  readonly idle: number;
  readonly preempted: number;
}

/**
 * The critical path of one run.
 *
 * `wall` is the time from start to end as its profile saw it, in the profile's unit: waiting (idle)
 * is part of it, since no faster function shortens it, and time in which the thread was ready but
 * did not run (preempted) is not, since a quiet machine has none.
 *
 * @param profiles - of all processes and threads of the run
 */
export function criticalPath(profiles: readonly Profile[]): CriticalPath {
  const times = profiles.flatMap((profile, number) => threadTimes(profile, number));
  const [busiest] = times.toSorted((left, right) => right.busy - left.busy);
  if (busiest === undefined || busiest.busy === 0) {
    return { kind: 'unknown', reason: 'No thread was seen at work.' };
  }
  const wall = times.reduce((longest, { busy, idle }) => Math.max(longest, busy + idle), 0);
  const others = times.reduce((sum, { busy }) => sum + busy, 0) - busiest.busy;
  const { profile, thread } = busiest;
  const isAlone = others <= PARALLEL_SHARE_MAX * busiest.busy;
  const isNeverIdle = wall - busiest.busy <= PARALLEL_SHARE_MAX * wall;
  if (isAlone || isNeverIdle) {
    return { kind: 'thread', threads: [{ profile, thread }], wall };
  }
  const chain = chainWall(profiles, times);
  const count = times.filter(({ busy }) => busy > PARALLEL_SHARE_MAX * busiest.busy).length;
  return chain === null
    ? {
        kind: 'unknown',
        reason:
          `${count} threads or processes work, partly at the same time or at times that the ` +
          'profile does not tell, so which of them the end waits for is not known.',
      }
    : {
        kind: 'chain',
        threads: times.map((one) => ({ profile: one.profile, thread: one.thread })),
        wall: chain,
      };
}

/** What the time in a stack is. */
const [PREEMPTED, IDLE, BUSY] = [0, 1, 2];

function stateOfStacks({ frames, stackFrame }: Profile): Uint8Array {
  const states = Uint8Array.from(frames, ({ kind }) =>
    kind === 'preempted' ? PREEMPTED : kind === 'idle' ? IDLE : BUSY,
  );
  return Uint8Array.from(stackFrame, (frame) => states[frame] ?? BUSY);
}

function threadTimes(profile: Profile, number: number): ThreadTimes[] {
  const { threads, samples } = profile;
  const states = stateOfStacks(profile);
  const times = Array.from({ length: 3 }, () => new Float64Array(threads.length));
  for (let sample = 0; sample < samples.stack.length; sample++) {
    const thread = samples.thread[sample] ?? 0;
    const column = times[states[samples.stack[sample] ?? 0] ?? BUSY];
    if (column !== undefined) {
      column[thread] = (column[thread] ?? 0) + (samples.value[sample] ?? 0);
    }
  }
  return threads.map((_, thread) => ({
    profile: number,
    thread,
    busy: times[BUSY]?.[thread] ?? 0,
    idle: times[IDLE]?.[thread] ?? 0,
    preempted: times[PREEMPTED]?.[thread] ?? 0,
  }));
}

/**
 * The time of a run from the first start to the last end, when its threads worked one after the
 * other; null when they did not, or it is not known when they ran.
 */
function chainWall(profiles: readonly Profile[], times: readonly ThreadTimes[]): number | null {
  const working = times.filter(({ busy }) => busy > 0);
  const spans = working.map(({ profile, thread }) => {
    const { startNs, endNs } = at(at(profiles, profile).threads, thread);
    return { startNs, endNs };
  });
  const isTimed =
    profiles.every(({ unit }) => unit === 'ns') &&
    spans.every(({ startNs, endNs }) => startNs > 0 && endNs > startNs);
  if (!isTimed) {
    return null;
  }
  const start = spans.reduce((least, { startNs }) => Math.min(least, startNs), Infinity);
  const end = spans.reduce((most, { endNs }) => Math.max(most, endNs), -Infinity);
  const width = (end - start) / TIME_SLICES;
  const busyInSlice = new Float64Array(TIME_SLICES);
  profiles.forEach((profile) => addBusySlices(profile, busyInSlice, start, width));
  const atOnce = busyInSlice.reduce((sum, busy) => sum + Math.max(0, busy - width), 0);
  const busy = working.reduce((sum, one) => sum + one.busy, 0);
  const preempted = times.reduce((sum, one) => sum + one.preempted, 0);
  return atOnce <= PARALLEL_SHARE_MAX * busy ? Math.max(end - start - preempted, busy) : null;
}

/** Spreads each busy sample over the slices that it lies in; samples stand in order of time. */
function addBusySlices(profile: Profile, slices: Float64Array, start: number, width: number): void {
  const { threads, samples } = profile;
  const states = stateOfStacks(profile);
  const clock = Float64Array.from(threads, ({ startNs }) => startNs - start);
  for (let sample = 0; sample < samples.stack.length; sample++) {
    const thread = samples.thread[sample] ?? 0;
    const from = clock[thread] ?? 0;
    const to = from + (samples.value[sample] ?? 0);
    clock[thread] = to;
    if (states[samples.stack[sample] ?? 0] !== BUSY) {
      continue;
    }
    const last = Math.min(TIME_SLICES - 1, Math.floor(to / width));
    for (let slice = Math.max(0, Math.floor(from / width)); slice <= last; slice++) {
      const part = Math.min(to, (slice + 1) * width) - Math.max(from, slice * width);
      slices[slice] = (slices[slice] ?? 0) + Math.max(0, part);
    }
  }
}
