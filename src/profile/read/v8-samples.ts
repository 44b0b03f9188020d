import { NS_PER_US } from '../../base/index.ts';
import { NO_STACK, type ProfileBuilder } from '../profile-builder.ts';
import { VALUE_MAX } from './limits.ts';
import type { ReadContext } from './reader.ts';
import { type LineOfSample, linesFromTicks } from './v8-lines.ts';
import { ROLE, type V8Stacks, v8Stacks } from './v8-nodes.ts';
import { clipped, type V8Times, v8Times } from './v8-times.ts';

/** A CPU profile of V8, from a file of its own or put together from a trace. */
export interface V8Profile {
  readonly nodes: readonly unknown[];
  readonly samples: readonly unknown[]; // node ids
  readonly deltas: readonly unknown[]; // microseconds
  /** Line of each sample, from 1, where V8 recorded it. */
  readonly lines: readonly unknown[] | null;
  readonly startUs: number;
  readonly endUs: number | null;
}

/**
 * Adds the samples of a V8 profile as time of one thread.
 *
 * What is longer than two sampling intervals is clipped: deltas are wall time, and the rest, in
 * which the thread did not run, goes to a `(preempted)` frame of its own. A garbage collection is
 * put upon the code that ran before it, which is what caused it; after idling it stands alone.
 *
 * @throws HoneError E_FORMAT when the nodes have no or no distinct ids
 */
export function addV8Samples(
  builder: ProfileBuilder,
  thread: number,
  profile: V8Profile,
  context: ReadContext,
): void {
  const { nodes, samples, deltas, startUs, endUs } = profile;
  const stacks = v8Stacks(builder, nodes, context);
  const intervalUs = context.intervalNs === null ? null : context.intervalNs / NS_PER_US;
  const times = v8Times(samples.length, deltas, { startUs, endUs }, intervalUs);
  const lineOf = profile.lines === null ? linesFromTicks(nodes) : null;
  // The exact number: columns that fit need not be copied, which for millions of samples costs more
  // than counting.
  const most = clipped(Infinity, times.intervalUs);
  let long = 0;
  for (let index = 0; index < times.lasted.length; index++) {
    long += (times.lasted[index] ?? 0) > most ? 1 : 0;
  }
  builder.reserve(builder.samples + samples.length + long);
  const tally = addAll(builder, thread, { samples, lines: profile.lines, lineOf, stacks, times });
  sayWhatIsMissing(builder, tally, stacks, times, samples.length);
}

interface Source {
  readonly samples: readonly unknown[];
  readonly lines: readonly unknown[] | null;
  readonly lineOf: LineOfSample | null;
  readonly stacks: V8Stacks;
  readonly times: V8Times;
}

interface Tally {
  unknownNodes: number;
  preemptedUs: number;
  totalUs: number;
  outOfRange: number;
}

function addAll(builder: ProfileBuilder, thread: number, source: Source): Tally {
  const { samples, lines, lineOf, stacks, times } = source;
  const { order, lasted, intervalUs } = times;
  const tally: Tally = { unknownNodes: 0, preemptedUs: 0, totalUs: 0, outOfRange: 0 };
  let running = NO_STACK; // the last stack of code, unless the thread idled since
  let preempted = NO_STACK;
  for (let place = 0; place < samples.length; place++) {
    const index = order === null ? place : (order[place] ?? 0);
    const node = stacks.ids.place(samples[index]);
    const role = node === -1 ? ROLE.root : (stacks.role[node] ?? ROLE.root);
    let stack = node === -1 ? NO_STACK : (stacks.stack[node] ?? NO_STACK);
    if (role === ROLE.code) {
      running = stack;
    } else if (role === ROLE.idle) {
      running = NO_STACK;
    } else if (role === ROLE.gc) {
      stack = builder.stack(running, builder.innermost(stack));
    } else if (role === ROLE.root) {
      tally.unknownNodes += node === -1 || stack === NO_STACK ? 1 : 0;
      stack = builder.stack(NO_STACK, builder.frame('(unknown)', { kind: 'unknown' }));
    }
    const whole = lasted[index] ?? 0;
    if (whole > VALUE_MAX / NS_PER_US) {
      tally.outOfRange += 1;
      continue;
    }
    const kept = role === ROLE.idle ? whole : clipped(whole, intervalUs);
    const line = lineOf === null ? lines?.[index] : lineOf(node);
    builder.sample(thread, stack, kept * NS_PER_US, typeof line === 'number' ? line : 0);
    tally.totalUs += whole;
    if (kept < whole) {
      tally.preemptedUs += whole - kept;
      preempted =
        preempted === NO_STACK
          ? builder.stack(NO_STACK, builder.frame('(preempted)', { kind: 'preempted' }))
          : preempted;
      builder.sample(thread, preempted, (whole - kept) * NS_PER_US);
    }
  }
  return tally;
}

function sayWhatIsMissing(
  builder: ProfileBuilder,
  tally: Tally,
  stacks: V8Stacks,
  times: V8Times,
  samples: number,
): void {
  const says: [number, string][] = [
    [stacks.lost, 'Nodes of the call tree on a circle or under a node that is missing'],
    [tally.unknownNodes, 'Samples of a node that is missing, which count as (unknown)'],
    [tally.outOfRange, 'Samples left out because they last longer than 104 days'],
    [times.broken, 'Samples without a time, for which the sampling interval was taken'],
  ];
  for (const [count, text] of says) {
    if (count > 0) {
      builder.caveat(`${text}: ${count}.`);
    }
  }
  if (times.order !== null) {
    builder.caveat('Samples were not in the order of time and have been sorted.');
  }
  if (tally.preemptedUs > 0) {
    const percent = ((100 * tally.preemptedUs) / tally.totalUs).toFixed(1);
    builder.caveat(
      `${percent} % of the time lies in samples beyond twice the sampling interval of ` +
        `${(times.intervalUs / 1_000).toFixed(2)} ms; it is shown as (preempted), because the ` +
        `thread most likely did not run then.`,
    );
  }
  if (times.intervalUs === 0 && samples > 1) {
    builder.caveat('All samples have the same time, so shares can not be told.');
  }
}
