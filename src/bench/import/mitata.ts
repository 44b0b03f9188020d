import { HoneError } from '../../base/index.ts';
import {
  contextOf,
  type Identity,
  type Measure,
  sampled,
  summarised,
  WALL,
} from './build-benchmark.ts';
import { asJson, type ImportDocument } from './document.ts';
import type { ImportedBenchmark, ImportedResult } from './imported.ts';
import type { Importer } from './importer.ts';
import { fieldOf, firstOf, type JsonNode } from './json-node.ts';
import { quoted } from './quote.ts';

/** `run({ format: 'json' })` of mitata 1.x. */
export const mitata: Importer = {
  format: 'mitata',
  title: 'mitata JSON',
  signs: '"context" and "benchmarks" with "runs" each',
  recognises: (document) => {
    const value = document.kind === 'json' ? document.root.value : null;
    return (
      Array.isArray(fieldOf(firstOf(fieldOf(value, 'benchmarks')), 'runs')) || isVersion0(value)
    );
  },
  reading: { kind: 'each', read },
};

const HEAP: Measure = { metric: 'heap', unit: 'bytes', direction: 'lower' };

/** Before 1.0 there were no runs, and cpu and runtime were texts at the top. */
function isVersion0(value: unknown): boolean {
  return (
    typeof fieldOf(value, 'cpu') === 'string' &&
    typeof fieldOf(value, 'runtime') === 'string' &&
    Array.isArray(fieldOf(value, 'benchmarks'))
  );
}

/** @see mitata 1.0.34 (src/main.mjs, src/lib.mjs); captured from 1.0.34 */
function read(document: ImportDocument): ImportedResult {
  const json = asJson(document, mitata.title);
  if (isVersion0(json.root.value)) {
    throw new HoneError(
      'E_FORMAT',
      `${json.path} was written by mitata 0.x. hone reads the JSON of mitata 1.x; run the ` +
        `benchmarks again with that version.`,
    );
  }
  const runs = json.root
    .need('benchmarks')
    .items()
    .flatMap((benchmark) => benchmark.need('runs').items());
  const context = json.root.get('context');
  const runtime = [context?.get('runtime'), context?.get('version')]
    .flatMap((part) => part?.word() ?? [])
    .join(' ');
  const working = runs.filter((run) => run.get('stats') !== null);
  const bare = working.filter((run) => samplesOf(run.need('stats')).length === 0).length;
  return {
    format: 'mitata',
    tool: 'mitata',
    toolVersion: null,
    source: json.path,
    context: contextOf({
      cpu: context?.get('cpu')?.get('name')?.word() ?? null,
      architecture: context?.get('arch')?.word() ?? null,
      runtime: runtime === '' ? null : runtime,
    }),
    benchmarks: working.flatMap(benchmarksOf),
    notes: [
      ...runs.filter((run) => run.get('stats') === null).map(failureNote),
      ...(bare > 0
        ? [
            `${bare} of ${working.length} benchmarks have no samples, only their summary: ` +
              `format: { json: { samples: true } } keeps them.`,
          ]
        : []),
      ...(bare < working.length
        ? ['mitata sorts its samples, so their order in time is lost.']
        : []),
    ],
  };
}

function failureNote(run: JsonNode): string {
  const why = run.get('error')?.get('message')?.word();
  const name = quoted(run.get('name')?.word() ?? 'a benchmark');
  return `${name} was left out: it failed${why === undefined ? '' : ` (${quoted(why)})`}.`;
}

function samplesOf(stats: JsonNode): number[] {
  return stats.get('samples')?.amounts() ?? [];
}

/** Times are in ns, the heap in bytes. */
function benchmarksOf(run: JsonNode): ImportedBenchmark[] {
  const identity: Identity = {
    id: run.need('name').text(),
    parameters: Object.fromEntries(
      (run.get('args')?.entries() ?? []).map(([name, value]) => [name, value.word()]),
    ),
  };
  const stats = run.need('stats');
  const samples = samplesOf(stats);
  const heap = stats.get('heap');
  const wall =
    samples.length > 0
      ? sampled(identity, WALL, samples)
      : summarised(identity, WALL, {
          mean: stats.need('avg').amount(),
          median: stats.get('p50')?.amount() ?? null,
          minimum: stats.get('min')?.amount() ?? null,
          maximum: stats.get('max')?.amount() ?? null,
        });
  return heap === null
    ? [wall]
    : [
        wall,
        summarised(identity, HEAP, {
          n: heap.get('_')?.amount() ?? null,
          mean: heap.need('avg').amount(),
          minimum: heap.get('min')?.amount() ?? null,
          maximum: heap.get('max')?.amount() ?? null,
        }),
      ];
}
