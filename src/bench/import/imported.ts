import type { Direction } from '../../model/index.ts';

/** The formats that can be imported; also the words that `--format` accepts. */
export const IMPORT_FORMATS = [
  'hyperfine',
  'google-benchmark',
  'go',
  'criterion',
  'jmh',
  'pytest-benchmark',
  'tinybench',
  'mitata',
] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** One result file as text. */
export interface ImportFile {
  readonly path: string;
  readonly text: string;
}

/** What a tool says about a series of numbers that it does not list; null where it does not say. */
export interface ImportedSummary {
  /** How many samples were taken. */
  readonly n: number | null;
  readonly mean: number | null;
  readonly median: number | null;
  readonly standardDeviation: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** One metric of one benchmark as another tool measured it. */
export interface ImportedBenchmark {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** `wall`, `cpu` and `rss` mean what they mean in hone; other names are the tool's own. */
  readonly metric: string;
  /** `ns`, `bytes`, `count`, `ops/s`, `bytes/s`, or the tool's own word. */
  readonly unit: string;
  readonly direction: Direction;
  /** Raw samples in `unit`, in the order of the file; empty when the file has none. */
  readonly samples: readonly number[];
  /** Set exactly when `samples` is empty. */
  readonly summary: ImportedSummary | null;
  /** Always false: no tool that is imported measures base and candidate in pairs. */
  readonly paired: false;
}

/** What one run of another tool found. */
export interface ImportedResult {
  readonly format: ImportFormat;
  /** Name of the tool, as it writes itself. */
  readonly tool: string;
  /** null when the file does not say. */
  readonly toolVersion: string | null;
  /** The file, or the folder and baseline for Criterion. */
  readonly source: string;
  /**
   * What the file says about its origin, under the same words for every tool where they fit:
   * host, cpu, cores, os, architecture, runtime, date, commit, project.
   */
  readonly context: Readonly<Record<string, string>>;
  /** At least one. */
  readonly benchmarks: readonly ImportedBenchmark[];
  /** What was left out or must be known when reading the numbers, one sentence each. */
  readonly notes: readonly string[];
}
