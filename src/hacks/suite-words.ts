import type { HackContext } from './hack-finding.ts';
import { NAMES_MAX } from './limits.ts';

/** What of the suite can be recognised in code, sorted out by how telling it is. */
export interface SuiteWords {
  /** Paths and names of input files: nothing but the benchmark is called that. */
  readonly inputs: readonly string[];
  /** Stems of their names, where they are no everyday words. */
  readonly stems: readonly string[];
  /** Ids of benchmarks and holdouts that are no everyday words. */
  readonly ids: readonly string[];
  /** Other words of the commands: options, values, subcommands. */
  readonly words: ReadonlySet<string>;
  /** Numbers of at least three digits among them. */
  readonly numbers: readonly string[];
  readonly environment: ReadonlySet<string>;
  readonly tests: ReadonlySet<string>;
}

/** Names that inputs share with files that any program may name. */
const EVERYDAY = new Set(
  (
    'package.json tsconfig.json index.html index.js main.js config.json config.yml config.yaml ' +
    'data.json data.csv data.txt input.txt input.json output.txt output.json readme.md ' +
    'dockerfile makefile cargo.toml go.mod pyproject.toml requirements.txt'
  ).split(' '),
);
const SOURCE_ENDING = /\.(?:[cm]?[jt]sx?|py|rb|go|rs|sh|pl|php|lua|jar|java|kt|exe|c|cc|cpp|h)$/i;

/** Sorts the words of a suite. */
export function suiteWords(context: HackContext): SuiteWords {
  const parts = context.commands.flatMap((words) =>
    words.flatMap((word) => word.slice(0, 10_000).split(/[\s=,;'"]/)),
  );
  const words = [...new Set(parts.filter((part) => part !== ''))];
  const named = words.filter((word) => isPath(word) && !SOURCE_ENDING.test(word));
  const paths = [...new Set([...context.inputs, ...named])]
    .map((path) => path.replace(/^\.\//, ''))
    .filter((path) => path.length >= 4);
  const bases = paths.map(baseOf).filter((base) => base.length >= 5 && base.includes('.'));
  const inputs = [...paths.filter((path) => path.includes('/')), ...bases];
  const plain = words.filter((word) => !isPath(word));
  const ids = [...context.benchmarks, ...context.holdouts].filter(isTelling);
  return {
    inputs: limited(inputs.filter((name) => !EVERYDAY.has(name.toLowerCase()))),
    stems: limited(bases.map(stemOf).filter(isTelling)),
    ids: limited(ids.filter((id) => !plain.includes(id))),
    words: new Set(limited(plain)),
    numbers: limited(plain.filter((word) => /^\d{3,15}$/.test(word))),
    environment: new Set(limited(context.environment)),
    tests: new Set(context.tests),
  };
}

function isPath(word: string): boolean {
  return !word.startsWith('-') && (word.includes('/') || /\w\.[a-z]\w{0,5}$/i.test(word));
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function stemOf(base: string): string {
  return base.slice(0, base.indexOf('.'));
}

/** No word that code would use for something else: it has a dash, a digit or unusual length. */
function isTelling(name: string): boolean {
  return (name.length >= 6 && /[-_\d]/.test(name)) || name.length >= 14;
}

function limited(names: readonly string[]): string[] {
  return [...new Set(names)].slice(0, NAMES_MAX);
}
