import { at } from '../../base/index.ts';
import { type Note, valueOf } from '../../model/index.ts';
import { drift, halvesAgree, median, outliers } from '../../stats/index.ts';
import type { Evidence } from './evidence.ts';
import { logDifferences, pairsOf } from './rounds.ts';
import type { WitnessedSample } from './seat.ts';

/** What the notes of one candidate are made from. */
export interface NoteInput {
  readonly samples: readonly WitnessedSample[];
  readonly sides: { readonly base: string; readonly candidate: string };
  readonly evidence: Evidence;
  readonly minEffect: number;
  readonly cpu: Evidence | null;
  readonly rss: Evidence | null;
}

/** Share of a side's samples from which outliers are worth a word. */
const OUTLIER_SHARE = 0.05;

/** Probability under which a trend over time is called drift: strict, because many are tested. */
const DRIFT_P = 0.001;

/** Wall gain without a CPU gain: the gain must be this large, and CPU at least this much behind. */
const WALL_ONLY_GAIN = 0.05;

/**
 * What weakens a result or needs to be known about it, each with what to do. Nothing is dropped
 * from the samples because of what is found here.
 */
export function notesOn(input: NoteInput): Note[] {
  return [
    wideInterval(input),
    outlierNote(input),
    driftNote(input),
    halvesNote(input),
    shortNote(input),
    wallOnlyNote(input),
    memoryNote(input),
    wroteNote(input),
    bystanderNote(input),
  ].filter((note) => note !== null);
}

function wideInterval({ evidence, minEffect }: NoteInput): Note | null {
  if (evidence.ratio === null) {
    return null;
  }
  const halfWidth = Math.expm1((Math.log(evidence.ratio.hi) - Math.log(evidence.ratio.lo)) / 2);
  const seen = Math.abs(Math.log(evidence.ratio.estimate));
  if (halfWidth <= Math.max(minEffect, seen / 3)) {
    return null;
  }
  const times = Math.ceil((halfWidth / minEffect) ** 2);
  return {
    code: 'noise',
    text:
      `The interval is ±${percent(halfWidth)} wide after ${evidence.pairs.confirmation} pairs, ` +
      `wider than the smallest change that matters (${percent(minEffect)}).`,
    advice:
      `Close what else runs on this machine, or give it about ${times} times the pairs with ` +
      `--max-pairs and --time-limit.`,
  };
}

function outlierNote({ samples, sides, evidence }: NoteInput): Note | null {
  const found = [sides.base, sides.candidate].map((side) => {
    const values = samples
      .filter((sample) => sample.side === side && sample.phase === 'confirmation')
      .map((sample) => valueOf(sample, evidence.metric))
      .filter((value): value is number => value !== null && value > 0);
    return { side, count: values.length < 8 ? 0 : outliers(values).length, of: values.length };
  });
  const worst = found.filter(({ count, of }) => of > 0 && count / of >= OUTLIER_SHARE);
  if (worst.length === 0 || evidence.metric === 'rss') {
    return null;
  }
  const counts = worst.map(({ side, count, of }) => `${count} of ${of} samples of ${side}`);
  return {
    code: 'outliers',
    text:
      `${counts.join(' and ')} lie far from the rest. They are kept: ` +
      `the estimate resists them.`,
    advice: 'If it repeats, look for a background job, a cold cache or a garbage collection.',
  };
}

function driftNote({ samples, sides, evidence }: NoteInput): Note | null {
  const pairs = pairsOf(samples, sides, evidence.metric, { phase: 'confirmation' });
  if (pairs.length < 10) {
    return null;
  }
  const values = pairs.map((pair) => pair.base);
  const base = drift(values);
  const middle = median(values);
  if (base.p >= DRIFT_P || middle <= 0) {
    return null;
  }
  const change = (base.slopePerSample * pairs.length) / middle;
  return {
    code: 'drift',
    text:
      `The base itself ${change > 0 ? 'grew' : 'shrank'} by about ${percent(Math.abs(change))} ` +
      `while it was measured. Pairing cancels most of that.`,
    advice: 'Let the machine reach a steady temperature, or raise --warmup.',
  };
}

function halvesNote({ samples, sides, evidence }: NoteInput): Note | null {
  const halves = ([0, 1] as const).map((half) =>
    logDifferences(pairsOf(samples, sides, evidence.metric, { phase: 'confirmation', half })),
  );
  const [first, second] = [at(halves, 0), at(halves, 1)];
  if (first.length < 5 || second.length < 5) {
    return null;
  }
  const result = halvesAgree(first, second);
  if (result.agree) {
    return null;
  }
  const [before, after] = [first, second].map((half) => Math.exp(median(half)).toFixed(3));
  return {
    code: 'halves-disagree',
    text: `The ratio was ${before} in the first half and ${after} in the second half.`,
    advice:
      'Something changed half-way: the place of the files (they swap folders there) or the ' +
      'machine. Run it again before you rely on it.',
  };
}

function shortNote({ evidence }: NoteInput): Note | null {
  const fastest = Math.min(evidence.base.median, evidence.candidate.median);
  if ((evidence.metric !== 'wall' && evidence.metric !== 'cpu') || fastest >= 5_000_000) {
    return null;
  }
  const what = evidence.metric === 'wall' ? 'The command takes' : 'The CPU time is';
  return {
    code: 'short',
    text: `${what} under 5 ms, of which starting the process is a large part.`,
    advice:
      'Give it more work per run (a larger input, a loop), so that the ratio is about your code.',
  };
}

function wallOnlyNote({ evidence, cpu }: NoteInput): Note | null {
  if (evidence.metric !== 'wall' || evidence.ratio === null || cpu?.ratio == null) {
    return null;
  }
  const gained = evidence.ratio.hi < 1 && evidence.ratio.estimate < 1 - WALL_ONLY_GAIN;
  if (!gained || cpu.ratio.lo < 1 - WALL_ONLY_GAIN / 2) {
    return null;
  }
  return {
    code: 'no-cpu-gain',
    text:
      `Wall time fell to ${evidence.ratio.estimate.toFixed(3)} of the base but CPU time did not ` +
      `(${cpu.ratio.estimate.toFixed(3)}).`,
    advice:
      'That is right for less waiting or more parallel work. Otherwise check that the work was ' +
      'not moved to another process, or the other side slowed down.',
  };
}

function memoryNote({ rss, evidence }: NoteInput): Note | null {
  if (evidence.metric === 'rss' || rss?.ratio == null || rss.ratio.lo < 1.1) {
    return null;
  }
  return {
    code: 'more-memory',
    text: `Peak memory grew to ${rss.ratio.estimate.toFixed(2)} times the base's.`,
    advice: 'Decide whether the speed is worth it; --metric rss measures memory exactly.',
  };
}

function wroteNote({ samples, sides }: NoteInput): Note | null {
  const found = [sides.base, sides.candidate].flatMap((side) => {
    const own = samples.filter((sample) => sample.side === side);
    const writing = own.filter((sample) => sample.wrote !== undefined);
    const [first] = writing;
    if (first?.wrote === undefined) {
      return [];
    }
    const most = Math.max(...writing.map((sample) => sample.wrote?.count ?? 0));
    const names = first.wrote.names.join(', ');
    const runs = writing.length === own.length ? 'every run' : `${writing.length} of its runs`;
    return [`${side} left up to ${most} ${most === 1 ? 'file' : 'files'} in ${runs} (${names})`];
  });
  return found.length === 0
    ? null
    : {
        code: 'wrote-files',
        text: `${found.join('; ')}. All of it was put back after each run, for both sides alike.`,
        advice:
          'So nothing that a run keeps for the next one was measured. If users have such files ' +
          'from an earlier run (a compile cache, say), make them in setup.',
      };
}

function bystanderNote({ samples }: NoteInput): Note | null {
  const all = samples.flatMap((sample) => sample.bystanders ?? []);
  const busiest = all.toSorted((left, right) => right.cores - left.cores)[0];
  return busiest === undefined
    ? null
    : {
        code: 'bystander',
        text:
          `While this was measured, ${busiest.name} kept ${busiest.cores.toFixed(1)} cores busy. ` +
          `It belongs to no sample.`,
        advice:
          'End it and measure again. If a side had it started, through a service of the machine ' +
          'for instance, it does its work there or slows the other side down.',
      };
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}
