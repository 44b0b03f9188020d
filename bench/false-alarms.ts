/**
 * False alarms of hone and of hyperfine with a Welch test: the same command against itself under a
 * noisy neighbour, in alternation.
 */
import { randomFrom } from '../src/base/index.ts';
import { randomSeed } from '../src/campaign/index.ts';
import { metricNamed } from '../src/model/index.ts';
import { hyperfineTimes } from './parts/hyperfine.ts';
import { startNeighbour } from './parts/neighbour.ts';
import { numberOptions } from './parts/options.ts';
import { type Rate, rateText, welchP, wilson } from './parts/rates.ts';
import { startSection } from './parts/section.ts';
import { iterationsFor, loopCost, shellLoop, type ShellLoop } from './parts/shell-loop.ts';
import { honeRule, runTrial } from './parts/trial.ts';
import {
  deadlineIn,
  interruptSignal,
  progress,
  wasInterrupted,
  withWorkbench,
  type Workbench,
} from './parts/workbench.ts';

const METRICS = ['wall', 'cpu'] as const;
const HYPERFINE_RUNS = 20;
const ALPHA = 0.05;

/** Fewest trials over which the limit is stated. */
const TRIALS_MIN = 200;

interface HoneFinding {
  readonly metric: string;
  readonly verdict: string;
  readonly excludesOne: boolean;
  readonly ratio: number | null;
  readonly pairs: { readonly screening: number; readonly confirmation: number };
  readonly elapsedMs: number;
}

interface AlarmTrial {
  readonly seed: number;
  readonly hone: readonly HoneFinding[];
  readonly welchP: number;
  readonly hyperfineMs: number;
}

const options = numberOptions({
  trials: 200,
  minutes: 10,
  seed: randomSeed(),
  milliseconds: 5,
  pairs: 40,
});
const signal = interruptSignal();
const print = await startSection();
const found = await withWorkbench('bench/false-alarms', signal, runAll);
report(found);

async function runAll(bench: Workbench): Promise<{ trials: AlarmTrial[]; text: string }> {
  const cost = await loopCost(bench); // before the neighbour comes
  const loop = shellLoop(iterationsFor(cost, options.milliseconds));
  const deadline = deadlineIn(options.minutes, signal);
  const neighbour = startNeighbour(options.seed);
  const trials: AlarmTrial[] = [];
  try {
    while (trials.length < options.trials && !deadline.passed()) {
      trials.push(await oneTrial(bench, loop, trials.length));
      if (trials.length % 10 === 0) {
        const alarms = METRICS.map((name) => `${name} ${alarmsOf(trials, name).hits}`).join(', ');
        const welch = welchAlarms(trials).hits;
        progress(`${trials.length} trials: hone alarms ${alarms}; hyperfine and Welch ${welch}`);
      }
    }
  } catch (thrown) {
    if (!wasInterrupted(thrown)) {
      throw thrown;
    }
  } finally {
    neighbour.end();
  }
  return { trials, text: loop.text };
}

async function oneTrial(bench: Workbench, loop: ShellLoop, index: number): Promise<AlarmTrial> {
  const random = randomFrom(options.seed, `trial/${index}`);
  const seed = random.integer(2 ** 31);
  const hone: HoneFinding[] = [];
  for (const name of METRICS) {
    const trial = await runTrial(bench, {
      base: loop.command,
      candidate: loop.command,
      metric: metricNamed(name),
      stopping: honeRule(options.pairs),
      seed,
    });
    hone.push({
      metric: name,
      verdict: trial.verdict,
      excludesOne: trial.side !== 0,
      ratio: trial.evidence.ratio?.estimate ?? null,
      pairs: trial.evidence.pairs,
      elapsedMs: trial.elapsedMs,
    });
  }
  const started = performance.now();
  const [first = [], second = []] = await hyperfineTimes([loop.text, loop.text], {
    runs: HYPERFINE_RUNS,
    warmups: 2,
    scratch: bench.scratch,
    signal,
  });
  return { seed, hone, welchP: welchP(first, second), hyperfineMs: performance.now() - started };
}

function alarmsOf(trials: readonly AlarmTrial[], metric: string): Rate {
  const findings = findingsOn(trials, metric);
  return wilson(
    findings.filter(({ verdict }) => verdict === 'improved' || verdict === 'regressed').length,
    findings.length,
  );
}

function findingsOn(trials: readonly AlarmTrial[], metric: string): HoneFinding[] {
  return trials.flatMap(({ hone }) => hone.filter((finding) => finding.metric === metric));
}

function welchAlarms(trials: readonly AlarmTrial[]): Rate {
  return wilson(trials.filter((trial) => trial.welchP <= ALPHA).length, trials.length);
}

function secondsEach(milliseconds: readonly number[]): string {
  const sum = milliseconds.reduce((total, value) => total + value, 0);
  return `${(sum / Math.max(1, milliseconds.length) / 1_000).toFixed(2)} s`;
}

function report({ trials, text }: { trials: readonly AlarmTrial[]; text: string }): void {
  const rows = METRICS.map((name) => {
    const findings = findingsOn(trials, name);
    const outside = findings.filter(({ excludesOne }) => excludesOne).length;
    const inconclusive = findings.filter(({ verdict }) => verdict === 'inconclusive').length;
    return [
      `hone, ${name} (confirmed ${name === 'cpu' ? 'pinned' : 'free'})`,
      rateText(alarmsOf(trials, name)),
      rateText(wilson(outside, findings.length)),
      rateText(wilson(inconclusive, findings.length)),
      secondsEach(findings.map(({ elapsedMs }) => elapsedMs)),
    ];
  });
  rows.push([
    `hyperfine -N, ${HYPERFINE_RUNS} runs each, Welch, wall`,
    rateText(welchAlarms(trials)),
    'same',
    'has none',
    secondsEach(trials.map(({ hyperfineMs }) => hyperfineMs)),
  ]);
  const limits = METRICS.map((name) => {
    const alarms = alarmsOf(trials, name);
    const enough = trials.length >= TRIALS_MIN;
    return {
      text:
        `at most 5 % false alarms over at least ${TRIALS_MIN} trials, ${name}: ` +
        `${rateText(alarms)}${enough ? '' : ' (too few trials to say)'}.`,
      holds: enough ? alarms.rate <= ALPHA : null,
    };
  });
  print({
    name: 'false-alarms',
    title: 'False alarms under a noisy neighbour',
    what:
      `The command \`${text}\` (about ${options.milliseconds} ms) against itself, beside a ` +
      'process that is busy for random 20 to 200 ms and sleeps as long in between. Each trial is ' +
      `hone's whole procedure (screening, then at most ${options.pairs} fresh pairs, the p-value ` +
      'not adjusted) once for each metric, then hyperfine on the same two commands. An alarm is ' +
      'a verdict of improved or regressed, for Welch p <= 0.05; nominal is 5 %.',
    n: `${trials.length} trials, seed ${options.seed}`,
    table: {
      head: ['method', 'false alarms (95 % interval)', 'excludes 1', 'inconclusive', 'each'],
      rows,
    },
    limits,
    raw: { options, command: text, trials },
  });
}
