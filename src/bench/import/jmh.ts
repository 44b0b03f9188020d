import { NS_PER_MS, NS_PER_S, NS_PER_US } from '../../base/index.ts';
import {
  ALLOCATED,
  contextOf,
  type Identity,
  type Measure,
  sampled,
  summarised,
  THROUGHPUT,
  WALL,
} from './build-benchmark.ts';
import { asJson, type ImportDocument } from './document.ts';
import type { ImportedBenchmark, ImportedResult } from './imported.ts';
import type { Importer } from './importer.ts';
import { fieldOf, firstOf, type JsonNode } from './json-node.ts';
import { HISTOGRAM_SAMPLES_MAX } from './limits.ts';
import { namesOf } from './quote.ts';

/** `-rf json` of the Java Microbenchmark Harness. */
export const jmh: Importer = {
  format: 'jmh',
  title: 'JMH JSON',
  signs: 'an array with a "primaryMetric" each',
  recognises: (document) => {
    const first = document.kind === 'json' ? firstOf(document.root.value) : undefined;
    return fieldOf(first, 'primaryMetric') !== undefined;
  },
  reading: { kind: 'each', read },
};

const TIME_NS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', NS_PER_US],
  ['ms', NS_PER_MS],
  ['s', NS_PER_S],
  ['min', 60 * NS_PER_S],
  ['hr', 3_600 * NS_PER_S],
  ['day', 86_400 * NS_PER_S],
]);

/** @see openjdk/jmh jmh-core/src/main/java/org/openjdk/jmh/results/format/JSONResultFormat.java */
function read(document: ImportDocument): ImportedResult {
  const json = asJson(document, jmh.title);
  const entries = json.root.items();
  const first = entries[0];
  const leftOut = new Set<string>();
  const unfolded = entries.flatMap((entry) => benchmarksOf(entry, leftOut));
  const fact = (key: string): string | null => first?.get(key)?.word() ?? null;
  const machine = [fact('vmName'), fact('vmVersion')].filter((part) => part !== null);
  return {
    format: 'jmh',
    tool: 'JMH',
    toolVersion: fact('jmhVersion'),
    source: json.path,
    context: contextOf({
      runtime: machine.length === 0 ? null : machine.join(' '),
      jvm: fact('jvm'),
    }),
    benchmarks: unfolded,
    notes: [
      'Samples are the scores of iterations, those of all forks one after the other; iterations ' +
        'of one fork are more alike than runs of fresh processes.',
      ...(leftOut.size > 0
        ? [
            `The secondary metrics ${namesOf([...leftOut])} were left out: the file does not say ` +
              `which way is better.`,
          ]
        : []),
    ],
  };
}

function benchmarksOf(entry: JsonNode, leftOut: Set<string>): ImportedBenchmark[] {
  const identity: Identity = {
    id: entry.need('benchmark').text(),
    parameters: Object.fromEntries([
      ...(entry.get('params')?.entries() ?? []).map(([name, value]) => named(name, value)),
      ...['mode', 'threads'].flatMap((key) => {
        const value = entry.get(key);
        return value === null ? [] : [named(key, value)];
      }),
    ]),
  };
  const primary = entry.need('primaryMetric');
  const known = measureOf(primary);
  if (known === null) {
    throw primary.need('scoreUnit').wrong('a time per operation or operations per time');
  }
  const secondary = (entry.get('secondaryMetrics')?.entries() ?? []).flatMap(([name, metric]) => {
    const found = secondaryMeasure(name, metric);
    if (found === null) {
      leftOut.add(name);
      return [];
    }
    return seriesOf(identity, found, metric);
  });
  return [...seriesOf(identity, known, primary), ...secondary];
}

function named(name: string, value: JsonNode): [string, string] {
  return [name, value.word()];
}

/** The measure of a metric and the factor from its unit to ours. */
interface Scaled {
  readonly measure: Measure;
  readonly scale: number;
}

/** `us/op` is a time, `ops/us` a rate; null for anything else. */
function measureOf(metric: JsonNode): Scaled | null {
  const [over = '', under = ''] = metric.need('scoreUnit').text().split('/');
  const time = TIME_NS.get(over);
  if (time !== undefined && under === 'op') {
    return { measure: WALL, scale: time };
  }
  const per = TIME_NS.get(under);
  return over === 'ops' && per !== undefined
    ? { measure: THROUGHPUT, scale: NS_PER_S / per }
    : null;
}

/** Allocation from `-prof gc`, and the parts of a group, which have a primary metric's unit. */
function secondaryMeasure(name: string, metric: JsonNode): Scaled | null {
  const plain = name.replace(/^·/, ''); // how profilers marked their metrics before 1.37
  if (plain === 'gc.alloc.rate.norm') {
    return { measure: ALLOCATED, scale: 1 };
  }
  const known = measureOf(metric);
  return known === null
    ? null
    : { measure: { ...known.measure, metric: plain }, scale: known.scale };
}

function seriesOf(identity: Identity, known: Scaled, metric: JsonNode): ImportedBenchmark[] {
  const { measure, scale } = known;
  const raw = (metric.get('rawData')?.items() ?? []).flatMap((fork) =>
    fork.items().filter(({ value }) => value !== 'NaN'),
  );
  const samples =
    raw.length > 0 ? raw.map((item) => item.amount(scale)) : histogramOf(metric, scale);
  if (samples !== null && samples.length > 0) {
    return [sampled(identity, measure, samples)];
  }
  const figure = (node: JsonNode | null): number | null =>
    node === null || typeof node.value === 'string' ? null : node.amount(scale); // "NaN", "+INF"
  const percentiles = metric.get('scorePercentiles');
  const mean = figure(metric.need('score'));
  return mean === null
    ? []
    : [
        summarised(identity, measure, {
          mean,
          median: figure(percentiles?.get('50.0') ?? null),
          minimum: figure(percentiles?.get('0.0') ?? null),
          maximum: figure(percentiles?.get('100.0') ?? null),
        }),
      ];
}

/** Sample mode writes pairs of value and count for each iteration; null when they are too many. */
function histogramOf(metric: JsonNode, scale: number): number[] | null {
  const samples: number[] = [];
  for (const fork of metric.get('rawDataHistogram')?.items() ?? []) {
    for (const iteration of fork.items()) {
      for (const pair of iteration.items()) {
        const [value, count] = pair.items();
        if (value === undefined || count === undefined) {
          throw pair.wrong('a value and its count');
        }
        const times = Math.round(count.amount());
        if (samples.length + times > HISTOGRAM_SAMPLES_MAX) {
          return null;
        }
        const sample = value.amount(scale);
        for (let repeat = 0; repeat < times; repeat++) {
          samples.push(sample);
        }
      }
    }
  }
  return samples;
}
