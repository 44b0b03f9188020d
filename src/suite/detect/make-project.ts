import { joinedWords } from '../split-words.ts';
import {
  type Candidate,
  type Detected,
  idFrom,
  NOTHING,
  plainCommand,
  type Tree,
} from './detected.ts';

/** What the targets of a Makefile and the programs of a CMakeLists.txt say. */
export function detectMake(tree: Tree): Detected {
  const cmake = detectCmake(tree);
  const path = makefileOf(tree);
  if (path === undefined) {
    return cmake;
  }
  const targets = targetsOf(tree.text(path));
  const test = ['test', 'tests', 'check'].find((name) => targets.includes(name));
  const measured = targets.filter((name) => /^(?:bench(?:mark)?s?|perf)(?:$|[-_.])/.test(name));
  const build = ['build', 'all'].find((name) => targets.includes(name));
  const evidence = (name: string): string => `the target "${name}" of ${path}`;
  return {
    setup: [
      ...cmake.setup,
      ...(build === undefined ? [] : [plainCommand(`make ${build}`, evidence(build))]),
    ],
    test: [
      ...cmake.test,
      ...(test === undefined ? [] : [plainCommand(`make ${test}`, evidence(test))]),
    ],
    benchmarks: [
      ...cmake.benchmarks,
      ...measured.map((name): Candidate => {
        const shared = { shell: false, cwd: '.', output: 'ignore', confidence: 'medium' } as const;
        const run = joinedWords(['make', '--silent', name]);
        return { ...shared, id: idFrom(name), run, evidence: evidence(name) };
      }),
    ],
    frozen: [],
    write: cmake.write,
    notes: [
      ...cmake.notes,
      ...(measured.length === 0
        ? []
        : [
            `make also looks at what is to be built: let setup build everything, or name the program
          that "make ${measured[0]}" starts.`.replaceAll(/\s+/g, ' '),
          ]),
    ],
  };
}

/** The makefile that `make` reads, in its order of looking. */
function makefileOf(tree: Tree): string | undefined {
  return ['GNUmakefile', 'makefile', 'Makefile'].find(tree.has);
}

/**
 * What `make target` runs: the lines of its recipe, and `make …` for what it needs first. Null
 * when there is no such target.
 */
export function makeRecipe(target: string, tree: Tree): string[] | null {
  const path = makefileOf(tree);
  const lines = path === undefined ? [] : tree.text(path).split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${target}:`) || line === `${target} :`);
  if (at < 0 || target === '') {
    return null;
  }
  const needs = (lines[at] ?? '').slice(target.length + 1).replace(/#.*$/, '');
  const next = lines.findIndex((line, index) => index > at && /^[^\t#\s]/.test(line));
  const recipe = lines.slice(at + 1, next < 0 ? lines.length : next);
  return [recipe.join('\n'), `make ${needs.replaceAll(/[;|].*$/g, '')}`];
}

/** Names of targets, without patterns, special targets and variables. */
function targetsOf(text: string): string[] {
  return [...text.matchAll(/^([A-Za-z0-9][\w.-]*)[ \t]*:(?![:=])/gm)].map(
    (match) => match[1] ?? '',
  );
}

function detectCmake(tree: Tree): Detected {
  if (!tree.has('CMakeLists.txt')) {
    return NOTHING;
  }
  const lists = tree.files.filter((path) => /(?:^|\/)CMakeLists\.txt$/.test(path)).slice(0, 30);
  const texts = lists.map((path) => ({ path, text: tree.text(path) }));
  const all = texts.map(({ text }) => text).join('\n');
  const programs = texts.flatMap(({ path, text }) =>
    [...text.matchAll(/\badd_executable\s*\(\s*([\w.-]*(?:bench|perf)[\w.-]*)/gi)].map((match) => ({
      name: match[1] ?? '',
      folder: path.slice(0, -'CMakeLists.txt'.length),
      path,
    })),
  );
  const found = 'CMakeLists.txt is there';
  const tested = /\b(?:enable_testing|add_test|include\s*\(\s*CTest)\b/i.test(all);
  return {
    ...NOTHING,
    setup: [
      plainCommand('cmake -S . -B build -DCMAKE_BUILD_TYPE=Release', found),
      plainCommand('cmake --build build', found),
    ],
    test: tested ? [plainCommand('ctest --test-dir build --output-on-failure', found)] : [],
    benchmarks: programs.map(({ name, folder, path }) => ({
      id: idFrom(name),
      run: joinedWords([`./build/${folder}${name}`]),
      shell: false,
      cwd: '.',
      output: 'ignore',
      evidence: `${path} builds the program "${name}"`,
      confidence: 'low',
    })),
    notes: /\bbenchmark::benchmark\b/.test(all)
      ? [
          'Google Benchmark repeats code for a fixed time; give the program ' +
            '--benchmark_min_time=100x so that it does a fixed amount of work.',
        ]
      : [],
  };
}
