/** Two versions of a published package and work that both can do with equal output. */
export interface PackagePair {
  readonly name: string;
  readonly versions: readonly [string, string];
  /** Statements that use `library` and set `result` to a string; `text` holds generated lines. */
  readonly work: string;
}

/** Pure JavaScript packages that nobody here wrote; work for about 80 to 150 ms a run. */
export const PACKAGE_PAIRS: readonly PackagePair[] = [
  {
    name: 'marked',
    versions: ['4.0.10', '4.3.0'],
    work: [
      "const item = (line, i) => (i % 7 ? line : '\\n- **' + line + '**\\n');",
      "const page = lines(400).map(item).join('\\n');",
      'const flags = { headerIds: false, mangle: false };',
      'for (let i = 0; i < 12; i++) result = library.marked.parse(page, flags);',
    ].join('\n'),
  },
  {
    name: 'yaml',
    versions: ['1.10.2', '2.4.1'],
    work: ['result = JSON.stringify(library.parse(records(140)));'].join('\n'),
  },
  {
    name: 'semver',
    versions: ['7.3.8', '7.6.3'],
    work: [
      "const version = (i) => [i % 5, i % 11, i % 17].join('.');",
      'let hits = 0;',
      'for (let i = 0; i < 4500; i++) {',
      "  hits += library.satisfies(version(i), '^1.2.3 || >=3.4 <4') ? 1 : 0;",
      '}',
      'result = String(hits);',
    ].join('\n'),
  },
  {
    name: 'acorn',
    versions: ['7.4.1', '8.11.3'],
    work: [
      'const text = program(1200);',
      'result = String(library.parse(text, { ecmaVersion: 2020 }).body.length);',
    ].join('\n'),
  },
  {
    name: 'picomatch',
    versions: ['2.3.0', '2.3.1'],
    work: [
      'let hits = 0;',
      'for (let i = 0; i < 900; i++) {',
      "  const matches = library('src/**/{a,b' + i + '}/*.{js,ts,' + i + '}');",
      "  hits += matches('src/x/a/file.ts') ? 1 : 0;",
      '}',
      'result = String(hits);',
    ].join('\n'),
  },
  {
    name: 'js-yaml',
    versions: ['3.14.1', '4.1.0'],
    work: ['result = JSON.stringify(library.load(records(1800)));'].join('\n'),
  },
  {
    name: 'papaparse',
    versions: ['4.6.3', '5.4.1'],
    work: [
      "const row = (line, i) => i + ',\"' + line + '\",' + i * 2;",
      "const page = lines(8000).map(row).join('\\n');",
      'for (let i = 0; i < 3; i++) result = String(library.parse(page).data.length);',
    ].join('\n'),
  },
  {
    name: 'diff',
    versions: ['4.0.2', '5.2.0'],
    work: [
      'const before = lines(420);',
      "const after = before.map((line, i) => (i % 3 ? line : line + ' changed'));",
      "const changes = library.diffLines(before.join('\\n'), after.join('\\n'));",
      'result = String(changes.length);',
    ].join('\n'),
  },
  {
    name: 'esprima',
    versions: ['3.1.3', '4.0.1'],
    work: ['result = String(library.parse(program(1200)).body.length);'].join('\n'),
  },
];

/** The script that does the work with one of the installed versions and prints a hash of it. */
export function workloadText(pair: PackagePair, alias: string): string {
  return `import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
const library = createRequire(import.meta.url)('${alias}');
let state = 12345;
const draw = (below) => (state = (state * 1103515245 + 12345) % 2147483648) % below;
const words = ['stone', 'edge', 'oil', 'steel', 'whet', 'grind', 'polish', 'blade'];
const lines = (count) => Array.from({ length: count }, () =>
  Array.from({ length: 3 + draw(6) }, () => words[draw(words.length)]).join(' '));
const record = (line, i) => 'key' + i + ':\\n  name: ' + line + '\\n  sizes: [1, 2, ' + i + ']';
const records = (count) => lines(count).map(record).join('\\n');
const code = (line, i) =>
  'function f' + i + '(a, b) { return a * ' + i + ' + b.map(x => x - "' + line + '".length); }';
const program = (count) => lines(count).map(code).join('\\n');
let result = '';
${pair.work}
console.log(createHash('sha256').update(result).digest('hex'));
`;
}
