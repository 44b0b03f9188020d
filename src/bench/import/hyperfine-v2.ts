import { BYTES_PER_KIB, NS_PER_MS, NS_PER_S, NS_PER_US } from '../../base/index.ts';
import {
  contextOf,
  CPU,
  type Identity,
  type Measure,
  RSS,
  sampled,
  summarised,
  WALL,
} from './build-benchmark.ts';
import type { JsonDocument } from './document.ts';
import { failureNotes } from './hyperfine-failures.ts';
import type { ImportedBenchmark, ImportedResult } from './imported.ts';
import type { JsonNode } from './json-node.ts';

/** Unit names of hyperfine's `src/quantity`, to ns, bytes and plain counts. */
const UNITS: ReadonlyMap<string, { readonly unit: string; readonly scale: number }> = new Map([
  ['second', { unit: 'ns', scale: NS_PER_S }],
  ['millisecond', { unit: 'ns', scale: NS_PER_MS }],
  ['microsecond', { unit: 'ns', scale: NS_PER_US }],
  ['nanosecond', { unit: 'ns', scale: 1 }],
  ['byte', { unit: 'bytes', scale: 1 }],
  ['kibibyte', { unit: 'bytes', scale: BYTES_PER_KIB }],
  ['mebibyte', { unit: 'bytes', scale: BYTES_PER_KIB ** 2 }],
  ['gibibyte', { unit: 'bytes', scale: BYTES_PER_KIB ** 3 }],
  ['tebibyte', { unit: 'bytes', scale: BYTES_PER_KIB ** 4 }],
  ['count', { unit: 'count', scale: 1 }],
]);

const NAMES: ReadonlyMap<string, Measure> = new Map([
  ['time_wall_clock', WALL],
  ['time_cpu', CPU],
  ['memory_peak_resident', RSS],
  ['peak_memory_usage', RSS], // its name during the development of 2.0
]);

/** Parts of `cpu`, which is what hone knows; alone they would only repeat it. */
const PARTS_OF_CPU: readonly string[] = ['time_user', 'time_system'];

/**
 * Schema version 2.
 *
 * @see hyperfine 2.0.0-alpha.1: src/metric.rs, src/export/json, tests/snapshots
 */
export function hyperfineV2(json: JsonDocument): ImportedResult {
  const metadata = json.root.get('metadata');
  const platform = metadata?.get('platform');
  const results = json.root.need('results').items();
  return {
    format: 'hyperfine',
    tool: 'hyperfine',
    toolVersion: metadata?.get('hyperfine_version')?.text() ?? null,
    source: json.path,
    context: contextOf({
      date: metadata?.get('start_time')?.word() ?? null,
      os: platform?.get('os')?.word() ?? null,
      architecture: platform?.get('architecture')?.word() ?? null,
    }),
    benchmarks: results.flatMap(benchmarksOf),
    notes: failureNotes(
      results.map((result) => ({
        id: idOf(result),
        exitCodes: (result.get('measurements')?.items() ?? []).flatMap((run) =>
          run.entries().flatMap(([key, value]) => (key === 'exit_code' ? [value] : [])),
        ),
      })),
    ),
  };
}

function idOf(result: JsonNode): string {
  return (result.get('name') ?? result.need('command')).text();
}

function benchmarksOf(result: JsonNode): ImportedBenchmark[] {
  const identity: Identity = {
    id: idOf(result),
    parameters: Object.fromEntries(
      (result.get('parameters')?.entries() ?? []).map(([name, value]) => [
        name,
        (value.get('value') ?? value).word(),
      ]),
    ),
  };
  const runs = result.get('measurements')?.items() ?? [];
  return runs.length > 0 ? sampledMetrics(identity, runs) : summarisedMetrics(identity, result);
}

/** All metrics that every run has, in the order of the first run. */
function sampledMetrics(identity: Identity, runs: readonly JsonNode[]): ImportedBenchmark[] {
  const columns = new Map<string, { measure: Measure; samples: number[] }>();
  for (const run of runs) {
    for (const [key, field] of [...run.entries(), ...derivedCpu(run)]) {
      const measure = field.get('value') === null ? null : measureOf(key, field);
      if (measure !== null) {
        const column = columns.get(key) ?? { measure, samples: [] };
        column.samples.push(field.need('value').amount(scaleOf(field)));
        columns.set(key, column);
      }
    }
  }
  return [...columns.values()]
    .filter(({ samples }) => samples.length === runs.length)
    .map(({ measure, samples }) => sampled(identity, measure, samples));
}

/** The first alpha versions wrote user and system time but not their sum. */
function derivedCpu(run: JsonNode): [string, JsonNode][] {
  const [user, system] = PARTS_OF_CPU.map((key) => run.get(key));
  if (run.get('time_cpu') !== null || !user || !system) {
    return [];
  }
  const value = [user, system].reduce(
    (sum, part) => sum + part.need('value').amount(scaleOf(part)) / NS_PER_S,
    0,
  );
  return [['time_cpu', user.with({ value, unit: 'second' })]];
}

function summarisedMetrics(identity: Identity, result: JsonNode): ImportedBenchmark[] {
  return result
    .need('summary')
    .entries()
    .flatMap(([key, field]) => {
      const measure = measureOf(key, field);
      if (measure === null) {
        return [];
      }
      const amount = (name: string): number | null =>
        field.get(name)?.amount(scaleOf(field)) ?? null;
      return [
        summarised(identity, measure, {
          n: field.get('count')?.amount() ?? null,
          mean: amount('mean'),
          median: amount('median'),
          standardDeviation: amount('stddev'),
          minimum: amount('min'),
          maximum: amount('max'),
        }),
      ];
    });
}

function measureOf(key: string, field: JsonNode): Measure | null {
  const unit = field.get('unit');
  if (unit === null || PARTS_OF_CPU.includes(key)) {
    return null;
  }
  const known = UNITS.get(unit.text());
  return NAMES.get(key) ?? { metric: key, unit: known?.unit ?? unit.text(), direction: 'lower' };
}

function scaleOf(field: JsonNode): number {
  const unit = field.need('unit');
  const known = UNITS.get(unit.text());
  if (known === undefined) {
    throw unit.wrong(`one of ${[...UNITS.keys()].join(', ')}`);
  }
  return known.scale;
}
