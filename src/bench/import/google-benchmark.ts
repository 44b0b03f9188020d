import { HoneError, NS_PER_MS, NS_PER_S, NS_PER_US } from '../../base/index.ts';
import {
  BANDWIDTH,
  contextOf,
  CPU,
  type Identity,
  type Measure,
  sampled,
  summarised,
  THROUGHPUT,
  WALL,
} from './build-benchmark.ts';
import { asJson, type ImportDocument, type JsonDocument } from './document.ts';
import type { ImportedBenchmark, ImportedResult, ImportedSummary } from './imported.ts';
import type { Importer } from './importer.ts';
import { fieldOf, firstOf, type JsonNode } from './json-node.ts';
import { namesOf, quoted } from './quote.ts';

/** `--benchmark_format=json` or `--benchmark_out` of Google Benchmark. */
export const googleBenchmark: Importer = {
  format: 'google-benchmark',
  title: 'Google Benchmark JSON',
  signs: '"context" and "benchmarks" with a "real_time" each',
  recognises: (document) => {
    const value = document.kind === 'json' ? document.root.value : null;
    const first = firstOf(fieldOf(value, 'benchmarks'));
    return (
      fieldOf(value, 'context') !== undefined &&
      (fieldOf(first, 'real_time') !== undefined ||
        fieldOf(first, 'run_type') !== undefined ||
        fieldOf(fieldOf(value, 'context'), 'num_cpus') !== undefined)
    );
  },
  reading: { kind: 'each', read },
};

const SCHEMA_VERSION = 1; // in the files since 1.8; before that there was none

const TIME_UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', NS_PER_US],
  ['ms', NS_PER_MS],
  ['s', NS_PER_S],
]);

/** Counters whose meaning the library defines; the user's own have no direction. */
const RATES: ReadonlyMap<string, Measure> = new Map([
  ['bytes_per_second', BANDWIDTH],
  ['items_per_second', { ...THROUGHPUT, metric: 'items', unit: 'items/s' }],
]);

/** Numbers of an entry that are no counters. */
const BOOKKEEPING: readonly string[] = [
  'family_index',
  'per_family_instance_index',
  'repetitions',
  'repetition_index',
  'threads',
  'iterations',
  'real_time',
  'cpu_time',
  'real_coefficient', // of BigO and RMS, which describe a family of benchmarks
  'cpu_coefficient',
  'rms',
];

/** Name endings of aggregates from before 1.5, which had no `run_type`. */
const AGGREGATE_NAME = /_(?:mean|median|stddev|cv|BigO|RMS)$/;

/** @see google/benchmark 1.7.1 src/json_reporter.cc; captured from 1.7.1 */
function read(document: ImportDocument): ImportedResult {
  const json = asJson(document, googleBenchmark.title);
  const context = json.root.need('context');
  const schema = context.get('json_schema_version');
  if (schema !== null && schema.value !== SCHEMA_VERSION) {
    throw new HoneError(
      'E_FORMAT',
      `${json.path} is Google Benchmark JSON with schema version ${schema.word()}. hone reads ` +
        `version ${SCHEMA_VERSION}, and the files from before there was one (1.7 and older).`,
    );
  }
  const entries = json.root.need('benchmarks').items();
  const working = entries.filter((entry) => failureOf(entry) === null);
  const byName = Map.groupBy(working, nameOf);
  const fact = (key: string): string | null => context.get(key)?.word() ?? null;
  return {
    format: 'google-benchmark',
    tool: 'Google Benchmark',
    toolVersion: fact('library_version'),
    source: json.path,
    context: contextOf({
      host: fact('host_name'),
      cores: fact('num_cpus'),
      date: fact('date'),
      executable: fact('executable'),
      'load average': fact('load_avg'),
      'library build': fact('library_build_type'),
    }),
    benchmarks: [...byName].flatMap(([id, group]) => benchmarksOf({ id, parameters: {} }, group)),
    notes: notesOf(json, entries),
  };
}

function nameOf(entry: JsonNode): string {
  const name = (entry.get('run_name') ?? entry.need('name')).text();
  return entry.get('run_type') === null ? name.replace(AGGREGATE_NAME, '') : name;
}

function aggregateOf(entry: JsonNode): string | null {
  const named = entry.get('aggregate_name');
  if (entry.get('run_type') !== null) {
    return entry.get('run_type')?.value === 'aggregate' ? (named?.text() ?? '') : null;
  }
  return AGGREGATE_NAME.exec(entry.need('name').text())?.[0].slice(1) ?? null;
}

function failureOf(entry: JsonNode): string | null {
  if (entry.get('error_occurred')?.value === true) {
    return entry.get('error_message')?.word() ?? '';
  }
  return entry.get('skipped')?.value === true ? (entry.get('skip_message')?.word() ?? '') : null;
}

/** The time of one entry in ns. */
function timeOf(entry: JsonNode, key: string): number {
  const unit = entry.get('time_unit');
  const scale = TIME_UNITS.get(unit?.text() ?? 'ns');
  if (scale === undefined) {
    throw entry.need('time_unit').wrong(`one of ${[...TIME_UNITS.keys()].join(', ')}`);
  }
  return entry.need(key).amount(scale);
}

function benchmarksOf(identity: Identity, group: readonly JsonNode[]): ImportedBenchmark[] {
  const runs = group.filter((entry) => aggregateOf(entry) === null);
  if (runs.length === 0) {
    return summaries(identity, group);
  }
  return [
    sampled(
      identity,
      WALL,
      runs.map((run) => timeOf(run, 'real_time')),
    ),
    sampled(
      identity,
      CPU,
      runs.map((run) => timeOf(run, 'cpu_time')),
    ),
    ...[...RATES].flatMap(([key, measure]) => {
      const samples = runs.flatMap((run) => run.get(key)?.amount() ?? []);
      return samples.length === runs.length ? [sampled(identity, measure, samples)] : [];
    }),
  ];
}

/** With `--benchmark_report_aggregates_only` there is nothing but mean, median and deviation. */
function summaries(identity: Identity, group: readonly JsonNode[]): ImportedBenchmark[] {
  const aggregates = new Map(group.map((entry) => [aggregateOf(entry), entry]));
  const any = aggregates.get('mean') ?? aggregates.get('median');
  if (any === undefined) {
    return []; // only BigO and RMS, which are about a family of benchmarks
  }
  const summaryOf = (key: string): Partial<ImportedSummary> => {
    const figure = (name: string): number | null => {
      const entry = aggregates.get(name);
      return !entry || entry.get(key) === null ? null : timeOf(entry, key); // NaN came as null
    };
    return {
      n: any.get('repetitions')?.amount() ?? null,
      mean: figure('mean'),
      median: figure('median'),
      standardDeviation: figure('stddev'),
    };
  };
  return [
    summarised(identity, WALL, summaryOf('real_time')),
    summarised(identity, CPU, summaryOf('cpu_time')),
  ];
}

function notesOf(json: JsonDocument, entries: readonly JsonNode[]): string[] {
  const failures = new Map(
    entries.flatMap((entry) => {
      const failure = failureOf(entry);
      return failure === null ? [] : [[nameOf(entry), failure] as const];
    }),
  );
  const counters = new Set(
    entries.flatMap((entry) =>
      entry
        .entries()
        .filter(
          ([key, { value }]) =>
            typeof value === 'number' && !BOOKKEEPING.includes(key) && !RATES.has(key),
        )
        .map(([key]) => key),
    ),
  );
  const debug = json.root.get('context')?.get('library_build_type')?.value === 'debug';
  return [
    'Each sample is the mean over the iterations of one repetition, so the spread between single ' +
      'iterations is not seen.',
    ...[...failures].map(
      ([name, why]) => `${quoted(name)} was left out: it failed (${quoted(why)}).`,
    ),
    ...(counters.size > 0
      ? [
          `The counters ${namesOf([...counters])} were left out: the file does not say which ` +
            `way is better.`,
        ]
      : []),
    ...(debug
      ? ['The benchmark library was built for debugging, which slows the loop around.']
      : []),
  ];
}
