import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import type { Measurement } from '../../../src/bench/index.ts';
import { sampleFailureText } from '../../../src/campaign/sample-error.ts';
import { claimedMetric } from '../../../src/campaign/try/measured-proposal.ts';
import { measureTrees } from '../../../src/campaign/try/measure-trees.ts';
import { openContainment } from '../../../src/sandbox/index.ts';
import { runOn, type TestRun } from './run-on.ts';
import { temporaryFolder } from '../../bench/runner/bench-setup.ts';

const HONEST = 'cat data.txt; printf "%s\\n" "found: 0"\n';

/** A checkout with a file of git's, one made by setup, a folder and a link. */
const FILES = {
  'main.sh': HONEST,
  'data.txt': 'as it was\n',
  'folder/inner.txt': 'inner\n',
  'folder/script.sh': 'exit 0\n',
};

const CONFIG = `version: 1
test: "true"
setup: {shell: "echo built > built.txt; mkdir -p made/deep; ln -s ../built.txt made/link"}
benchmarks:
  - id: memory
    run: sh main.sh
    metrics: [{name: found, direction: lower}]
    output: ignore
`;

/** Prints 1 when any run before it left its mark, by a shell test; then leaves it. */
const remembering = (mark: string, leave: string): string =>
  `if ${mark}; then echo "found: 1"; else echo "found: 0"; fi\n{ ${leave}; } 2>/dev/null\nexit 0\n`;

/** The checkout of the other side, as the shell finds it. */
const OTHER_PLACE = '"$(case "$PWD" in *0) echo ../place-1;; *) echo ../place-0;; esac)"';

const canContain = async (t: TestContext): Promise<boolean> => {
  const scratch = temporaryFolder(t);
  return (await openContainment({ wanted: 'best', scratch })).kind === 'bwrap';
};

/** Four pairs after the warm-up, in both halves, so that every place is used again. */
async function measured(
  { run, treeOf }: TestRun,
  key: string,
  program: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Measurement> {
  const [first] = run.suite.benchmarks;
  assert.ok(first !== undefined);
  const benchmark = { ...first, env };
  return measureTrees(run, {
    key,
    base: { name: 'base', tree: run.started.base.tree },
    candidate: { name: 'candidate', tree: treeOf({ ...FILES, 'main.sh': program }) },
    benchmark,
    claimed: claimedMetric(run, benchmark),
    stopping: {
      looks: [],
      alpha: 0.2,
      confirmation: 'always',
      confirmationPairs: { min: 8, max: 8 },
      timeLimitMs: 60_000,
    },
    confirmIn: 'free',
    generate: null,
  });
}

function assertNothingFound(measurement: Measurement, what: string): void {
  assert.equal(measurement.kind, 'measured', JSON.stringify(measurement).slice(-600));
  const found = measurement.samples.map(({ values }) => values['found']);
  assert.ok(found.length >= 16, `${found.length} samples`);
  assert.deepEqual(new Set(found), new Set([0]), what);
}

/** Paths at which a sample may leave something without any sandbox. */
const NEW_FILES = [
  'cache.json',
  'folder/.cache/deep/er.json',
  'locked/file',
  '.git/mark',
  '"$HOME/.cache/mark"',
  '"$XDG_CACHE_HOME/mark"',
  '"$TMPDIR/mark"',
  '"$HOME/../mark"',
];

/** Changes of what was there, as a shell test and what makes it hold. */
const CHANGES: Readonly<Record<string, readonly [test: string, change: string]>> = {
  'a changed file of the same size and time': [
    'grep -q AS data.txt',
    'touch -r data.txt "$TMPDIR/time"; sed -i s/as/AS/ data.txt; touch -r "$TMPDIR/time" data.txt',
  ],
  'a removed file': ['[ ! -e folder/inner.txt ]', 'rm folder/inner.txt'],
  'a file that setup made': ['grep -q mark built.txt', 'echo mark >> built.txt'],
  'a mode': ['[ -x folder/script.sh ]', 'chmod +x folder/script.sh'],
  'a time': ['[ folder/script.sh -nt main.sh ]', 'touch folder/script.sh'],
  'the time of a folder': ['[ folder -nt main.sh ]', 'touch folder'],
  'a link that was turned': ['[ "$(readlink made/link)" = mark ]', 'ln -sfn mark made/link'],
  'a folder behind a link': ['[ -L made ]', 'mv made moved; ln -s moved made; echo > made/deep/x'],
  'a removed folder': ['[ ! -e folder ]', 'rm -r folder'],
};

for (const containment of ['none', 'bwrap'] as const) {
  const title = `no sample finds what an earlier one left in its own folders (${containment})`;
  test(title, async (t) => {
    if (containment === 'bwrap' && !(await canContain(t))) {
      t.skip('bubblewrap does not work here');
      return;
    }
    const made = await runOn(t, { config: CONFIG, files: FILES, containment });
    const program = remembering(
      NEW_FILES.map((path) => `[ -e ${path} ]`).join(' || '),
      NEW_FILES.map((path) => `mkdir -p "$(dirname ${path})"; echo > ${path}`).join('; ') +
        '; chmod 000 locked',
    );
    assertNothingFound(await measured(made, 'new', program), 'new files');
  });
}

test('no sample finds what an earlier one changed in its own folders', async (t) => {
  const made = await runOn(t, { config: CONFIG, files: FILES, containment: 'none' });
  for (const [what, [mark, change]] of Object.entries(CHANGES)) {
    const program = remembering(mark, change);
    assertNothingFound(await measured(made, what.replaceAll(' ', '-'), program), what);
  }
});

test('a changed file is put back in a sandbox too', async (t) => {
  if (!(await canContain(t))) {
    t.skip('bubblewrap does not work here');
    return;
  }
  const made = await runOn(t, { config: CONFIG, files: FILES, containment: 'bwrap' });
  const program = remembering('grep -q mark built.txt', 'echo mark >> built.txt; rm -r folder');
  assertNothingFound(await measured(made, 'changed', program), 'a changed file');
});

test('no sample finds what an earlier one left outside its own folders', async (t) => {
  if (!(await canContain(t))) {
    t.skip('bubblewrap does not work here');
    return;
  }
  const made = await runOn(t, { config: CONFIG, files: FILES, containment: 'bwrap' });
  const name = `hone-test-mark-${process.pid}`;
  const outside = [
    `/tmp/${name}`,
    `/var/tmp/${name}`,
    `/dev/shm/${name}`,
    join(homedir(), name),
    join(made.root, name),
    join(made.root, '.git', name),
    join(made.run.store.folder, name),
    join(made.run.machine.scratch, name),
  ];
  t.after(() => outside.forEach((path) => rmSync(path, { force: true })));
  const marks = [...outside, '../mark', '../shelf/mark', `${OTHER_PLACE}/mark`];
  const program = remembering(
    marks.map((path) => `[ -e ${path} ]`).join(' || '),
    marks.map((path) => `echo mark > ${path}`).join('; '),
  );
  assertNothingFound(await measured(made, 'outside', program), 'outside');
  assert.deepEqual(outside.filter(existsSync), [], 'nothing was written outside');
});

test('a sample can neither see nor change the other side, the run or its outputs', async (t) => {
  if (!(await canContain(t))) {
    t.skip('bubblewrap does not work here');
    return;
  }
  const made = await runOn(t, { config: CONFIG, files: FILES, containment: 'bwrap' });
  const seen = [`${OTHER_PLACE}/main.sh`, '"$STORE"/hone.db', '"$SCRATCH"/*', '../shelf/*'];
  const program = remembering(
    seen.map((path) => `ls ${path} >/dev/null 2>&1`).join(' || '),
    'true',
  );
  const env = { STORE: made.run.store.folder, SCRATCH: made.run.machine.scratch };
  assertNothingFound(await measured(made, 'seen', program, env), 'seen');
});

test('what can not be cleared away makes the sample invalid and is named', async (t) => {
  if (!(await canContain(t))) {
    t.skip('bubblewrap does not work here');
    return;
  }
  const made = await runOn(t, { config: CONFIG, files: FILES, containment: 'bwrap' });
  const failureOf = async (key: string, program: string): Promise<string> => {
    const ended = await measured(made, key, `${HONEST}${program}\n`);
    assert.ok(ended.kind === 'failed', key);
    assert.equal(ended.failure.side, 'candidate');
    return sampleFailureText(ended.failure, { base: 'base', flags: false });
  };
  assert.match(await failureOf('shm', 'ipcmk -M 1000 >/dev/null'), /shared memory of System V/);
  assert.match(await failureOf('msg', 'ipcmk -Q >/dev/null'), /a message queue of System V/);
  const limit = await failureOf('limit', 'prlimit --pid $PPID --nofile=512:1024');
  assert.match(limit, /another limit on the runner \(Max open files\)/);
  assert.match(await failureOf('hog', 'setsid sleep 600 >/dev/null 2>&1 &'), /sleep 600/);
});

test('what a side wrote is kept with its samples, and the base is measured as it was', async (t) => {
  const made = await runOn(t, { config: CONFIG, files: FILES, containment: 'none' });
  const program = `${HONEST}echo log > log.txt; echo note > "$HOME/note"\n`;
  const ended = await measured(made, 'wrote', program);
  assert.equal(ended.kind, 'measured');
  for (const sample of ended.samples) {
    const wrote = 'wrote' in sample ? sample.wrote : null;
    assert.deepEqual(
      wrote,
      sample.side === 'base' ? null : { count: 2, names: ['log.txt', 'private folders/home/note'] },
    );
  }
});
