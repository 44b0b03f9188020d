import { Type } from 'typebox';

import { known } from '../artifacts/fields.ts';
import { BenchmarkComparison } from '../comparison.ts';
import { Direction } from '../metric.ts';

/** Name and version of the format that `hone import --json` writes. */
export const IMPORT_SCHEMA = 'hone.import.v1';

const number = known(Type.Number());

/** One metric of one benchmark as another tool measured it. */
export const BenchmarkOfTool = Type.Object({
  id: Type.String(),
  parameters: Type.Record(Type.String(), Type.String()),
  metric: Type.String({
    description: "wall, cpu and rss mean what they mean in hone; others are the tool's own.",
  }),
  unit: Type.String({ description: "ns, bytes, count, ops/s, bytes/s, or the tool's own word." }),
  direction: Direction,
  samples: Type.Array(Type.Number(), {
    description: 'Raw, in `unit`, in the order of the file; empty when the file has none.',
  }),
  summary: known(
    Type.Object({
      n: known(Type.Number(), 'How many samples were taken.'),
      mean: number,
      median: number,
      standardDeviation: number,
      minimum: number,
      maximum: number,
    }),
    'null where there are samples; a number in it is null where the tool does not say.',
  ),
  paired: Type.Literal(false, {
    description: 'No tool that is imported measures base and candidate in pairs.',
  }),
});

/** What `hone import --json` writes. */
export const ImportDocument = Type.Object({
  schema: Type.Literal(IMPORT_SCHEMA),
  results: Type.Array(
    Type.Object({
      format: Type.String({ description: 'hyperfine, google-benchmark, go, criterion, …' }),
      tool: Type.String({ description: 'As it writes itself.' }),
      toolVersion: known(Type.String(), 'null when the file does not say.'),
      source: Type.String({ description: 'The file, or folder and baseline for Criterion.' }),
      context: Type.Record(Type.String(), Type.String(), {
        description: 'host, cpu, cores, os, architecture, runtime, date, commit, project.',
      }),
      benchmarks: Type.Array(BenchmarkOfTool, { minItems: 1 }),
      notes: Type.Array(Type.String(), {
        description: 'What was left out, or must be known when reading the numbers.',
      }),
    }),
  ),
  comparisons: Type.Array(BenchmarkComparison, {
    description: 'As in hone.compare.v1, but never with another verdict than inconclusive.',
  }),
});
