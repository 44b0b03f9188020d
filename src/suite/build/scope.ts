import { BYTES_PER_MIB } from '../../base/index.ts';
import {
  asMap,
  asScalar,
  type Complaints,
  type MapTree,
  type Place,
  scalarAt,
  type ScalarTree,
  suggestion,
  type Tree,
  valueAt,
} from '../../document/index.ts';
import {
  BUILT_IN_METRICS,
  type Benchmark,
  type HarmLimit,
  type Metric,
  metricNamed,
  type Quantity,
  quantityFor,
  type Scope,
  type Suite,
} from '../../model/index.ts';
import { parseGlob } from '../glob.ts';
import { MEMORY_BYTES_MIN, SUITE_DEFAULTS } from '../limits.ts';
import { oneOrMore } from './one-or-more.ts';
import { durationMs, share } from './quantity.ts';

/** The scope, with every pattern understood. */
export function scopeFrom(tree: Tree | null, complaints: Complaints): Scope {
  if (tree === null) {
    return { write: [], frozen: [], dependencies: false };
  }
  const map = asMap(tree);
  return {
    write: patternsFrom(valueAt(map, 'write'), complaints),
    frozen: patternsFrom(valueAt(map, 'frozen'), complaints),
    dependencies: scalarAt(map, 'dependencies')?.value === true,
  };
}

function patternsFrom(tree: Tree | null, complaints: Complaints): string[] {
  const scalars = oneOrMore(tree).map(asScalar);
  for (const [index, { text, place }] of scalars.entries()) {
    const parsed = parseGlob(text);
    if (parsed.kind === 'invalid') {
      const message = `The pattern ${JSON.stringify(text)} is not understood: ${parsed.message}.`;
      complaints.refuse(place, message);
    } else if (parsed.glob.negated && index === 0) {
      const message = `The pattern ${JSON.stringify(text)} takes back what nothing gave.`;
      const hint = 'Put a pattern without ! before it, e.g. "**".';
      complaints.refuse(place, message, hint);
    }
  }
  return scalars.map(({ text }) => text);
}

/** The budgets; harm limits name metrics that some benchmark has, or built-in ones. */
export function budgetsFrom(
  tree: Tree | null,
  benchmarks: readonly Benchmark[],
  complaints: Complaints,
): Suite['budgets'] {
  const { pairsMax, measureMsMax, harm } = SUITE_DEFAULTS;
  if (tree === null) {
    return { pairsMax, measureMsMax, harm };
  }
  const map = asMap(tree);
  const pairs = scalarAt(map, 'pairs')?.value;
  return {
    pairsMax: typeof pairs === 'number' ? pairs : pairsMax,
    measureMsMax: durationMs(map, 'measure_time', measureMsMax, complaints),
    harm: { ...harm, ...harmFrom(map, benchmarks, complaints) },
    ...programBounds(map, complaints),
  };
}

/** What builds, tests and samples may use up, where the suite says so. */
function programBounds(
  map: MapTree,
  complaints: Complaints,
): Pick<Suite['budgets'], 'memoryBytesMax' | 'processesMax'> {
  const processes = scalarAt(map, 'processes')?.value;
  const bytes = memoryFrom(scalarAt(map, 'memory'), complaints);
  return {
    ...(bytes === null ? {} : { memoryBytesMax: bytes }),
    ...(typeof processes === 'number' ? { processesMax: processes } : {}),
  };
}

function memoryFrom(scalar: ScalarTree | null, complaints: Complaints): number | null {
  if (scalar === null) {
    return null;
  }
  const amount = quantityFor(scalar.text, metricNamed('rss'));
  if (amount.kind === 'invalid') {
    const message = `"memory" must be an amount of memory such as 8 GB, not "${scalar.text}".`;
    complaints.refuse(scalar.place, message, 'The units are B, kB, KiB, MB, MiB, GB and GiB.');
    return null;
  }
  if (amount.value < MEMORY_BYTES_MIN) {
    const least = `${MEMORY_BYTES_MIN / BYTES_PER_MIB} MiB`;
    complaints.refuse(scalar.place, `"memory" must be at least ${least}, not ${scalar.text}.`);
    return null;
  }
  return Math.floor(amount.value);
}

function harmFrom(
  budgets: MapTree,
  benchmarks: readonly Benchmark[],
  complaints: Complaints,
): Record<string, HarmLimit> {
  const tree = valueAt(budgets, 'harm');
  const metrics = [
    ...benchmarks.flatMap((benchmark) => benchmark.metrics),
    ...BUILT_IN_METRICS.map((name) => metricNamed(name)),
  ];
  const known = [...new Set([...BUILT_IN_METRICS, ...metrics.map(({ name }) => name)])];
  const limits: [string, HarmLimit][] = [];
  for (const [name, { keyPlace, value }] of tree === null ? [] : asMap(tree).entries) {
    if (!known.includes(name)) {
      const message = `No benchmark has a metric "${name}".`;
      complaints.refuse(keyPlace, message, suggestion(name, known, 'metrics'));
    }
    const limit =
      value.kind === 'scalar'
        ? share(value, name, complaints)
        : harmLimitFrom(asMap(value), { name, keyPlace }, metrics, complaints);
    if (limit !== null) {
      limits.push([name, limit]);
    }
  }
  return Object.fromEntries(limits);
}

/** `{share: 5%, absolute: 2 MB}`: at least one of them; the larger is what is allowed. */
function harmLimitFrom(
  map: MapTree,
  { name, keyPlace }: { name: string; keyPlace: Place },
  metrics: readonly Metric[],
  complaints: Complaints,
): HarmLimit | null {
  const [shareTree, absoluteTree] = [scalarAt(map, 'share'), scalarAt(map, 'absolute')];
  if (shareTree === null && absoluteTree === null) {
    const hint = 'Write "share: 5%", or "absolute" and an amount, or both.';
    complaints.refuse(keyPlace, `The limit of "${name}" is empty.`, hint);
    return null;
  }
  const part = shareTree === null ? 0 : share(shareTree, 'share', complaints);
  const metric = metrics.find((one) => one.name === name);
  if (part === null || metric === undefined) {
    return null;
  }
  const amount: Quantity =
    absoluteTree === null ? { kind: 'ok', value: 0 } : quantityFor(absoluteTree.text, metric);
  if (amount.kind === 'invalid') {
    complaints.refuse(absoluteTree?.place ?? keyPlace, amount.message);
    return null;
  }
  return { share: part, absolute: amount.value };
}
