import { HoneError, NS_PER_MS } from '../../base/index.ts';
import { contextOf, type Identity, sampled, summarised, WALL } from './build-benchmark.ts';
import { asJson, type ImportDocument, type JsonDocument } from './document.ts';
import type { ImportedBenchmark, ImportedResult } from './imported.ts';
import type { Importer } from './importer.ts';
import { fieldOf, firstOf, isRecord, type JsonNode } from './json-node.ts';
import { namesOf } from './quote.ts';

/**
 * Results of tinybench as its users write them, because it writes no file itself: the array
 * `bench.results`, the tasks with name and result, or `vitest bench --outputJson`.
 */
export const tinybench: Importer = {
  format: 'tinybench',
  title: 'tinybench JSON',
  signs: 'an array with a "latency" or "result" each, or "files" with "groups" from vitest bench',
  recognises: (document) => {
    const value = document.kind === 'json' ? document.root.value : null;
    return isVitest(value) || isTask(firstOf(value)) || isWithoutNumbers(value);
  },
  reading: { kind: 'each', read },
};

/** One task: what it is called and where its numbers are. */
interface Task {
  readonly id: string;
  readonly node: JsonNode;
}

function isTask(value: unknown): boolean {
  const result = fieldOf(value, 'result') ?? value;
  const old = typeof fieldOf(result, 'hz') === 'number' && fieldOf(result, 'rme') !== undefined;
  const failed = fieldOf(result, 'state') !== undefined || fieldOf(result, 'error') !== undefined;
  return (
    isRecord(fieldOf(result, 'latency')) ||
    old ||
    (failed && (fieldOf(result, 'runtime') !== undefined || fieldOf(value, 'name') !== undefined))
  );
}

function isVitest(value: unknown): boolean {
  return fieldOf(firstOf(fieldOf(value, 'files')), 'groups') !== undefined;
}

/** `bench.table()` holds texts for people, and `JSON.stringify(bench)` only the settings. */
function isWithoutNumbers(value: unknown): boolean {
  return (
    fieldOf(firstOf(value), 'Task name') !== undefined ||
    fieldOf(firstOf(value), 'Task Name') !== undefined ||
    (fieldOf(value, 'warmupIterations') !== undefined && fieldOf(value, 'iterations') !== undefined)
  );
}

/** @see tinybench 2.9.0 and 6.2.3 (dist/index.d.ts), vitest 3.2.7; captured from these */
function read(document: ImportDocument): ImportedResult {
  const json = asJson(document, tinybench.title);
  if (isWithoutNumbers(json.root.value)) {
    throw new HoneError(
      'E_FORMAT',
      `${json.path} is what tinybench prints for people, or its settings; the measured numbers ` +
        `are not in it. Write them with JSON.stringify(bench.tasks.map((task) => ({ name: ` +
        `task.name, ...task.result }))), and keep the samples with the option retainSamples.`,
    );
  }
  const { tasks, named } = tasksOf(json);
  const failed = tasks.filter(({ node }) => latencyOf(node) === null);
  const working = tasks.filter(({ node }) => latencyOf(node) !== null);
  const withoutSamples = working.filter(({ node }) => samplesOf(node).length === 0).length;
  return {
    format: 'tinybench',
    tool: isVitest(json.root.value) ? 'tinybench in vitest' : 'tinybench',
    toolVersion: null,
    source: json.path,
    context: contextOf({ runtime: runtimeOf(tasks[0]?.node ?? null) }),
    benchmarks: working.map(benchmarkOf),
    notes: [
      ...(named ? [] : ['The file has no task names, so tasks are counted in their order.']),
      ...(failed.length > 0
        ? [`${namesOf(failed.map(({ id }) => id))} failed or did not run, and was left out.`]
        : []),
      ...(withoutSamples > 0
        ? [
            `${withoutSamples} of ${working.length} tasks have no samples, only their summary: ` +
              `the option retainSamples (vitest: includeSamples) keeps them.`,
          ]
        : []),
      ...(withoutSamples < working.length
        ? ['tinybench sorts its samples, so their order in time is lost.']
        : []),
    ],
  };
}

function tasksOf(json: JsonDocument): { readonly tasks: Task[]; readonly named: boolean } {
  if (isVitest(json.root.value)) {
    const groups = json.root
      .need('files')
      .items()
      .flatMap((file) => file.need('groups').items());
    const tasks = groups.flatMap((group) =>
      group
        .need('benchmarks')
        .items()
        .map((node) => ({
          id: `${group.need('fullName').text()} > ${node.need('name').text()}`,
          node,
        })),
    );
    return { tasks, named: true };
  }
  const entries = json.root.items();
  return {
    tasks: entries.map((entry, index) => ({
      id: entry.get('name')?.text() ?? `task ${index + 1}`,
      node: entry.get('result') ?? entry,
    })),
    named: entries.every((entry) => entry.get('name') !== null),
  };
}

/** Since version 3 the figures of the time are under `latency`; before, beside the others. */
function latencyOf(task: JsonNode): JsonNode | null {
  return task.get('latency') ?? (task.get('mean') === null ? null : task);
}

function samplesOf(task: JsonNode): number[] {
  return latencyOf(task)?.get('samples')?.amounts(NS_PER_MS) ?? [];
}

function runtimeOf(task: JsonNode | null): string | null {
  const name = task?.get('runtime') ?? null;
  const version = task?.get('runtimeVersion') ?? null;
  return name === null ? null : `${name.word()} ${version?.word() ?? ''}`.trim();
}

/** Times are in ms. */
function benchmarkOf({ id, node }: Task): ImportedBenchmark {
  const identity: Identity = { id, parameters: {} };
  const samples = samplesOf(node);
  if (samples.length > 0) {
    return sampled(identity, WALL, samples);
  }
  const latency = latencyOf(node) ?? node;
  const figure = (...keys: string[]): number | null =>
    keys.map((key) => latency.get(key)?.amount(NS_PER_MS)).find((found) => found !== undefined) ??
    null;
  const count = latency.get('samplesCount') ?? latency.get('sampleCount');
  return summarised(identity, WALL, {
    n: count?.amount() ?? null,
    mean: latency.need('mean').amount(NS_PER_MS),
    median: figure('p50', 'median'),
    standardDeviation: figure('sd'),
    minimum: figure('min'),
    maximum: figure('max'),
  });
}
