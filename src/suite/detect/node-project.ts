import { joinedWords, splitWords } from '../split-words.ts';
import {
  type Candidate,
  type Detected,
  fixedTimeLibrary,
  fixedTimeNote,
  idFrom,
  NOTHING,
  plainCommand,
  type Tree,
} from './detected.ts';
import { packageJson, textsOf } from './package-json.ts';

/** package.json as far as detection looks into it. */
interface Manifest {
  readonly scripts: ReadonlyMap<string, string>;
  readonly bins: ReadonlyMap<string, string>;
  readonly dependencies: readonly string[];
  readonly workspaces: boolean;
}

interface Manager {
  readonly install: string;
  readonly run: string; // goes before the name of a script
  readonly test: string;
  readonly evidence: string;
}

/** What package.json says: install, build, test, benchmark scripts and programs. */
export function detectNode(tree: Tree): Detected {
  if (!tree.has('package.json')) {
    return NOTHING;
  }
  const manifest = manifestOf(tree);
  if (manifest === null) {
    return { ...NOTHING, notes: ['package.json is not valid JSON and was left out.'] };
  }
  const manager = managerOf(tree);
  const setup = [];
  const notes: string[] = [];
  if (manifest.dependencies.length > 0) {
    setup.push(plainCommand(manager.install, manager.evidence));
    if (manager.install === 'npm install') {
      notes.push(
        'There is no lock file, so two checkouts may get different dependencies and the ' +
          'difference would be measured. Commit one (npm install --package-lock-only).',
      );
    }
  }
  if (manifest.scripts.has('build')) {
    setup.push(plainCommand(`${manager.run} build`, 'the script "build" of package.json'));
  }
  if (manifest.workspaces) {
    notes.push('This repository has workspaces; only scripts of the root were looked at.');
  }
  const testScript = manifest.scripts.get('test') ?? '';
  const tested = testScript !== '' && !testScript.includes('no test specified');
  const scripts = benchmarkScripts(manifest, manager, tree);
  return {
    setup,
    test: tested ? [plainCommand(manager.test, 'the script "test" of package.json')] : [],
    benchmarks: [...scripts.map(({ candidate }) => candidate), ...programs(manifest)],
    frozen: [],
    write: [...manifest.bins.values()].filter((path) => tree.has(path)).map(folderPattern),
    notes: [...notes, ...scripts.flatMap(({ note }) => note)],
  };
}

function manifestOf(tree: Tree): Manifest | null {
  const json = packageJson(tree);
  if (json === null) {
    return null;
  }
  const dependencies = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap(
    (key) => [...textsOf(json[key]).keys()],
  );
  const bin = typeof json['bin'] === 'string' ? { [ownName(json)]: json['bin'] } : json['bin'];
  const bins = [...textsOf(bin)].map(([name, path]) => [name, path.replace(/^\.\//, '')] as const);
  return {
    scripts: textsOf(json['scripts']),
    bins: new Map(bins),
    dependencies,
    workspaces: json['workspaces'] !== undefined,
  };
}

/** The package's name without its scope: what a single program is called. */
function ownName(json: Readonly<Record<string, unknown>>): string {
  const name = typeof json['name'] === 'string' ? json['name'] : '';
  return name.slice(name.lastIndexOf('/') + 1) || 'cli';
}

function managerOf(tree: Tree): Manager {
  if (tree.has('pnpm-lock.yaml')) {
    const evidence = 'pnpm-lock.yaml is there';
    return {
      install: 'pnpm install --frozen-lockfile',
      run: 'pnpm run',
      test: 'pnpm test',
      evidence,
    };
  }
  if (tree.has('yarn.lock')) {
    const install = tree.has('.yarnrc.yml')
      ? 'yarn install --immutable'
      : 'yarn install --frozen-lockfile';
    return { install, run: 'yarn run', test: 'yarn test', evidence: 'yarn.lock is there' };
  }
  const bun = ['bun.lock', 'bun.lockb'].find(tree.has);
  if (bun !== undefined) {
    const install = 'bun install --frozen-lockfile';
    return { install, run: 'bun run', test: 'bun run test', evidence: `${bun} is there` };
  }
  const lock = ['package-lock.json', 'npm-shrinkwrap.json'].find(tree.has);
  const shared = { run: 'npm run --silent', test: 'npm test' };
  return lock === undefined
    ? { ...shared, install: 'npm install', evidence: 'package.json has dependencies' }
    : { ...shared, install: 'npm ci', evidence: `${lock} is there` };
}

function benchmarkScripts(
  manifest: Manifest,
  manager: Manager,
  tree: Tree,
): { candidate: Candidate; note: string[] }[] {
  const names = [...manifest.scripts.keys()].filter(
    (name) =>
      /(?:^|[:_-])(?:bench(?:mark)?s?|perf)(?:$|[:_-])/.test(name) && !/^(pre|post)/.test(name),
  );
  return names.map((name) => {
    const script = manifest.scripts.get(name) ?? '';
    const direct = directCommand(script);
    const program = direct === null ? '' : tree.text(fileOf(direct));
    const library = fixedTimeLibrary(`${script}\n${program}`);
    const candidate: Candidate = {
      id: idFrom(name),
      // Without the package manager, which takes longer to start than many programs run.
      run: direct ?? `${manager.run} ${joinedWords([name])}`,
      shell: false,
      cwd: '.',
      output: 'ignore',
      evidence: `the script ${JSON.stringify(name)} of package.json`,
      confidence: library === null ? (direct === null ? 'medium' : 'high') : 'low',
    };
    return { candidate, note: library === null ? [] : [fixedTimeNote(`"${name}"`, library)] };
  });
}

/** `node file …` as it is; anything else may need what the package manager puts in the path. */
function directCommand(script: string): string | null {
  const split = splitWords(script);
  return split.kind === 'ok' && split.words[0] === 'node' && split.words.length > 1
    ? joinedWords(split.words)
    : null;
}

/** The first word of a `node …` command that is no option. */
function fileOf(command: string): string {
  const split = splitWords(command);
  const words = split.kind === 'ok' ? split.words.slice(1) : [];
  return (words.find((word) => !word.startsWith('-')) ?? '').replace(/^\.\//, '');
}

function programs(manifest: Manifest): Candidate[] {
  return [...manifest.bins].map(([name, path]) => ({
    id: idFrom(`${name}-start`),
    run: joinedWords(['node', path, '--help']),
    shell: false,
    cwd: '.',
    output: 'same',
    evidence: `the program ${JSON.stringify(name)} of package.json; --help only shows its start`,
    confidence: 'low',
  }));
}

function folderPattern(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? path : `${path.slice(0, slash)}/**`;
}
