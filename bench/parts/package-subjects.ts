import { SEEDED_GENERATOR_HEAD } from './seeded-generator.ts';

/** A published package as a subject of hone: the package itself, with a suite written here. */
export interface PackageSubject {
  readonly name: string;
  readonly version: string;
  /** Globs of the files that a proposal may change. */
  readonly write: readonly string[];
  /** An ES module that exports `work(text)`: all that is asked of the package, as a text. */
  readonly work: string;
  /** Statements that use `draw(below)` and `words(count)` and push to `lines`, each time anew. */
  readonly input: string;
  /** Times that the statements of `input` are run. */
  readonly inputCount: number;
  /** Statements with `assert` and `work`: what anybody expects of the package. */
  readonly tests: string;
  /** What a test has on disk, and what the measured program prints for it. */
  readonly fixture: { readonly input: string; readonly output: string };
}

/** Pure JavaScript packages without dependencies; one of ES modules, one of CommonJS. */
export const PACKAGE_SUBJECTS: readonly PackageSubject[] = [
  {
    name: 'marked',
    version: '4.3.0',
    write: ['src/**', 'lib/**'],
    work: [
      "import { marked } from '../src/marked.js';",
      'const flags = { headerIds: false, mangle: false };',
      'export const work = (text) => marked.parse(text, flags);',
    ].join('\n'),
    input: [
      "lines.push('# ' + words(3), '');",
      "for (let i = 0; i < 4; i++) lines.push('- **' + words(2) + '** ' + words(3 + draw(6)));",
      "lines.push('', words(8 + draw(9)) + ' `' + words(1) + '` [' + words(1) + '](/a/' + draw(99) + ')');",
      "lines.push('', '| a | b |', '| - | - |', '| ' + words(1) + ' | ' + draw(999) + ' |', '');",
    ].join('\n'),
    inputCount: 160,
    tests: [
      "assert.equal(work('# A *b*'), '<h1>A <em>b</em></h1>\\n');",
      "assert.equal(work('- a\\n- b'), '<ul>\\n<li>a</li>\\n<li>b</li>\\n</ul>\\n');",
      "assert.equal(work('`<x>` [l](/u)'), '<p><code>&lt;x&gt;</code> <a href=\"/u\">l</a></p>\\n');",
      "assert.match(work('| a |\\n| - |\\n| 1 |'), /<table>[^]*<td>1<\\/td>/);",
      'assert.match(work(\'```js\\n1 < 2\\n```\'), /<pre><code class="language-js">1 &lt; 2\\n/);',
    ].join('\n'),
    fixture: { input: 'a **b**\n', output: '<p>a <strong>b</strong></p>\n' },
  },
  {
    name: 'semver',
    version: '7.6.3',
    write: ['*.js', 'bin/**', 'classes/**', 'functions/**', 'internal/**', 'ranges/**'],
    work: [
      "import semver from '../index.js';",
      'export const work = (text) => text.trim().split("\\n").map((line) => {',
      "  const [version = '', range = ''] = line.split('@');",
      '  return version + " " + semver.satisfies(version, range) + " " + semver.inc(version, "minor");',
      '}).join("\\n") + "\\n";',
    ].join('\n'),
    input: [
      'const version = () => [draw(5), draw(11), draw(17)].join(".");',
      "const tail = draw(3) === 0 ? '-rc.' + draw(9) : '';",
      "lines.push(version() + tail + '@^' + version() + ' || >=' + version() + ' <' + (3 + draw(3)));",
    ].join('\n'),
    inputCount: 1_200,
    tests: [
      "assert.equal(work('1.2.3@^1.0.0'), '1.2.3 true 1.3.0\\n');",
      "assert.equal(work('2.0.0@^1.0.0 || <0.5'), '2.0.0 false 2.1.0\\n');",
      "assert.equal(work('1.2.3-rc.1@^1.0.0'), '1.2.3-rc.1 false 1.3.0\\n');",
      "assert.equal(work('0.4.9@^1.0.0 || <0.5'), '0.4.9 true 0.5.0\\n');",
    ].join('\n'),
    fixture: { input: '3.1.4@~3.1.0\n', output: '3.1.4 true 3.2.0\n' },
  },
];

/** Everything that makes a package a subject, by path from its root. */
export function suiteFiles(subject: PackageSubject): Record<string, string> {
  return {
    'hone.yaml': configText(subject),
    '.gitignore': 'data/\nnode_modules/\n',
    'suite/work.mjs': `${subject.work}\n`,
    'suite/run.mjs': RUN,
    'suite/generate.mjs': generatorText(subject),
    'test/work.test.mjs': testText(subject),
    'test/fixtures/small.txt': subject.fixture.input,
  };
}

function configText({ write }: PackageSubject): string {
  return `version: 1
setup:
  - node suite/generate.mjs --seed 7 --out data/known.txt
test: node test/work.test.mjs
test_timeout: 30s
benchmarks:
  - id: work
    run: node suite/run.mjs data/known.txt
    metric: cpu
    output: same
    timeout: 10s
holdout:
  - id: work-unseen
    generate: node suite/generate.mjs --seed {seed} --out data/unseen.txt
    run: node suite/run.mjs data/unseen.txt
    metric: cpu
    output: same
scope:
  write:
${write.map((glob) => `    - '${glob}'`).join('\n')}
  frozen: [hone.yaml, package.json, .gitignore, suite/**, test/**]
`;
}

const RUN = `import { readFileSync } from 'node:fs';
import { work } from './work.mjs';
process.stdout.write(work(readFileSync(process.argv[2], 'utf8')));
`;

function generatorText({ input, inputCount }: PackageSubject): string {
  return `${SEEDED_GENERATOR_HEAD}const words = (count) => Array.from({ length: count }, () => WORDS[draw(8)]).join(' ');
const lines = [];
for (let time = 0; time < ${inputCount}; time++) {
${input}
}
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, lines.join('\\n'));
`;
}

/** The last two run the program that is measured, on inputs that no benchmark has. */
function testText({ tests, fixture }: PackageSubject): string {
  return `import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { work } from '../suite/work.mjs';
${tests}
const run = (...words) => execFileSync(process.execPath, words, { encoding: 'utf8' });
assert.equal(run('suite/run.mjs', 'test/fixtures/small.txt'), ${JSON.stringify(fixture.output)});
const out = 'data/for-the-test.txt';
run('suite/generate.mjs', '--seed', '99', '--out', out);
assert.equal(run('suite/run.mjs', out), work(readFileSync(out, 'utf8')));
`;
}
