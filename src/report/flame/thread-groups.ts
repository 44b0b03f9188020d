import type { Profile, ProfiledThread } from '../../profile/index.ts';
import { THREADS_APART_MAX } from './limits.ts';

/** The label of each thread of each profile of each run; null when all threads are one. */
export type ThreadLabels = readonly (readonly (readonly string[])[])[] | null;

interface Seen {
  readonly name: string;
  readonly label: string; // name and order among those of this name in one run
  readonly value: number;
}

/**
 * Tells threads apart. Pids differ from run to run, so a thread is known by its name and its order
 * among those of this name. With too many of them those of one name are one, and with too many
 * names the lightest are.
 *
 * @param valuesOf - what is drawn of each thread of a profile
 */
export function threadLabels(
  runs: readonly (readonly Profile[])[],
  valuesOf: (profile: Profile) => Float64Array,
): ThreadLabels {
  const seen = runs.map((profiles) => {
    const counts = new Map<string, number>();
    return profiles.map((profile) => {
      const values = valuesOf(profile);
      return profile.threads.map((thread, index): Seen => {
        const value = values[index] ?? 0;
        const name = threadName(thread);
        const order = (counts.get(name) ?? 0) + (value > 0 ? 1 : 0);
        counts.set(name, order);
        return { name, label: order > 1 ? `${name} #${order}` : name, value };
      });
    });
  });
  const drawn = seen.flat(2).filter(({ value }) => value > 0);
  if (new Set(drawn.map(({ label }) => label)).size <= 1) {
    return null;
  }
  const labelOf = labelling(drawn, runs.length);
  return seen.map((profiles) => profiles.map((threads) => threads.map(labelOf)));
}

function labelling(drawn: readonly Seen[], runs: number): (one: Seen) => string {
  if (new Set(drawn.map(({ label }) => label)).size <= THREADS_APART_MAX) {
    return ({ label }) => label;
  }
  const byName = [...Map.groupBy(drawn, ({ name }) => name)]
    .map(([name, all]) => ({ name, count: all.length / runs, value: sumOf(all) }))
    .toSorted((left, right) => right.value - left.value);
  const apart = byName.length <= THREADS_APART_MAX ? byName.length : THREADS_APART_MAX - 1;
  const labels = new Map(
    byName.map(({ name, count }, place) => [
      name,
      place < apart
        ? count > 1
          ? `${name} (${Math.ceil(count)} threads)`
          : name
        : `(${byName.length - apart} other kinds of threads)`,
    ]),
  );
  return ({ name }) => labels.get(name) ?? name;
}

function sumOf(all: readonly Seen[]): number {
  return all.reduce((sum, { value }) => sum + value, 0);
}

function threadName({ name, main }: ProfiledThread): string {
  return name === '' ? (main ? 'main thread' : 'thread') : name;
}

/** Sums of a profile's samples by thread. @param counts - whether a stack is drawn */
export function threadValues(profile: Profile, counts: Uint8Array): Float64Array {
  const { stack, thread, value } = profile.samples;
  const sums = new Float64Array(profile.threads.length);
  for (let sample = 0; sample < stack.length; sample++) {
    if (counts[stack[sample] ?? 0] === 1) {
      const one = thread[sample] ?? 0;
      sums[one] = (sums[one] ?? 0) + (value[sample] ?? 0);
    }
  }
  return sums;
}
