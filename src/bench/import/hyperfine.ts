import { HoneError, NS_PER_S } from '../../base/index.ts';
import { CPU, type Identity, RSS, sampled, summarised, WALL } from './build-benchmark.ts';
import { asJson, type ImportDocument, type JsonDocument } from './document.ts';
import { hyperfineV2 } from './hyperfine-v2.ts';
import type { ImportedBenchmark, ImportedResult } from './imported.ts';
import type { Importer } from './importer.ts';
import { fieldOf, firstOf, type JsonNode } from './json-node.ts';
import { failureNotes } from './hyperfine-failures.ts';

/** `hyperfine --export-json`: versions 1.x (no schema version) and 2.x (schema version 2). */
export const hyperfine: Importer = {
  format: 'hyperfine',
  title: 'hyperfine JSON',
  signs: '"results" with a "command" each',
  recognises: (document) => {
    const value = document.kind === 'json' ? document.root.value : null;
    const results = fieldOf(value, 'results');
    return (
      typeof fieldOf(firstOf(results), 'command') === 'string' ||
      (Array.isArray(results) && typeof fieldOf(value, 'schema_version') === 'number')
    );
  },
  reading: { kind: 'each', read },
};

function read(document: ImportDocument): ImportedResult {
  const json = asJson(document, hyperfine.title);
  const version = json.root.get('schema_version');
  if (version === null) {
    return hyperfineV1(json);
  }
  if (version.value === 2) {
    return hyperfineV2(json);
  }
  throw new HoneError(
    'E_FORMAT',
    `${json.path} is hyperfine JSON with schema version ${version.word()}. hone reads the JSON ` +
      `of hyperfine 1.x, which has no schema version, and schema version 2 of hyperfine 2.x.`,
  );
}

/** @see hyperfine 1.20, src/benchmark/benchmark_result.rs; captured from 1.15 */
function hyperfineV1(json: JsonDocument): ImportedResult {
  const results = json.root.need('results').items();
  return {
    format: 'hyperfine',
    tool: 'hyperfine',
    toolVersion: null,
    source: json.path,
    context: {},
    benchmarks: results.flatMap(benchmarksV1),
    notes: failureNotes(
      results.map((result) => ({
        id: result.need('command').text(),
        exitCodes: result.get('exit_codes')?.items() ?? [],
      })),
    ),
  };
}

function benchmarksV1(result: JsonNode): ImportedBenchmark[] {
  const identity: Identity = {
    id: result.need('command').text(),
    parameters: Object.fromEntries(
      (result.get('parameters')?.entries() ?? []).map(([name, value]) => [name, value.word()]),
    ),
  };
  const times = result.get('times')?.amounts(NS_PER_S) ?? [];
  const seconds = (key: string): number | null => result.get(key)?.amount(NS_PER_S) ?? null;
  const [user, system] = [seconds('user'), seconds('system')];
  const memory = result.get('memory_usage_byte')?.amounts() ?? [];
  const wall =
    times.length > 0
      ? sampled(identity, WALL, times)
      : summarised(identity, WALL, {
          mean: result.need('mean').amount(NS_PER_S),
          median: seconds('median'),
          standardDeviation: seconds('stddev'),
          minimum: seconds('min'),
          maximum: seconds('max'),
        });
  return [
    wall,
    // Of user and system time hyperfine 1.x keeps only the mean over all runs.
    ...(user === null || system === null
      ? []
      : [summarised(identity, CPU, { n: times.length || null, mean: user + system })]),
    ...(memory.length > 0 ? [sampled(identity, RSS, memory)] : []),
  ];
}
