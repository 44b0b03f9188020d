import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

/** Which module may import which; everything may import itself. A new arrow is a design change. */
const ALLOWED: Record<string, readonly string[]> = {
  base: [],
  document: ['base'],
  model: ['base'],
  stats: ['base', 'model'],
  suite: ['base', 'document', 'model'],
  architecture: ['base', 'model'],
  hacks: ['base', 'model'],
  cheats: ['base', 'model'],
  gates: ['base', 'model'],
  plan: ['base', 'model', 'stats'],
  port: ['base', 'model'],
  flow: ['base', 'document', 'model', 'port'],
  tasks: ['base', 'document', 'model'],
  profile: ['base', 'model', 'stats'],
  detectors: ['base', 'model', 'profile', 'stats'],
  report: ['base', 'model', 'stats', 'profile', 'plan'],
  bench: ['base', 'model', 'stats'],
  collect: ['base', 'model'],
  git: ['base', 'model'],
  sandbox: ['base', 'model'],
  agent: ['base', 'model'],
  publish: ['base', 'model'],
  store: ['base', 'model'],
  engine: ['base', 'model', 'port'],
  campaign: [
    'base',
    'document',
    'model',
    'stats',
    'suite',
    'architecture',
    'hacks',
    'cheats',
    'gates',
    'plan',
    'port',
    'flow',
    'tasks',
    'profile',
    'detectors',
    'report',
    'bench',
    'collect',
    'git',
    'sandbox',
    'agent',
    'publish',
    'store',
    'engine',
  ],
  cli: ['base', 'model', 'report', 'campaign'],
};

/** Modules that only compute: no Node modules, no time, no randomness, no console. */
const PURE = [
  'document',
  'stats',
  'suite',
  'architecture',
  'hacks',
  'cheats',
  'gates',
  'plan',
  'port',
  'flow',
  'tasks',
  'profile',
  'detectors',
  'report',
];
const IMPURE =
  /\bfrom 'node:|\bimport\('node:|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bconsole\.|\bperformance\.now/;

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
const LINE_COLUMNS_MAX = 100;
const FILES_MIN = 40; // fewer means that this test looked in the wrong place

const root = join(import.meta.dirname, '..');
const sources = globSync('src/**/*.ts', { cwd: root }).map((path) => ({
  path,
  module: path.split('/')[1] ?? '',
  text: readFileSync(join(root, path), 'utf8'),
}));
type Source = (typeof sources)[number];

interface Import {
  readonly from: Source;
  readonly target: string; // relative to the root
}

function importsOf(source: Source): Import[] {
  const pattern = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g;
  return [...source.text.matchAll(pattern)].map((match) => ({
    from: source,
    target: normalize(join(dirname(source.path), match[1] ?? '')),
  }));
}

const imports = sources.flatMap(importsOf);

function complain(findings: readonly string[]): void {
  assert.deepEqual(findings, []);
}

test('sees the source code at all', () => {
  assert.ok(sources.length >= FILES_MIN, `only ${sources.length} files were found`);
  assert.ok(imports.length >= sources.length, `only ${imports.length} imports were found`);
});

test('every module stands in the table and imports only what it may', () => {
  complain([
    ...new Set(
      sources
        .filter((source) => ALLOWED[source.module] === undefined)
        .map((source) => `${source.module} is not in the table`),
    ),
    ...imports
      .filter(({ from, target }) => {
        const other = target.split('/')[1] ?? '';
        return other !== from.module && !(ALLOWED[from.module] ?? []).includes(other);
      })
      .map(({ from, target }) => `${from.path} imports ${target}`),
  ]);
});

test('modules meet only at their index', () => {
  complain(
    imports
      .filter(({ from, target }) => target.split('/')[1] !== from.module)
      .filter(({ target }) => !/^src\/[^/]+\/index\.ts$/.test(target))
      .map(({ from, target }) => `${from.path} reaches into ${target}`),
  );
});

test('every import leads to a file', () => {
  const paths = new Set(sources.map((source) => source.path));
  complain(
    imports
      .filter(({ target }) => !paths.has(target))
      .map(({ from, target }) => `${from.path} imports ${target}, which does not exist`),
  );
});

test('no file imports itself through others', () => {
  const edges = new Map<string, string[]>();
  for (const { from, target } of imports) {
    edges.set(from.path, [...(edges.get(from.path) ?? []), target]);
  }
  const state = new Map<string, 'open' | 'closed'>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    }
    if (state.has(path)) {
      return;
    }
    state.set(path, 'open');
    for (const target of edges.get(path) ?? []) {
      visit(target, [...trail, path]);
    }
    state.set(path, 'closed');
  };
  for (const { path } of sources) {
    visit(path, []);
  }
  complain(cycles);
});

test('pure modules touch nothing outside their arguments', () => {
  complain(
    sources
      .filter((source) => PURE.includes(source.module))
      .flatMap((source) =>
        source.text
          .split('\n')
          .map((line, index) => ({ line, number: index + 1 }))
          .filter(({ line }) => !/^\s*(\*|\/\/|\/\*)/.test(line) && IMPURE.test(line))
          .map(({ line, number }) => `${source.path}:${number}: ${line.trim()}`),
      ),
  );
});

test('only the command line prints and ends the process', () => {
  complain(
    sources
      .filter((source) => source.module !== 'cli' && !source.path.includes('/runner/'))
      .filter((source) =>
        /\bconsole\.|\bprocess\.exit(Code)?\b|\bprocess\.stdout\.write/.test(source.text),
      )
      .map((source) => source.path),
  );
});

test('files, functions and lines stay small enough to read', () => {
  const findings: string[] = [];
  for (const source of sources) {
    const lines = source.text.split('\n');
    if (lines.length - 1 > FILE_LINES_MAX) {
      findings.push(`${source.path} has ${lines.length - 1} lines`);
    }
    lines.forEach((line, index) => {
      if (line.length > LINE_COLUMNS_MAX && !/https?:\/\//.test(line)) {
        findings.push(`${source.path}:${index + 1} has ${line.length} columns`);
      }
    });
    findings.push(...longFunctions(source, lines));
  }
  complain(findings);
});

test('every export says what the type cannot', () => {
  complain(
    sources
      .filter((source) => !source.path.endsWith('/index.ts'))
      .flatMap((source) => {
        const lines = source.text.split('\n');
        return lines
          .map((line, index) => ({ line, index }))
          .filter(({ line }) =>
            /^export (async )?(function|class|interface|type|const)\b/.test(line),
          )
          .filter(({ line, index }) => !isDocumented(lines, line, index))
          .map(({ line, index }) => `${source.path}:${index + 1}: ${line}`);
      }),
  );
});

test('no file or folder is named for what it is not', () => {
  complain(
    sources
      .map((source) => source.path)
      .filter(
        (path) => /\b(utils?|helpers?|manager|common|misc)\b/.test(path) || /[A-Z_]/.test(path),
      ),
  );
});

/** A comment above it, or the same name as a schema constant just above that carries it. */
function isDocumented(lines: readonly string[], line: string, index: number): boolean {
  const above = lines[index - 1]?.trim() ?? '';
  if (above.endsWith('*/') || above.startsWith('//')) {
    return true;
  }
  const alias =
    /^export type (\w+) = ((Immutable<)?Static<typeof \1>|\(typeof \w+\)\[number\])/.test(line);
  const constant = /^export const (NS|MS|BYTES)_PER_/.test(line);
  return alias || constant;
}

/** Functions by the formatter's layout: a header at some depth and its closing brace below it. */
function longFunctions(source: Source, lines: readonly string[]): string[] {
  const header =
    /^(\s*)(export )?(default )?(async )?(function\b|(?:static |private |protected |override )*(?:async )?[\w#]+\([^;]*\)?[^;=]*\{$|(?:const|let) \w+ = (?:async )?\()/;
  return lines.flatMap((line, index) => {
    const match = header.exec(line);
    if (match === null || /^\s*(if|for|while|switch|return|catch)\b/.test(line)) {
      return [];
    }
    const indent = match[1] ?? '';
    const closes = new RegExp(`^${indent}\\}(\\);|;|,)?$`);
    const end = lines.findIndex((other, at) => at > index && closes.test(other));
    const length = end - index + 1;
    return end > index && length > FUNCTION_LINES_MAX
      ? [`${source.path}:${index + 1}: a function of ${length} lines`]
      : [];
  });
}
