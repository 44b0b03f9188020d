import { HoneError, NS_PER_S } from '../../base/index.ts';
import { contextOf, type Identity, sampled, summarised, WALL } from './build-benchmark.ts';
import { asJson, type ImportDocument } from './document.ts';
import type { ImportedBenchmark, ImportedResult } from './imported.ts';
import type { Importer } from './importer.ts';
import { fieldOf, type JsonNode } from './json-node.ts';

/** `--benchmark-json`, `--benchmark-save` and `--benchmark-autosave` of pytest-benchmark. */
export const pytestBenchmark: Importer = {
  format: 'pytest-benchmark',
  title: 'pytest-benchmark JSON',
  signs: '"machine_info" and "benchmarks"',
  recognises: (document) => {
    const value = document.kind === 'json' ? document.root.value : null;
    return (
      fieldOf(value, 'machine_info') !== undefined && Array.isArray(fieldOf(value, 'benchmarks'))
    );
  },
  reading: { kind: 'each', read },
};

const MAJOR_MIN = 3;
const MAJOR_MAX = 5;

/** @see ionelmc/pytest-benchmark src/pytest_benchmark/stats.py; captured from 3.2.2 */
function read(document: ImportDocument): ImportedResult {
  const json = asJson(document, pytestBenchmark.title);
  const version = json.root.get('version')?.text() ?? null;
  const major = Number(version?.split('.')[0] ?? MAJOR_MAX);
  if (major < MAJOR_MIN) {
    throw new HoneError(
      'E_FORMAT',
      `${json.path} was written by pytest-benchmark ${version ?? ''}. hone reads the JSON of ` +
        `versions ${MAJOR_MIN} to ${MAJOR_MAX}; run the benchmarks again with one of these.`,
    );
  }
  const entries = json.root.need('benchmarks').items();
  const withoutData = entries.filter((entry) => dataOf(entry).length === 0).length;
  return {
    format: 'pytest-benchmark',
    tool: 'pytest-benchmark',
    toolVersion: version,
    source: json.path,
    context: originOf(json.root),
    benchmarks: entries.map(benchmarkOf),
    notes: [
      ...(major > MAJOR_MAX
        ? [`It was written by version ${major}; the newest known one is ${MAJOR_MAX}.`]
        : []),
      ...(withoutData > 0
        ? [
            `${withoutData} of ${entries.length} benchmarks have no samples, only their summary: ` +
              `--benchmark-save-data keeps the samples.`,
          ]
        : []),
    ],
  };
}

function originOf(root: JsonNode): Record<string, string> {
  const machine = root.get('machine_info');
  const commit = root.get('commit_info');
  const cpu = machine?.get('cpu');
  const fact = (key: string): string | null => machine?.get(key)?.word() ?? null;
  const joined = (...keys: string[]): string | null =>
    keys.flatMap((key) => fact(key) ?? []).join(' ') || null;
  const revision = commit?.get('id')?.word() ?? null;
  return contextOf({
    host: fact('node'),
    cpu: (cpu?.get('brand_raw') ?? cpu?.get('brand'))?.word() ?? null,
    cores: cpu?.get('count')?.word() ?? null,
    os: joined('system', 'release'),
    architecture: fact('machine'),
    runtime: joined('python_implementation', 'python_implementation_version'),
    date: root.get('datetime')?.word() ?? null,
    commit: revision === 'unversioned' ? null : revision,
    dirty: commit?.get('dirty')?.value === true ? 'yes' : null,
  });
}

/** Raw samples in ns; saved runs have none unless they were asked for. */
function dataOf(entry: JsonNode): number[] {
  return entry.need('stats').get('data')?.amounts(NS_PER_S) ?? [];
}

function benchmarkOf(entry: JsonNode): ImportedBenchmark {
  const params = entry.get('params');
  const identity: Identity = {
    id: (entry.get('fullname') ?? entry.need('name')).text(),
    parameters: Object.fromEntries(
      (params?.entries() ?? []).map(([name, value]) => [name, value.word()]),
    ),
  };
  const data = dataOf(entry);
  if (data.length > 0) {
    return sampled(identity, WALL, data);
  }
  const stats = entry.need('stats');
  const figure = (key: string): number | null => stats.get(key)?.amount(NS_PER_S) ?? null;
  return summarised(identity, WALL, {
    n: stats.get('rounds')?.amount() ?? null,
    mean: stats.need('mean').amount(NS_PER_S),
    median: figure('median'),
    standardDeviation: figure('stddev'),
    minimum: figure('min'),
    maximum: figure('max'),
  });
}
