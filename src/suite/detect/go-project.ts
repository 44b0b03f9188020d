import { joinedWords } from '../split-words.ts';
import {
  type Candidate,
  type Detected,
  type DetectedCommand,
  idFrom,
  NOTHING,
  plainCommand,
  type Tree,
} from './detected.ts';

/** Name of the test program that setup compiles for a package, so that no compiling is measured. */
const TEST_PROGRAM = 'hone-bench.test';

/** Runs of each Benchmark function: a fixed number, else Go repeats until a second has passed. */
const RUNS = '20x';

/** What go.mod and `Benchmark…` functions say. */
export function detectGo(tree: Tree): Detected {
  if (!tree.has('go.mod')) {
    return NOTHING;
  }
  const packages = new Map<string, string[]>();
  for (const path of tree.files.filter((one) => one.endsWith('_test.go'))) {
    const functions = [...tree.text(path).matchAll(/^func (Benchmark\w*)\(\w+ \*testing\.B\)/gm)];
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
    if (functions.length > 0) {
      const names = functions.map((match) => match[1] ?? '');
      packages.set(folder, [...(packages.get(folder) ?? []), ...names]);
    }
  }
  return {
    ...NOTHING,
    setup: [
      plainCommand('go build ./...', 'go.mod is there'),
      ...[...packages.keys()].map(compiled),
    ],
    test: [plainCommand('go test ./...', 'go.mod is there')],
    benchmarks: [...packages].map(([folder, names]) => candidateFor(folder, names)),
    frozen: tree.files.some((path) => path.endsWith('_test.go')) ? ['**/*_test.go'] : [],
  };
}

function compiled(folder: string): DetectedCommand {
  const program = folder === '.' ? TEST_PROGRAM : `${folder}/${TEST_PROGRAM}`;
  const run = joinedWords([
    'go',
    'test',
    '-c',
    '-o',
    program,
    folder === '.' ? '.' : `./${folder}`,
  ]);
  return plainCommand(run, `Benchmark functions in ${folder === '.' ? 'the root' : folder}`);
}

function candidateFor(folder: string, names: readonly string[]): Candidate {
  const shown = names.slice(0, 3).join(', ');
  return {
    id: idFrom(folder === '.' ? 'go-bench' : folder),
    run: `./${TEST_PROGRAM} -test.run '^$' -test.bench . -test.benchtime ${RUNS}`,
    shell: false,
    cwd: folder,
    output: 'ignore',
    evidence: `${shown}${names.length > 3 ? ', …' : ''}; ${RUNS.slice(0, -1)} runs of each`,
    confidence: 'medium',
  };
}
