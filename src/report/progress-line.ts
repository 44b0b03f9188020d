import { NS_PER_MS } from '../base/index.ts';
import { type Metric, type Placement, type Sample, spentNs } from '../model/index.ts';
import { hodgesLehmannRatio, median } from '../stats/index.ts';
import { type DrawnPair, drawnPairs } from './comparison-samples.ts';
import { PROGRESS_PAIRS_MAX } from './limits.ts';
import { changeInWords } from './metric-words.ts';
import { formatRatio, formatRatioRange, formatWait } from './quantity.ts';
import { displayWidth, oneLine, shortenMiddle } from './safe-text.ts';
import { type TextStyle, textWriter } from './text-style.ts';

/** Where a measurement stands; what the runner reports after every round fits. */
export interface ProgressView {
  readonly plan: {
    readonly benchmark: string | null;
    readonly base: { readonly name: string };
    readonly candidates: readonly { readonly name: string }[];
    readonly claimed: Metric;
    readonly stopping: {
      readonly looks: readonly number[];
      readonly confirmationPairs: { readonly max: number };
      readonly timeLimitMs: number;
    };
  };
  /** All samples of this measurement so far. */
  readonly samples: readonly Sample[];
  readonly batch: { readonly phase: Sample['phase']; readonly placement: Placement };
}

/** Confidence of the interval that is shown while measuring; it decides nothing. */
const CONFIDENCE = 0.95;

/** Fewer pairs than this give no interval worth showing. */
const PAIRS_SHOWN_FROM = 6;

/**
 * One line about a running measurement, never wider than the style's width and without a line
 * break: what, phase and mode, pairs, the change so far, the time left at most. What matters least
 * is left out first when the line gets too long.
 */
export function progressLine(
  progress: ProgressView,
  style: TextStyle & { readonly stage?: string },
): string {
  const writer = textWriter({ ...style, width: Math.max(style.width, 1) });
  const { phase, placement } = progress.batch;
  const what = oneLine(progress.plan.benchmark ?? style.stage ?? '');
  const short = shortenMiddle(writer.fit(what), 24, writer.ellipsis);
  const left = `at most ${formatWait(msLeft(progress))} left`;
  const step = phase === 'warmup' ? 'warming up' : `${phase}, ${placement}`;
  const pairs = phase === 'warmup' ? '' : pairsText(progress);
  const sofar = phase === 'warmup' ? null : changeSoFar(progress);
  const attempts = [
    [short, step, pairs, sofar?.words ?? '', left],
    [short, step, pairs, sofar?.ratioAndRange ?? '', left],
    [step, pairs, sofar?.ratioAndRange ?? '', left],
    [step, pairs, sofar?.ratio ?? '', left],
    [step, pairs, left],
    [step, pairs],
    [step],
  ].map((attempt) => writer.fit(attempt.filter((part) => part !== '').join('  ')));
  const fitting = attempts.find((line) => displayWidth(line) <= style.width);
  return fitting ?? shortenMiddle(attempts.at(-1) ?? '', Math.max(1, style.width), writer.ellipsis);
}

function pairsText(progress: ProgressView): string {
  const { phase } = progress.batch;
  const { stopping } = progress.plan;
  const done = pairsOf(progress, progress.plan.candidates[0]?.name ?? '').length;
  const most =
    phase === 'screening' ? (stopping.looks.at(-1) ?? 0) : stopping.confirmationPairs.max;
  return `pair ${done}/${Math.max(done, most)}`;
}

/** Pairs of the phase and mode that runs now, the newest ones where there are very many. */
function pairsOf(progress: ProgressView, candidate: string): DrawnPair[] {
  const { plan, samples, batch } = progress;
  return drawnPairs(samples, { base: plan.base.name, candidate }, plan.claimed.name).filter(
    (pair) => pair.phase === batch.phase && pair.placement === batch.placement,
  );
}

/** The estimate while it is still moving, in three lengths. */
interface SoFar {
  readonly words: string;
  readonly ratioAndRange: string;
  readonly ratio: string;
}

function changeSoFar(progress: ProgressView): SoFar | null {
  const { candidates, claimed } = progress.plan;
  const [first] = candidates;
  const pairs = pairsOf(progress, first?.name ?? '')
    .filter((pair) => pair.base > 0 && pair.candidate > 0)
    .slice(-PROGRESS_PAIRS_MAX);
  if (first === undefined || pairs.length < PAIRS_SHOWN_FROM) {
    return null;
  }
  const ratio = hodgesLehmannRatio(
    pairs.map((pair) => pair.base),
    pairs.map((pair) => pair.candidate),
    CONFIDENCE,
  );
  const words = changeInWords({ metric: claimed.name, direction: claimed.direction }, ratio);
  const name = shortenMiddle(oneLine(first.name), 16);
  const others = candidates.length > 1 ? ` (+${candidates.length - 1} more)` : '';
  return {
    words: `so far ${name} ${words}${others}`,
    ratioAndRange: `so far ${formatRatio(ratio)} (${formatRatioRange(ratio)})`,
    ratio: `so far ${formatRatio(ratio)}`,
  };
}

/** The time limit less what was used, or less when all pairs fit into less. */
function msLeft(progress: ProgressView): number {
  const { plan, samples, batch } = progress;
  const usedNs = samples.reduce((sum, sample) => sum + spentNs(sample), 0);
  const byLimit = plan.stopping.timeLimitMs - usedNs / NS_PER_MS;
  const sides = [plan.base, ...plan.candidates].map(({ name }) =>
    samples.filter((sample) => sample.side === name).map(spentNs),
  );
  if (batch.phase === 'warmup' || sides.some((walls) => walls.length === 0)) {
    return Math.max(0, byLimit);
  }
  const roundMs = sides.reduce((sum, walls) => sum + median(walls), 0) / NS_PER_MS;
  const done = pairsOf(progress, plan.candidates[0]?.name ?? '').length;
  const screening = batch.phase === 'screening' ? (plan.stopping.looks.at(-1) ?? 0) - done : 0;
  const confirmed = batch.phase === 'confirmation' ? done : 0;
  const rounds =
    Math.max(0, screening) + Math.max(0, plan.stopping.confirmationPairs.max - confirmed);
  return Math.max(0, Math.min(byLimit, rounds * roundMs));
}
