import { matchesAny, parseGlob } from '../glob.ts';
import { DETECTED } from '../limits.ts';
import { splitWords } from '../split-words.ts';
import { type CiCommand, ciCommands } from './ci-commands.ts';
import { frozenPatterns, writePatterns } from './detect-scope.ts';
import {
  type Candidate,
  type Confidence,
  type Detected,
  type DetectedCommand,
  plainCommand,
  type Tree,
  treeOver,
} from './detected.ts';
import { detectGo } from './go-project.ts';
import { judgePatterns } from './judge-files.ts';
import { detectMake } from './make-project.ts';
import { detectNode } from './node-project.ts';
import { detectPython } from './python-project.ts';
import { detectRust } from './rust-project.ts';
import { detectScripts, testScript } from './script-folders.ts';

/**
 * Looks at a repository for what hone.yaml needs. It only reads; whether a command works is found
 * out by running it, and whether it matters is for a person to say.
 *
 * @param input.files - every path of the tree
 * @param input.read - text of a file; null when it is binary or can't be read
 */
export function detectSuite(input: {
  readonly files: readonly string[];
  readonly read: (path: string) => string | null;
}): Detected {
  const tree = treeOver(input.files, input.read);
  const parts = [
    detectNode(tree),
    detectRust(tree),
    detectGo(tree),
    detectPython(tree),
    detectMake(tree),
    detectScripts(tree),
  ];
  const ci = ciCommands(tree);
  const known = parts.flatMap((part) => part.test);
  const seen = known.length > 0 ? known : testsOfCi(ci);
  const test = seen.length > 0 ? seen : testScript(tree);
  const benchmarks = ranked(
    parts.flatMap((part) => part.benchmarks),
    ci,
  );
  const programs = parts.flatMap((part) => part.write);
  const tests = distinct(test);
  const atRoot = tests.map(({ run }) => ({ run, cwd: '.' }));
  const writes = [...writePatterns(tree, []), ...programs];
  const judges = judgePatterns(tree, [...atRoot, ...benchmarks], writes);
  const frozen = [...frozenPatterns(tree), ...parts.flatMap((part) => part.frozen)];
  return {
    setup: distinct(parts.flatMap((part) => part.setup)),
    test: tests,
    benchmarks,
    frozen: [...new Set([...frozen, ...notCovered(judges, [...frozen, ...judges])])],
    // Write names its files, and a file that it names is taken for the program, so no judge is.
    write: [...new Set([...writePatterns(tree, judges), ...programs])],
    notes: [...parts.flatMap((part) => part.notes), ...advice(benchmarks, test, ci, tree)],
  };
}

/** What no pattern with a wildcard stands for already. */
function notCovered(patterns: readonly string[], all: readonly string[]): string[] {
  const wide = all
    .filter((pattern) => pattern.includes('*'))
    .flatMap((pattern) => {
      const parsed = parseGlob(pattern);
      return parsed.kind === 'ok' ? [parsed.glob] : [];
    });
  return patterns.filter((one) => one.includes('*') || !matchesAny(wide, one));
}

function distinct<T extends DetectedCommand>(commands: readonly T[]): T[] {
  return [...new Map(commands.map((command) => [command.run, command])).values()];
}

const RANK: Readonly<Record<Confidence, number>> = { high: 0, medium: 1, low: 2 };

/** The most likely first, each with an id of its own; what CI runs too is worth a mention. */
function ranked(candidates: readonly Candidate[], ci: readonly CiCommand[]): Candidate[] {
  const sorted = distinctScripts(candidates)
    .toSorted((left, right) => RANK[left.confidence] - RANK[right.confidence])
    .slice(0, DETECTED.benchmarksMax);
  const taken = new Map<string, number>();
  return sorted.map((candidate) => {
    const seen = ci.find(({ text }) => text.includes(candidate.run) || mentions(text, candidate));
    const count = (taken.get(candidate.id) ?? 0) + 1;
    taken.set(candidate.id, count);
    return {
      ...candidate,
      id: count === 1 ? candidate.id : `${candidate.id}_${count}`,
      evidence: seen === undefined ? candidate.evidence : `${candidate.evidence}; ${seen.place}`,
    };
  });
}

/** Whether a CI command starts a script of package.json by its name. */
function mentions(text: string, candidate: Candidate): boolean {
  const name = /^the script "([^"]+)" of package\.json$/.exec(candidate.evidence)?.[1];
  return name !== undefined && text.split(/\s+/).includes(name);
}

/** A script of a benchmark folder that package.json starts too counts once, as it stands there. */
function distinctScripts(candidates: readonly Candidate[]): Candidate[] {
  const started = new Set<string>();
  return candidates.filter((candidate) => {
    const split = splitWords(candidate.run);
    const words = split.kind === 'ok' ? split.words.map((word) => word.replace(/^\.\//, '')) : [];
    const file = words.find((word) => /\.[a-z]{2,3}$/.test(word));
    const key = `${candidate.cwd} ${file ?? candidate.run}`;
    const repeated = started.has(key) && candidate.evidence.startsWith('the script ');
    started.add(key);
    return !repeated || candidate.evidence.endsWith('package.json');
  });
}

function testsOfCi(ci: readonly CiCommand[]): DetectedCommand[] {
  const found = ci.find(({ text }) => {
    return /\btests?\b|\bpytest\b|\bcheck\b/.test(text) && splitWords(text).kind === 'ok';
  });
  return found === undefined ? [] : [plainCommand(found.text, found.place)];
}

function advice(
  benchmarks: readonly Candidate[],
  test: readonly DetectedCommand[],
  ci: readonly CiCommand[],
  tree: Tree,
): string[] {
  const notes: string[] = [];
  const measured = ci.filter(({ text }) => /\bbench|\bperf\b/.test(text)).slice(0, 3);
  if (measured.length > 0) {
    const shown = measured.map(({ text, place }) => `"${text}" (${place})`).join(', ');
    notes.push(`CI runs ${shown}; look there for workloads that matter.`);
  }
  if (benchmarks.every(({ confidence }) => confidence === 'low')) {
    notes.push(
      benchmarks.length === 0
        ? 'No benchmark was found. Name a command that does the work which is too slow, on an ' +
            'input as large as in real use; it should take 10 ms to 10 s.'
        : 'No benchmark was found that surely does real work. Give the commands below an input ' +
            'as large as in real use.',
    );
  }
  if (test.length === 0) {
    notes.push(
      'No tests were found, so only the output tells whether a proposal still works: name one ' +
        'that passes.',
    );
  }
  if (tree.has('.gitmodules')) {
    notes.push('There are submodules; hone measures without them.');
  }
  return notes;
}
