import { DETECTED } from '../limits.ts';

/** How likely a candidate is to show what its owner cares about. */
export type Confidence = 'high' | 'medium' | 'low';

/** A command with the reason for proposing it. */
export interface DetectedCommand {
  /** As `splitWords` reads it, or for a shell. */
  readonly run: string;
  readonly shell: boolean;
  /** Where it was seen, in words. */
  readonly evidence: string;
}

/** A command that may serve as a benchmark. */
export interface Candidate extends DetectedCommand {
  readonly id: string;
  readonly cwd: string; // '.' for the root
  /** `ignore` where the output has times in it and so differs each time. */
  readonly output: 'same' | 'ignore';
  readonly confidence: Confidence;
}

/** What looking at a repository gave; nothing in it was run yet. */
export interface Detected {
  readonly setup: readonly DetectedCommand[];
  readonly test: readonly DetectedCommand[];
  readonly benchmarks: readonly Candidate[]; // the most likely first
  readonly frozen: readonly string[];
  readonly write: readonly string[];
  /** What a person should know or decide, in sentences. */
  readonly notes: readonly string[];
}

/** A repository as detection sees it. */
export interface Tree {
  readonly files: readonly string[];
  readonly has: (path: string) => boolean;
  /** The text of a file, cut to a bound; '' when it can't be read or enough files were. */
  readonly text: (path: string) => string;
}

/** A tree over a list of paths, which opens a bounded number of files once each. */
export function treeOver(files: readonly string[], read: (path: string) => string | null): Tree {
  const paths = new Set(files);
  const texts = new Map<string, string>();
  return {
    files,
    has: (path) => paths.has(path),
    text: (path) => {
      const known = texts.get(path);
      if (known !== undefined || !paths.has(path) || texts.size >= DETECTED.filesReadMax) {
        return known ?? '';
      }
      const text = (read(path) ?? '').slice(0, DETECTED.textCharsMax);
      texts.set(path, text);
      return text;
    },
  };
}

/** Nothing detected; the start for what one ecosystem adds. */
export const NOTHING: Detected = {
  setup: [],
  test: [],
  benchmarks: [],
  frozen: [],
  write: [],
  notes: [],
};

/** A command that needs no shell. */
export function plainCommand(run: string, evidence: string): DetectedCommand {
  return { run, shell: false, evidence };
}

/** The last part of a path without its extension. */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** Text as an id: what an id can't hold becomes a dash. */
export function idFrom(text: string): string {
  const id = text
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return id === '' ? 'benchmark' : id;
}

/** Libraries that run for a fixed time however fast the code is. */
const FIXED_TIME = new RegExp(
  String.raw`\b(?:tinybench|mitata|benchmark\.js|vitest|deno bench|autocannon|wrk|criterion|` +
    String.raw`pytest[-_]benchmark|benny|cronometro)\b|(?:require\(|from )['"]benchmark['"]`,
);

/** The library by which a text measures itself for a fixed time, or null. */
export function fixedTimeLibrary(text: string): string | null {
  const found = FIXED_TIME.exec(text)?.[0] ?? null;
  return found?.includes('benchmark') === true && !found.includes('pytest')
    ? 'benchmark.js'
    : found;
}

/** What to say about a benchmark that measures itself. */
export function fixedTimeNote(what: string, library: string): string {
  return (
    `${what} uses ${library}, which repeats the code for a fixed time however fast it is, so its ` +
    `wall time shows no gain. Let it print a number and name that as a metric, or write a script ` +
    `that does a fixed amount of work.`
  );
}
