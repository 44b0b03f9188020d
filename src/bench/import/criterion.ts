import { type Identity, sampled, summarised, WALL } from './build-benchmark.ts';
import { asJson, type ImportDocument } from './document.ts';
import type { ImportedBenchmark, ImportedResult } from './imported.ts';
import type { Importer } from './importer.ts';
import { fieldOf, type JsonNode } from './json-node.ts';

/** `target/criterion/<benchmark>/<baseline>/{benchmark,estimates,sample}.json`. */
export const criterion: Importer = {
  format: 'criterion',
  title: "Criterion's JSON files",
  signs: 'new/sample.json, new/estimates.json and new/benchmark.json of target/criterion',
  recognises: (document) => document.kind === 'json' && partOf(document.root.value) !== null,
  reading: { kind: 'together', read },
};

/** Which of the files in a baseline's folder a content is. */
type Part = 'sample' | 'estimates' | 'benchmark' | 'unused';

interface Folder {
  readonly path: string;
  readonly sample: JsonNode | null;
  readonly estimates: JsonNode | null;
  readonly benchmark: JsonNode | null;
}

/** @see criterion 0.3.6; src/report.rs (BenchmarkId), src/connection.rs; captured from 0.3.6 */
function read(documents: readonly ImportDocument[]): ImportedResult[] {
  const folders = new Map<string, Map<Part, JsonNode>>();
  for (const document of documents) {
    const { root, path } = asJson(document, criterion.title);
    const part = partOf(root.value);
    if (part === null) {
      throw root.wrong("one of Criterion's sample.json, estimates.json or benchmark.json");
    }
    const folder = folders.get(folderOf(path)) ?? new Map<Part, JsonNode>();
    folders.set(folderOf(path), folder.set(part, root));
  }
  const measured = [...folders]
    .map(([path, parts]): Folder => ({
      path,
      sample: parts.get('sample') ?? null,
      estimates: parts.get('estimates') ?? null,
      benchmark: parts.get('benchmark') ?? null,
    }))
    .filter(({ sample, estimates }) => sample !== null || estimates !== null);
  const runs = Map.groupBy(measured, (folder) => JSON.stringify(placeOf(folder)));
  return withoutCopies([...runs.values()].map(resultOf));
}

/** At its end a run copies `new` to `base`; the same numbers are no second measurement. */
function withoutCopies(results: readonly ImportedResult[]): ImportedResult[] {
  const copies = results.filter((result) => {
    const folder = result.source.slice(0, -' (base)'.length);
    const fresh = results.find(({ source }) => source === `${folder} (new)`);
    const numbers = new Set(fresh?.benchmarks.map((benchmark) => JSON.stringify(benchmark)));
    return (
      result.context['baseline'] === 'base' &&
      result.benchmarks.every((benchmark) => numbers.has(JSON.stringify(benchmark)))
    );
  });
  const note =
    'The baseline "base" holds the same numbers and was left out: Criterion copies them.';
  return results
    .filter((result) => !copies.includes(result))
    .map((result) =>
      copies.some(({ source }) => source.replace(/ \(base\)$/, ' (new)') === result.source)
        ? { ...result, notes: [...result.notes, note] }
        : result,
    );
}

function partOf(value: unknown): Part | null {
  if (Array.isArray(fieldOf(value, 'iters')) && Array.isArray(fieldOf(value, 'times'))) {
    return 'sample';
  }
  if (typeof fieldOf(value, 'group_id') === 'string' && fieldOf(value, 'full_id') !== undefined) {
    return 'benchmark';
  }
  if (fieldOf(fieldOf(value, 'mean'), 'point_estimate') !== undefined) {
    // Without a deviation it is change/estimates.json, whose numbers are ratios, not times.
    return fieldOf(value, 'std_dev') === undefined ? 'unused' : 'estimates';
  }
  const fences = Array.isArray(value) && value.length === 4;
  return fences && value.every((item) => typeof item === 'number') ? 'unused' : null; // tukey.json
}

function folderOf(path: string): string {
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return slash < 0 ? '' : path.slice(0, slash).replaceAll('\\', '/');
}

/** Where the tree of a run begins, and under which name its numbers were saved. */
function placeOf(folder: Folder): { readonly root: string; readonly baseline: string } {
  const baseline = folder.path.slice(folder.path.lastIndexOf('/') + 1);
  const bench = folderOf(folder.path);
  const known = folder.benchmark?.get('directory_name')?.text();
  if (known !== undefined && (bench === known || bench.endsWith(`/${known}`))) {
    return { root: bench.slice(0, -known.length).replace(/\/$/, ''), baseline };
  }
  const tree = /^(.*\/)?criterion(?=\/)/.exec(bench)?.[0];
  return { root: tree ?? folderOf(bench), baseline };
}

function resultOf(folders: readonly Folder[]): ImportedResult {
  const place = folders[0] === undefined ? { root: '', baseline: '' } : placeOf(folders[0]);
  return {
    format: 'criterion',
    tool: 'Criterion',
    toolVersion: null,
    source: `${place.root === '' ? '.' : place.root} (${place.baseline})`,
    context: { baseline: place.baseline },
    benchmarks: folders.map(benchmarkOf),
    notes: [
      'Each sample is the mean over the iterations of one batch, so the spread between single ' +
        'iterations is not seen. Times are taken to be ns, as with its default wall clock.',
    ],
  };
}

function benchmarkOf(folder: Folder): ImportedBenchmark {
  const { root } = placeOf(folder);
  const path = folderOf(folder.path).slice(root.length).replace(/^\//, '');
  const value = folder.benchmark?.get('value_str');
  const identity: Identity = {
    id: folder.benchmark?.get('full_id')?.text() ?? path,
    parameters: value ? { value: value.text() } : {},
  };
  if (folder.sample !== null) {
    return sampled(identity, WALL, timesOf(folder.sample));
  }
  const estimate = (name: string): number | null =>
    folder.estimates?.get(name)?.need('point_estimate').amount() ?? null;
  return summarised(identity, WALL, {
    mean: estimate('mean'),
    median: estimate('median'),
    standardDeviation: estimate('std_dev'),
  });
}

/** Time of one iteration in ns, for each batch. */
function timesOf(sample: JsonNode): number[] {
  const iterations = sample.need('iters').amounts();
  const times = sample.need('times').amounts();
  if (iterations.length !== times.length || times.length === 0 || iterations.includes(0)) {
    throw sample.wrong('batches with a count in "iters" and a time in "times" each');
  }
  return times.map((time, index) => time / (iterations[index] ?? 1));
}
