import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { HoneError, writeFileAtomic } from '../../src/base/index.ts';
import { installPackages } from './install-packages.ts';
import { PACKAGE_SUBJECTS, suiteFiles } from './package-subjects.ts';
import { commitSubject, git } from './subject-repository.ts';

/** A function that can be made slower: its file and the text that its body begins after. */
export interface PlantedFunction {
  readonly name: string;
  readonly file: string;
  readonly anchor: string;
}

/** A program in a repository of its own, with one benchmark and its input. */
export interface PlantedProgram {
  readonly name: string;
  /** Absolute; the base is checked out. */
  readonly root: string;
  readonly benchmark: string;
  /** The benchmark's command in a checkout. */
  readonly words: (root: string) => string[];
  /** What makes its input in a checkout. */
  readonly setup: readonly string[];
  readonly functions: readonly PlantedFunction[];
}

/** Lines, or turns of the generator, of inputs that take about half a second of CPU time. */
const WORK = { 'access-log': 5_000, marked: 900, semver: 9_000 } as const;

const FUNCTIONS: Readonly<Record<keyof typeof WORK, readonly PlantedFunction[]>> = {
  'access-log': [
    { name: 'parseLine', file: 'src/parse-line.js', anchor: 'export function parseLine(line) {' },
    { name: 'pathOf', file: 'src/route.js', anchor: 'function pathOf(target) {' },
  ],
  marked: [
    { name: 'inlineText', file: 'src/Tokenizer.js', anchor: '  inlineText(src, smartypants) {' },
    { name: 'table', file: 'src/Tokenizer.js', anchor: '  table(src) {' },
  ],
  semver: [
    { name: 'parseRange', file: 'classes/range.js', anchor: '  parseRange (range) {' },
    {
      name: 'replaceXRange',
      file: 'classes/range.js',
      anchor: 'const replaceXRange = (comp, options) => {',
    },
  ],
};

/**
 * The example program and the published packages as repositories below a folder.
 *
 * @throws HoneError E_COMMAND when npm can't install the packages
 */
export async function plantedPrograms(
  folder: string,
  signal: AbortSignal,
): Promise<PlantedProgram[]> {
  const specs = PACKAGE_SUBJECTS.map(({ name, version }) => `${name}@${version}`);
  await installPackages(folder, specs, signal);
  return [exampleProgram(folder), ...PACKAGE_SUBJECTS.map((one) => packageProgram(folder, one))];
}

function exampleProgram(folder: string): PlantedProgram {
  const root = join(folder, 'subjects', 'access-log');
  cpSync(join(import.meta.dirname, '../../examples/access-log/subject'), root, { recursive: true });
  const lines = String(WORK['access-log']);
  const setup = ['bin/generate-log.js', '--lines', lines, '--seed', '7', '--out', 'data/big.log'];
  const command = ['bin/access-log.js', 'report', 'data/big.log', '--format', 'json'];
  commitSubject(root, {
    'hone.yaml': [
      'version: 1',
      `setup: [node ${setup.join(' ')}]`,
      'test: node test/all.js',
      'benchmarks:',
      `  - { id: report, run: node ${command.join(' ')}, metric: cpu, output: same }`,
      'scope: { write: [src/**] }',
      '',
    ].join('\n'),
    '.gitignore': 'data/\n',
  });
  return {
    name: 'access-log',
    root,
    benchmark: 'report',
    words: (at) => command.map((word) => (/^(?:bin|data)\//.test(word) ? join(at, word) : word)),
    setup,
    functions: FUNCTIONS['access-log'],
  };
}

function packageProgram(
  folder: string,
  subject: (typeof PACKAGE_SUBJECTS)[number],
): PlantedProgram {
  const { name } = subject;
  if (name !== 'marked' && name !== 'semver') {
    throw new HoneError('E_NOT_FOUND', `nobody wrote down which functions of ${name} to slow down`);
  }
  const root = join(folder, 'subjects', name);
  cpSync(join(folder, 'node_modules', name), root, { recursive: true });
  commitSubject(root, suiteFiles({ ...subject, inputCount: WORK[name] }));
  return {
    name: `${name}@${subject.version}`,
    root,
    benchmark: 'work',
    words: (at) => [join(at, 'suite/run.mjs'), join(at, 'data/known.txt')],
    setup: ['suite/generate.mjs', '--seed', '7', '--out', 'data/known.txt'],
    functions: FUNCTIONS[name],
  };
}

/** The text of a file whose function turns `turns` times at each call before it does its work. */
export function slowed(root: string, { file, anchor }: PlantedFunction, turns: number): string {
  const text = readFileSync(join(root, file), 'utf8');
  if (text.split(anchor).length !== 2) {
    throw new HoneError('E_NOT_FOUND', `${file} has "${anchor}" not exactly once`);
  }
  const loop =
    `${anchor} for (let turn = 0; turn < ${turns}; turn++) ` +
    '{ plantedSum = (Math.imul(plantedSum, 31) + turn) | 0; }';
  return `${text.replace(anchor, () => loop)}\nvar plantedSum;\n`;
}

/** Commits a slowed function on top of the base, without leaving it. @returns the commit */
export function plantCommit(
  { root }: PlantedProgram,
  target: PlantedFunction,
  turns: number,
): string {
  const text = readFileSync(join(root, target.file), 'utf8');
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid'];
  writeFileAtomic(join(root, target.file), slowed(root, target, turns));
  git(root, ['checkout', '--quiet', '--detach']);
  git(root, ['add', '--all']);
  git(root, [...identity, 'commit', '--quiet', '--no-verify', '--message', 'Slower']);
  const commit = git(root, ['rev-parse', 'HEAD']).trim();
  git(root, ['checkout', '--quiet', 'main']);
  writeFileAtomic(join(root, target.file), text);
  return commit;
}
