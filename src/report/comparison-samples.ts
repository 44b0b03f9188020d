import { type CompareResult, type Placement, type Sample, valueOf } from '../model/index.ts';

/** One base and one candidate value of the same round. */
export interface DrawnPair {
  readonly round: number;
  readonly base: number;
  readonly candidate: number;
  readonly phase: 'screening' | 'confirmation';
  readonly placement: Placement;
  readonly half: 0 | 1;
}

/**
 * The samples of each comparison, in the order of `result.comparisons`; null where they can't be
 * told apart.
 *
 * Rows of a parameter matrix carry their parameters (`size=10,mode=fast`) in place of a benchmark.
 * Where rows share a label all the same they are told apart by order: the slots of a measurement
 * count up from 0, so a slot that does not rise starts the next one.
 */
export function samplesByComparison(result: CompareResult): (readonly Sample[] | null)[] {
  const samples = Map.groupBy(result.samples, (sample) => sample.benchmark);
  const labels = result.comparisons.map((comparison) => {
    const { benchmark, parameters } = comparison;
    const row = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
    return benchmark ?? (samples.has(row.join(',')) ? row.join(',') : null);
  });
  return labels.map((label, index) => {
    const siblings = [...labels.keys()].filter((other) => labels[other] === label);
    const own = samples.get(label) ?? [];
    if (siblings.length === 1) {
      return own;
    }
    const runs = measurementsOf(own);
    return runs.length === siblings.length ? (runs[siblings.indexOf(index)] ?? null) : null;
  });
}

/**
 * All pairs of one candidate and metric in order of time, screening before confirmation. Warm-ups
 * and rounds in which a value is unknown give no pair.
 */
export function drawnPairs(
  samples: readonly Sample[],
  sides: { readonly base: string; readonly candidate: string },
  metric: string,
): DrawnPair[] {
  const bases = new Map<number, Sample>();
  for (const sample of samples) {
    if (sample.side === sides.base && sample.phase !== 'warmup') {
      bases.set(sample.round, sample);
    }
  }
  const pairs: DrawnPair[] = [];
  for (const sample of samples) {
    const base = sample.side === sides.candidate ? bases.get(sample.round) : undefined;
    if (base === undefined || sample.phase === 'warmup') {
      continue;
    }
    const values = { base: valueOf(base, metric), candidate: valueOf(sample, metric) };
    if (values.base !== null && values.candidate !== null) {
      const { round, phase, placement, half } = sample;
      pairs.push({ round, base: values.base, candidate: values.candidate, phase, placement, half });
    }
  }
  return pairs.sort((left, right) => left.round - right.round);
}

/**
 * The pairs whose distributions are worth showing: the confirmation's, because verdicts rest on
 * them, else those of the screening.
 */
export function decisivePairs(pairs: readonly DrawnPair[]): DrawnPair[] {
  const confirmation = pairs.filter((pair) => pair.phase === 'confirmation');
  return confirmation.length > 0 ? confirmation : [...pairs];
}

/**
 * At most `limit` items, evenly spaced and always with the first and the last, so that the same
 * result always draws the same points.
 *
 * @param limit - at least 2
 */
export function thinned<T>(items: readonly T[], limit: number): T[] {
  if (items.length <= limit) {
    return [...items];
  }
  const step = (items.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, index) => items[Math.round(index * step)]).filter(
    (item) => item !== undefined,
  );
}

function measurementsOf(samples: readonly Sample[]): Sample[][] {
  const runs: Sample[][] = [];
  let slotBefore = Infinity;
  for (const sample of samples) {
    if (sample.slot <= slotBefore) {
      runs.push([]);
    }
    runs.at(-1)?.push(sample);
    slotBefore = sample.slot;
  }
  return runs;
}
