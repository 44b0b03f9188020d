/**
 * Which true effects hone finds and how soon, beside hyperfine with a Welch test and beside a run
 * of a fixed number of pairs.
 */
import { randomFrom } from '../src/base/index.ts';
import { CONFIRMATION_PAIRS } from '../src/bench/index.ts';
import { randomSeed } from '../src/campaign/index.ts';
import { metricNamed, type RatioEstimate } from '../src/model/index.ts';
import { mean, median } from '../src/stats/index.ts';
import { hyperfineTimes } from './parts/hyperfine.ts';
import { numberOptions } from './parts/options.ts';
import { rateText, welchP, wilson } from './parts/rates.ts';
import { percent, ratioText, startSection } from './parts/section.ts';
import { iterationsFor, loopCost, shellLoop, type ShellLoop } from './parts/shell-loop.ts';
import { fixedRule, honeRule, runTrial } from './parts/trial.ts';
import {
  deadlineIn,
  interruptSignal,
  progress,
  wasInterrupted,
  withWorkbench,
  type Workbench,
} from './parts/workbench.ts';

const EFFECTS = [0.01, 0.02, 0.03, 0.05] as const;
const METHODS = ['hone cpu', 'hone wall', 'fixed cpu', 'fixed wall', 'hyperfine'] as const;
type Method = (typeof METHODS)[number];
const HYPERFINE_RUNS = 20;
const ALPHA = 0.05;

/** The effect on which the limit is stated, and the most of the fixed run's time it may take. */
const CLAIMED = { effect: 0.03, share: 0.5 } as const;

/** Fewest trials of a cell over which the limit is stated. */
const TRIALS_MIN = 10;

/** One effect: the longer program, and how much longer it truly is. */
interface Effect {
  readonly nominal: number;
  readonly slower: ShellLoop;
  readonly truth: RatioEstimate | null;
}

interface Attempt {
  readonly nominal: number;
  readonly method: Method;
  /** hone's verdict `regressed`; for the others the same as `seen`. */
  readonly confirmed: boolean;
  /** An interval above 1, or p <= 0.05 on the right side. */
  readonly seen: boolean;
  readonly elapsedMs: number;
  readonly pairs: number;
}

const options = numberOptions({
  trials: 20,
  minutes: 45,
  reference: 300,
  milliseconds: 25,
  fixed: 100,
  effect: 0, // percent; 0 for all of them
  seed: randomSeed(),
});
const signal = interruptSignal();
const print = await startSection();
report(await withWorkbench('bench/power', signal, runAll));

async function runAll(
  bench: Workbench,
): Promise<{ effects: Effect[]; attempts: Attempt[]; text: string }> {
  const cost = await loopCost(bench);
  const base = shellLoop(iterationsFor(cost, options.milliseconds));
  const deadline = deadlineIn(options.minutes, signal);
  const effects: Effect[] = [];
  const attempts: Attempt[] = [];
  const wanted = EFFECTS.filter((effect) => [0, effect * 100].includes(options.effect));
  try {
    for (const nominal of wanted) {
      const slower = shellLoop(iterationsFor(cost, options.milliseconds * (1 + nominal)));
      const truth = await trueEffect(bench, base, slower);
      effects.push({ nominal, slower, truth });
      progress(`nominal ${percent(nominal)}: true ratio ${ratioText(truth)}`);
    }
    // One trial of every cell in turn, so that a spell of noise falls on all of them.
    for (let trial = 0; trial < options.trials && !deadline.passed(); trial++) {
      for (const effect of effects) {
        for (const method of METHODS) {
          attempts.push(await attempt(bench, { base, effect, method, trial }));
        }
      }
      progress(`${trial + 1} of ${options.trials} trials of each cell`);
    }
  } catch (thrown) {
    if (!wasInterrupted(thrown)) {
      throw thrown;
    }
  }
  return { effects, attempts, text: base.text };
}

/** CPU time pinned over many interleaved pairs: how much slower it really is. */
async function trueEffect(
  bench: Workbench,
  base: ShellLoop,
  slower: ShellLoop,
): Promise<RatioEstimate | null> {
  const trial = await runTrial(bench, {
    base: base.command,
    candidate: slower.command,
    metric: metricNamed('cpu'),
    stopping: fixedRule(options.reference),
    seed: options.seed,
  });
  return trial.evidence.ratio;
}

async function attempt(
  bench: Workbench,
  what: { base: ShellLoop; effect: Effect; method: Method; trial: number },
): Promise<Attempt> {
  const { base, effect, method, trial } = what;
  const cell = { nominal: effect.nominal, method };
  if (method === 'hyperfine') {
    const started = performance.now();
    const [before = [], after = []] = await hyperfineTimes([base.text, effect.slower.text], {
      runs: HYPERFINE_RUNS,
      warmups: 2,
      scratch: bench.scratch,
      signal,
    });
    const seen = welchP(before, after) <= ALPHA && mean(after) > mean(before);
    const elapsedMs = performance.now() - started;
    return { ...cell, confirmed: seen, seen, elapsedMs, pairs: HYPERFINE_RUNS };
  }
  const fixed = method.startsWith('fixed');
  const { evidence, verdict, side, elapsedMs } = await runTrial(bench, {
    base: base.command,
    candidate: effect.slower.command,
    metric: metricNamed(method.endsWith('cpu') ? 'cpu' : 'wall'),
    stopping: fixed ? fixedRule(options.fixed) : honeRule(CONFIRMATION_PAIRS.max),
    seed: randomFrom(options.seed, `${effect.nominal}/${method}/${trial}`).integer(2 ** 31),
  });
  const slower = (evidence.ratio?.estimate ?? 1) > 1;
  const seen = fixed ? (evidence.pValueAlone ?? 1) <= ALPHA && slower : side === 1;
  return {
    ...cell,
    confirmed: fixed ? seen : verdict === 'regressed',
    seen,
    elapsedMs,
    pairs: evidence.pairs.screening + evidence.pairs.confirmation,
  };
}

function cellOf(attempts: readonly Attempt[], nominal: number, method: Method): Attempt[] {
  return attempts.filter((one) => one.nominal === nominal && one.method === method);
}

function medianMs(attempts: readonly Attempt[]): number | null {
  return attempts.length === 0 ? null : median(attempts.map(({ elapsedMs }) => elapsedMs));
}

/** Time of hone's verdicts that confirm the effect, as a share of the fixed run's time. */
function shareOfFixed(
  attempts: readonly Attempt[],
  nominal: number,
  metric: 'cpu' | 'wall',
): number | null {
  const confirmed = cellOf(attempts, nominal, `hone ${metric}`).filter((one) => one.confirmed);
  const own = medianMs(confirmed);
  const fixed = medianMs(cellOf(attempts, nominal, `fixed ${metric}`));
  return own === null || fixed === null ? null : own / fixed;
}

function nameOf(method: Method): string {
  const placed = method.endsWith('cpu') ? 'CPU time, pinned' : 'wall time, free';
  if (method === 'hyperfine') {
    return `hyperfine -N, ${HYPERFINE_RUNS} runs each, Welch`;
  }
  return method.startsWith('fixed') ? `fixed ${options.fixed} pairs, ${placed}` : `hone, ${placed}`;
}

function report(found: { effects: Effect[]; attempts: Attempt[]; text: string }): void {
  const { effects, attempts, text } = found;
  const rows = effects.flatMap(({ nominal, truth }) =>
    METHODS.map((method) => {
      const cell = cellOf(attempts, nominal, method);
      const confirmed = cell.filter((one) => one.confirmed);
      const metric = method === 'hone cpu' ? 'cpu' : method === 'hone wall' ? 'wall' : null;
      const share = metric === null ? null : shareOfFixed(attempts, nominal, metric);
      return [
        ratioText(truth),
        nameOf(method),
        rateText(wilson(confirmed.length, cell.length)),
        percent(cell.filter((one) => one.seen).length / Math.max(1, cell.length), 0),
        cell.length === 0 ? '-' : String(median(cell.map(({ pairs }) => pairs))),
        seconds(medianMs(cell)),
        share === null ? '-' : share.toFixed(2),
      ];
    }),
  );
  const reached = Math.min(
    ...effects.map(({ nominal }) => cellOf(attempts, nominal, 'hyperfine').length),
  );
  print({
    name: 'power',
    title: 'Power and time to a verdict',
    what:
      `The command \`${text}\` (about ${options.milliseconds} ms) against itself with more ` +
      `iterations. The true ratio is CPU time over ${options.reference} pinned pairs. ` +
      'For hone, confirmed means the verdict regressed, which needs an estimate of 2 % or more; ' +
      'for the others p <= 0.05 on the right side. "Seen" leaves out the 2 %. The last column is ' +
      "the median time of hone's confirmed verdicts over that of the fixed run.",
    n: `${Number.isFinite(reached) ? reached : 0} trials of each cell, seed ${options.seed}`,
    table: {
      head: ['true ratio', 'method', 'confirmed', 'seen', 'pairs', 'median s', 'of fixed'],
      rows,
    },
    limits: (['cpu', 'wall'] as const).map((metric) => limitOn(attempts, metric)),
    raw: { options, ...found },
  });
}

function seconds(ms: number | null): string {
  return ms === null ? '-' : (ms / 1_000).toFixed(2);
}

function limitOn(
  attempts: readonly Attempt[],
  metric: 'cpu' | 'wall',
): { text: string; holds: boolean | null } {
  const cell = cellOf(attempts, CLAIMED.effect, `hone ${metric}`);
  const share = shareOfFixed(attempts, CLAIMED.effect, metric);
  const confirmed = cell.filter((one) => one.confirmed).length;
  const mostly = confirmed * 2 > cell.length;
  return {
    text:
      `a 3 % effect on ${metric} is confirmed (in most trials) in at most half of the fixed ` +
      `run's time: ${confirmed} of ${cell.length} confirmed, in ` +
      `${share === null ? 'no' : share.toFixed(2)} of that time.`,
    holds: cell.length < TRIALS_MIN ? null : mostly && share !== null && share <= CLAIMED.share,
  };
}
