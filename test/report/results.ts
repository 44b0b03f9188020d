import type {
  BenchmarkComparison,
  CandidateResult,
  CompareResult,
  Contribution,
  Decision,
  Direction,
  Environment,
  MetricResult,
  Note,
  Placement,
  Sample,
  TryResult,
  VerdictKind,
} from '../../src/model/index.ts';
import { COMPARE_SCHEMA, TRY_SCHEMA, valueOf } from '../../src/model/index.ts';
import { hodgesLehmannRatio, mad, median, signedRank } from '../../src/stats/index.ts';

/** What a made-up measurement is made from; the seed decides every sample. */
export interface Recipe {
  readonly seed: number;
  readonly benchmark?: string | null;
  readonly parameters?: Record<string, string>;
  readonly base?: string;
  /** Names of the candidates and how many times as long as the base they take. */
  readonly candidates: Readonly<Record<string, number>>;
  readonly screening?: number;
  readonly confirmation?: number;
  readonly baseMs?: number;
  /** Spread of one run, as a fraction. */
  readonly noise?: number;
  readonly metric?: string;
  readonly notes?: readonly Note[];
  readonly sameOutput?: boolean | null;
}

/** A machine like many. */
export const ENVIRONMENT: Environment = {
  hone: '0.1.0',
  node: '24.21.0',
  os: 'linux',
  kernel: '6.1.0-27-amd64',
  architecture: 'x64',
  cpuModel: 'AMD EPYC 7B13',
  cores: 2,
  governor: null,
  boost: null,
  memoryBytes: 8_345_567_232,
  virtualisation: 'kvm',
  loadAverageStart: 0.31,
  loadAverageEnd: 0.52,
  runner: { spawner: 'posix_spawn', pinnedCore: 1, niceness: 0, notes: [] },
  tools: { git: '2.39.5', perf: '6.1.112' },
};

/** A comparison and its samples, from a recipe. */
export function measured(recipe: Recipe): { comparison: BenchmarkComparison; samples: Sample[] } {
  const base = recipe.base ?? 'main';
  const names = Object.keys(recipe.candidates);
  const parameters = recipe.parameters ?? {};
  const row = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  const benchmark = recipe.benchmark ?? null;
  const label = benchmark ?? (row.length > 0 ? row.join(',') : null);
  const samples = samplesOf({ ...recipe, benchmark: label }, base, names);
  const candidates = names.map((name): CandidateResult => {
    const metrics = ['wall', 'cpu', 'rss', ...customOf(recipe)].map(
      (metric): [string, MetricResult] => [
        metric,
        resultOf(samples, { base, candidate: name }, metric, recipe.metric ?? 'wall'),
      ],
    );
    return {
      name,
      commit: `${name.length}f3c9d2ab4e5`.padEnd(40, '0'),
      metrics: Object.fromEntries(metrics),
      sameOutput: recipe.sameOutput === undefined ? true : recipe.sameOutput,
      notes: [...(recipe.notes ?? [])],
    };
  });
  const commit = 'a1b2c3d4e5'.padEnd(40, '0');
  return {
    comparison: { benchmark, parameters, base: { name: base, commit }, candidates },
    samples,
  };
}

/** A whole result from several recipes. */
export function compareResult(...recipes: readonly Recipe[]): CompareResult {
  const parts = recipes.map(measured);
  return {
    schema: COMPARE_SCHEMA,
    createdAt: '2026-03-14T09:26:53.589Z',
    seed: 271828,
    environment: ENVIRONMENT,
    comparisons: parts.map((part) => part.comparison),
    samples: parts.flatMap((part) => part.samples),
  };
}

/** The plain case: one candidate, clearly faster. */
export function fasterResult(): CompareResult {
  return compareResult({ seed: 1, candidates: { head: 0.876 } });
}

/** One benchmark for each verdict, a matrix, many candidates and hard names. */
export function variedResult(): CompareResult {
  const noise: Note = {
    code: 'noise',
    text:
      'The interval is ±9.1 % wide after 60 pairs, wider than the smallest change that ' +
      'matters (2.0 %).',
    advice: 'Close what else runs on this machine, or give it about 10 times the pairs.',
  };
  const result = compareResult(
    { seed: 2, benchmark: 'parse-large', candidates: { head: 0.876 } },
    { seed: 3, benchmark: 'parse-small', candidates: { head: 1.0 }, noise: 0.014 },
    { seed: 4, benchmark: 'render', candidates: { head: 1.095 }, baseMs: 2_310 },
    { seed: 5, benchmark: 'search', candidates: { head: 1.01 }, noise: 0.2, notes: [noise] },
  );
  return {
    ...result,
    environment: {
      ...ENVIRONMENT,
      runner: { ...ENVIRONMENT.runner, notes: ['Raising the priority was not permitted.'] },
    },
  };
}

/** A matrix of commands with several candidates each. */
export function matrixResult(): CompareResult {
  const candidates = {
    quick: 0.72,
    merge: 1.31,
    'radix sort, eight bits at a time, in place': 0.08,
  };
  return compareResult(
    ...['1000', '100000'].map((size, index) => ({
      seed: 6 + index,
      base: 'heap',
      parameters: { size },
      candidates,
      baseMs: 9 * 20 ** index,
      sameOutput: null,
    })),
  );
}

/** Text that tries to break out of wherever it is put. */
export const HOSTILE =
  '=cmd|"/C calc"!A0 \u001b[31mred\u001b[0m \u202eevil </script>' +
  '<img src=x onerror=alert(1)> | `x` \n@everyone #1 é 表';

/** The same result with hostile text in every place that comes from outside. */
export function hostileResult(): CompareResult {
  const result = compareResult({
    seed: 8,
    benchmark: HOSTILE,
    base: `${HOSTILE} a`,
    parameters: { [HOSTILE]: HOSTILE },
    candidates: { [`${HOSTILE} b`]: 0.9 },
    notes: [{ code: 'noise', text: HOSTILE, advice: HOSTILE }],
    metric: HOSTILE,
  });
  return {
    ...result,
    environment: { ...ENVIRONMENT, cpuModel: HOSTILE, tools: { [HOSTILE]: HOSTILE } },
  };
}

/** Metrics by benchmark as a trial has them. */
export function trialMetrics(seed: number, ratio: number, noise = 0.02): Decision['metrics'] {
  const { comparison } = measured({ seed, benchmark: 'report', candidates: { p: ratio }, noise });
  const small = measured({
    seed: seed + 100,
    benchmark: 'report-small',
    candidates: { p: (1 + ratio) / 2 },
    noise,
  });
  return {
    report: comparison.candidates[0]?.metrics ?? {},
    'report-small': small.comparison.candidates[0]?.metrics ?? {},
  };
}

function decision(proposal: string, title: string, fields: Partial<Decision>): Decision {
  return {
    proposal,
    title,
    decision: 'rejected',
    check: null,
    reason: '',
    commit: null,
    headline: null,
    metrics: {},
    holdout: {},
    notes: [],
    ...fields,
  };
}

const HEADLINE = { benchmark: 'report', metric: 'wall' };

function change(value: number): string {
  return `${value > 1 ? '+' : ''}${((value - 1) * 100).toFixed(1)}`;
}

/** The headline's number as the gates quote it. */
function numbersOf(metrics: Decision['metrics']): string {
  const ratio = metrics['report']?.['wall']?.ratio ?? null;
  return ratio === null
    ? 'report wall could not be estimated'
    : `report wall ${change(ratio.estimate)} % (95 % interval ${change(ratio.lo)} to ` +
        `${change(ratio.hi)} %)`;
}

/** What a run over all kinds of proposals looks like. */
export function tryResult(): TryResult {
  const cache = trialMetrics(20, 0.81);
  const once = trialMetrics(21, 0.94);
  const contribution = (
    proposal: string,
    commit: string,
    seed: number,
    ratio: number,
  ): Contribution => ({
    proposal,
    commit,
    metrics: trialMetrics(seed, ratio),
    note: null,
  });
  const [commitA, commitB] = [
    '5d41402abc4b2a76'.padEnd(40, '7'),
    '7d793037a0760186'.padEnd(40, '1'),
  ];
  const decisions: Decision[] = [
    decision('cache-parsed-dates.patch', 'Parse each date once', {
      decision: 'kept',
      reason: `${numbersOf(cache)}.`,
      commit: commitA,
      headline: HEADLINE,
      metrics: cache,
      holdout: { 'report-unseen': trialMetrics(22, 0.83)['report'] ?? {} },
      notes: [
        {
          code: 'more-memory',
          text: "Peak memory grew to 1.12 times the base's.",
          advice: 'Decide whether the speed is worth it.',
        },
      ],
    }),
    decision(
      'one-pass-counting.patch',
      'Count everything in one pass over the lines instead of five',
      {
        decision: 'kept',
        reason: `${numbersOf(once)}.`,
        commit: commitB,
        headline: HEADLINE,
        metrics: once,
        holdout: { 'report-unseen': trialMetrics(23, 0.95)['report'] ?? {} },
      },
    ),
    decision('rename-variables.patch', 'Rename variables', {
      check: 'faster',
      reason: `No gain that matters: ${numbersOf(trialMetrics(24, 1.002))}.`,
      headline: HEADLINE,
      metrics: trialMetrics(24, 1.002),
    }),
    decision('slower-regexp.patch', 'Use one regular expression', {
      check: 'faster',
      reason: `${numbersOf(trialMetrics(25, 1.112))}.`,
      headline: HEADLINE,
      metrics: trialMetrics(25, 1.112),
    }),
    decision('skip-validation.patch', 'Skip validation of the input', {
      check: 'tests',
      reason: 'The tests failed: 2 of 41, the first is "rejects a line without a status".',
    }),
    decision('edit-benchmark.patch', 'Make the benchmark realistic', {
      check: 'admission',
      reason: 'It touches bench/report.sh, which the suite has frozen.',
    }),
    decision('remember-the-input.patch', 'Precomputed table', {
      decision: 'needs-person',
      check: 'plausible',
      reason:
        `${numbersOf(trialMetrics(26, 0.029))}: larger than what is believed without ` +
        "a person's look at the diff.",
      headline: HEADLINE,
      metrics: trialMetrics(26, 0.029),
    }),
  ];
  return {
    schema: TRY_SCHEMA,
    run: '20260314-092653-k3v9',
    createdAt: '2026-03-14T09:26:53.589Z',
    seed: 314159,
    base: 'a1b2c3d4e5'.padEnd(40, '0'),
    branch: 'hone/20260314-092653-k3v9',
    suiteHash: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    environment: ENVIRONMENT,
    decisions,
    stack: {
      commit: commitB,
      note: null,
      metrics: trialMetrics(27, 0.765),
      contributions: [
        contribution('cache-parsed-dates.patch', commitA, 28, 0.81),
        {
          ...contribution('one-pass-counting.patch', commitB, 29, 0.94),
          metrics: {},
          note: 'Without it the next commit does not apply.',
        },
      ],
    },
  };
}

function customOf(recipe: Recipe): string[] {
  const metric = recipe.metric ?? 'wall';
  return ['wall', 'cpu', 'rss'].includes(metric) ? [] : [metric];
}

function samplesOf(recipe: Recipe, base: string, names: readonly string[]): Sample[] {
  const random = streamFrom(recipe.seed);
  const samples: Sample[] = [];
  const screening = recipe.screening ?? 20;
  const rounds = screening + (recipe.confirmation ?? 60);
  const sides = [base, ...names];
  for (let round = 0; round < rounds + 1; round++) {
    const phase = round === 0 ? 'warmup' : round <= screening ? 'screening' : 'confirmation';
    const half = round > screening + (rounds - screening) / 2 ? 1 : 0;
    const shared = normal(random) * 0.01;
    for (const side of random.integer(2) === 0 ? sides : sides.toReversed()) {
      const factor = side === base ? 1 : (recipe.candidates[side] ?? 1);
      samples.push(
        sample(recipe, random, { slot: samples.length, round, phase, half, side, factor, shared }),
      );
    }
  }
  return samples;
}

function sample(
  recipe: Recipe,
  random: Stream,
  where: {
    readonly slot: number;
    readonly round: number;
    readonly phase: Sample['phase'];
    readonly half: 0 | 1;
    readonly side: string;
    readonly factor: number;
    readonly shared: number;
  },
): Sample {
  const { slot, round, phase, half, side, factor, shared } = where;
  const noise = recipe.noise ?? 0.015;
  // Now and then something else takes the machine, as it does everywhere.
  const burst = random.fraction() < 0.03 ? 0.15 + 0.2 * random.fraction() : 0;
  const scale = Math.exp(shared + normal(random) * noise + burst);
  const wallNs = Math.round((recipe.baseMs ?? 124.3) * 1e6 * factor * scale);
  const placement: Placement = phase === 'screening' ? 'pinned' : 'free';
  return {
    slot,
    round,
    phase,
    placement,
    benchmark: recipe.benchmark ?? null,
    side,
    half,
    startedAt: new Date(Date.UTC(2026, 2, 14, 9, 26, 53) + slot * 130).toISOString(),
    wallNs,
    userNs: Math.round(wallNs * 0.91),
    systemNs: Math.round(wallNs * 0.04),
    peakRssBytes: Math.round(45.6e6 * (1 + 0.001 * normal(random))),
    exit: { kind: 'exited', code: 0 },
    outputSha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    outputBytes: 1_024,
    leftovers: [],
    paddingBytes: random.integer(4_096),
    values: Object.fromEntries(customOf(recipe).map((metric) => [metric, wallNs / 1e6])),
  };
}

/** Random numbers that no change elsewhere can shift, so that golden files stay as they are. */
interface Stream {
  fraction(): number;
  integer(below: number): number;
}

/** A counter with a 32-bit finaliser, see https://github.com/skeeto/hash-prospector. */
function streamFrom(seed: number): Stream {
  let counter = Math.imul(seed, 0x9e3779b1);
  const fraction = (): number => {
    counter = (counter + 0x9e3779b9) | 0;
    let mixed = counter ^ (counter >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  return { fraction, integer: (below) => Math.floor(fraction() * below) };
}

/** A standard normal number (Box and Muller). */
function normal(random: Stream): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.fraction()));
  return radius * Math.cos(2 * Math.PI * random.fraction());
}

function resultOf(
  samples: readonly Sample[],
  sides: { base: string; candidate: string },
  metric: string,
  claimed: string,
): MetricResult {
  const values = (side: string, half?: 0 | 1): number[] =>
    samples
      .filter((one) => one.phase === 'confirmation' && one.side === side)
      .filter((one) => half === undefined || one.half === half)
      .toSorted((left, right) => left.round - right.round)
      .map((one) => valueOf(one, metric) ?? 0);
  const [base, candidate] = [values(sides.base), values(sides.candidate)];
  const ratio = hodgesLehmannRatio(base, candidate, 0.95);
  const pValue = signedRank(
    base.map((value, index) => Math.log((candidate[index] ?? 0) / value)),
  ).p;
  const direction: Direction = 'lower';
  const verdict = verdictOf(ratio);
  return {
    verdict,
    reason: REASONS[verdict],
    unit: metric === 'rss' ? 'bytes' : metric === 'wall' || metric === 'cpu' ? 'ns' : 'ms',
    direction,
    claimed: metric === claimed,
    placement: 'free',
    ratio,
    halves: ([0, 1] as const).map((half) =>
      hodgesLehmannRatio(values(sides.base, half), values(sides.candidate, half), 0.95),
    ),
    pairs: {
      screening: samples.filter((one) => one.phase === 'screening' && one.side === sides.base)
        .length,
      confirmation: base.length,
    },
    screening: 'win',
    pValue,
    minEffect: 0.02,
    base: { median: median(base), mad: mad(base) },
    candidate: { median: median(candidate), mad: mad(candidate) },
  };
}

const REASONS: Readonly<Record<VerdictKind, string>> = {
  improved: 'the interval excludes 1 and the change is at least the smallest that matters',
  regressed: 'the interval excludes 1 and the change is at least the smallest that matters',
  unchanged: 'the whole interval lies within the smallest change that matters',
  inconclusive: 'the interval includes 1 and reaches beyond the smallest change that matters',
};

/** The rule of the gates, as far as made-up results need it. */
function verdictOf(ratio: { estimate: number; lo: number; hi: number }): VerdictKind {
  const excludesOne = ratio.hi < 1 || ratio.lo > 1;
  const matters = ratio.estimate < 1 / 1.02 || ratio.estimate > 1.02;
  if (excludesOne && matters) {
    return ratio.estimate < 1 ? 'improved' : 'regressed';
  }
  return excludesOne || (ratio.lo > 1 / 1.02 && ratio.hi < 1.02) ? 'unchanged' : 'inconclusive';
}
