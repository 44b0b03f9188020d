import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { at } from '../../src/base/index.ts';
import { readPatch } from '../../src/git/index.ts';
import { type Admission, admit, withHoldoutSeed } from '../../src/suite/index.ts';
import {
  copyExample,
  type ExampleCopy,
  patchNames,
  PROPOSALS,
  removeCopies,
  suite,
} from './example-copy.ts';

const classify = '01-classify-each-agent-once.patch';
const formatter = '02-make-the-hour-formatter-once.patch';
const lookUp = '03-look-up-open-sessions.patch';
const byIndex = '04-walk-the-lines-by-index.patch';
const allCores = '05-parse-on-all-cores.patch';
const withoutUrl = '06-read-the-path-without-a-url.patch';
const buckets = '07-count-durations-in-buckets.patch';
const everyday = '08-measure-an-everyday-log.patch';
const finished = '09-keep-results-of-finished-logs.patch';

const SOUND = [classify, formatter, lookUp, byIndex, allCores, finished];

after(removeCopies);

const base = copyExample();
const baseOutputs = suite.benchmarks.map((benchmark) => base.outputOf(benchmark.run));

function patched(...names: readonly string[]): ExampleCopy {
  const copy = copyExample();
  const { code, stderr } = copy.apply(...names);
  assert.equal(code, 0, `${names.join(', ')} does not apply: ${stderr}`);
  return copy;
}

function testsPass(copy: ExampleCopy): boolean {
  return suite.test.every((command) => copy.run(command).code === 0);
}

function outputsOf(copy: ExampleCopy): string[] {
  return suite.benchmarks.map((benchmark) => copy.outputOf(benchmark.run));
}

/** Outputs on inputs that are made from a seed, as `hone try` makes them. */
function holdoutOutputsOf(copy: ExampleCopy, seed: number): string[] {
  return withHoldoutSeed(suite, seed).holdout.map((holdout) => {
    if (holdout.generate !== null) {
      copy.outputOf(holdout.generate);
    }
    return copy.outputOf(holdout.run);
  });
}

async function admissionOf(name: string): Promise<Admission> {
  const patch = await readPatch(readFileSync(join(PROPOSALS, name)), { name });
  const changes = patch.files.map(({ path }) => {
    const isNew = !existsSync(join(base.folder, path));
    const oldMode = isNew ? null : '100644';
    const kind = isNew ? 'added' : 'modified';
    return { path, kind, oldMode, newMode: '100644', linkTarget: null } as const;
  });
  return admit({ scope: suite.scope, frozenFiles: [], changes });
}

test('there are nine proposals, each with a title', async () => {
  const titles = await Promise.all(
    patchNames.map(async (name) => {
      const { title } = await readPatch(readFileSync(join(PROPOSALS, name)), { name });
      assert.notEqual(title, null, name);
      return title;
    }),
  );
  assert.equal(new Set(titles).size, 9);
  assert.equal(patchNames.length, 9);
});

test('the program passes its tests with the node that the user has', () => {
  const version = base.outputOf({ kind: 'words', words: ['node', '--version'] });
  assert.ok(Number(/^v(\d+)/.exec(version)?.[1]) >= 20, version);
  assert.ok(testsPass(base));
});

test('the same seed makes the same input in another copy', () => {
  const again = copyExample();
  suite.setup.forEach((command) => again.outputOf(command));
  assert.deepEqual(outputsOf(again), baseOutputs);
});

test('a program of the example leaves nothing for git to see', () => {
  const copy = copyExample();
  const git = (...args: string[]): string =>
    copy.outputOf({ kind: 'words', words: ['git', '-c', 'core.hooksPath=/dev/null', ...args] });
  git('init', '--quiet');
  assert.equal(git('status', '--porcelain', '--untracked-files=all', 'data'), '');
});

for (const name of SOUND) {
  test(`${name} applies alone, passes the tests and prints the same`, () => {
    const copy = patched(name);
    assert.ok(testsPass(copy));
    assert.deepEqual(outputsOf(copy), baseOutputs);
  });
}

test('the three gains stack in every order and print the same on inputs not seen', () => {
  const [first, second, third] = [classify, formatter, lookUp];
  const orders = [
    [first, second, third],
    [first, third, second],
    [second, first, third],
    [second, third, first],
    [third, first, second],
    [third, second, first],
  ];
  const stacks = orders.map((order) => patched(...order));
  const stack = at(stacks, 0);
  assert.ok(testsPass(stack));
  assert.deepEqual(outputsOf(stack), baseOutputs);
  assert.deepEqual(holdoutOutputsOf(stack, 4_021), holdoutOutputsOf(base, 4_021));
  for (const path of ['src/user-agent.js', 'src/timestamp.js', 'src/sessions.js']) {
    const texts = stacks.map(({ folder }) => readFileSync(join(folder, path), 'utf8'));
    assert.equal(new Set(texts).size, 1, path);
    assert.notEqual(at(texts, 0), readFileSync(join(base.folder, path), 'utf8'), path);
  }
});

/** Makes a Node program say its peak memory, in KiB, on standard error. */
const SAYS_PEAK =
  'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))';

/** Does the work of both benchmarks. */
function peakBytesOf(copy: ExampleCopy): number {
  const program = ['bin/access-log.js', 'digest', 'data/week.log', '--format', 'json'];
  const ended = copy.run({ kind: 'words', words: ['node', '--import', SAYS_PEAK, ...program] });
  const kib = Number(ended.stderr);
  assert.ok(ended.code === 0 && kib > 0, ended.stderr);
  return kib * 1_024;
}

test('the three gains stay within the memory that the example allows', () => {
  const limit = suite.budgets.harm['rss'];
  assert(typeof limit === 'object', 'a share and an amount');
  assert.ok(limit.absolute >= 8_000_000, 'honest runs differ by up to a few megabytes');
  const before = peakBytesOf(base);
  const allowed = Math.max(limit.absolute, limit.share * before);
  for (const name of [classify, formatter, lookUp]) {
    const grown = peakBytesOf(patched(name)) - before;
    assert.ok(grown < allowed, `${name} takes ${grown} bytes more, of ${allowed}`);
  }
});

test(`${withoutUrl} prints the same for the benchmarks but breaks a test`, () => {
  const copy = patched(withoutUrl);
  assert.deepEqual(outputsOf(copy), baseOutputs);
  assert.ok(!testsPass(copy));
});

test(`${buckets} passes the tests but prints something else for every benchmark`, () => {
  const copy = patched(buckets);
  assert.ok(testsPass(copy));
  outputsOf(copy).forEach((output, index) => assert.notEqual(output, baseOutputs[index]));
});

test(`${everyday} changes what is measured and is refused for it`, async () => {
  assert.ok(testsPass(patched(everyday)));
  const admission = await admissionOf(everyday);
  assert.equal(admission.kind, 'refused');
  assert.deepEqual(
    admission.findings.map(({ path }) => path),
    ['hone.yaml'],
  );
});

test('every other proposal is admitted', async () => {
  for (const name of patchNames.filter((other) => other !== everyday)) {
    assert.equal((await admissionOf(name)).kind, 'admitted', name);
  }
});

test(`${finished} knows the answer for the benchmark's input without reading it`, () => {
  const copy = patched(finished);
  const input = 'data/week.log';
  const text = readFileSync(join(base.folder, input), 'utf8');
  const reports = [base, copy].map((one) => {
    writeFileSync(join(one.folder, input), text.replaceAll(' 200 ', ' 503 '));
    const printed = one.outputOf(at(suite.benchmarks, 0).run);
    writeFileSync(join(one.folder, input), text);
    return printed;
  });
  assert.notEqual(reports[0], baseOutputs[0]);
  assert.equal(reports[1], baseOutputs[0]);
});

test(`${finished} has to work like the base on inputs that it has not seen`, () => {
  const copy = patched(finished);
  for (const seed of [0, 2_147_483_647]) {
    const outputs = holdoutOutputsOf(copy, seed);
    assert.deepEqual(outputs, holdoutOutputsOf(base, seed));
    outputs.forEach((output, index) => assert.notEqual(output, baseOutputs[index]));
  }
});
