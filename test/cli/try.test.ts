import assert from 'node:assert/strict';
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { TryResult } from '../../src/model/index.ts';
import {
  commitAll,
  ended,
  git,
  hone,
  newPlace,
  patchFor,
  type Place,
  repository,
  start,
} from './spawn-hone.ts';

const WAIT = 'sleep 0.08\necho done\n';

const CONFIG = `version: 1
test: sh test.sh
benchmarks:
  - id: wait
    run: sh src/main.sh
    metric: wall
holdout:
  - id: unseen
    generate: sh make.sh {seed}
    run: sh src/main.sh
    metric: wall
budgets:
  pairs: 20
  measure_time: 60s
scope:
  write: [src/**]
  frozen: [test.sh, make.sh]
`;

interface Subject {
  readonly root: string;
  readonly patch: (name: string, path: string, text: string) => string;
}

function subject(place: Place): Subject {
  const root = repository(place, {
    'hone.yaml': CONFIG,
    'src/main.sh': WAIT,
    'make.sh': 'echo "$1" > input.txt\n',
    'test.sh': 'test "$(sh src/main.sh)" = done || test -n "$(sh src/main.sh | grep quiet)"\n',
  });
  return {
    root,
    patch: (name, path, text) => patchFor(place, root, { name, path, text }),
  };
}

test('judges every proposal by the checks in their order and keeps what passes', async () => {
  const place = newPlace();
  try {
    const { root, patch } = subject(place);
    const gain = patch('gain.patch', 'src/main.sh', 'sleep 0.01\necho done\n');
    const breaks = patch('breaks.patch', 'src/main.sh', 'sleep 0.01\necho other\n');
    const differs = patch('differs.patch', 'src/main.sh', 'sleep 0.01\necho quiet\n');
    const suite = patch('suite.patch', 'hone.yaml', `${CONFIG}# changed\n`);
    const stale = join(place.root, 'stale.patch');
    writeFileSync(stale, '');
    const args = ['try', gain, breaks, differs, suite, stale, '--keep', '--json', '-'];
    const { code, stdout, stderr } = await hone(place, root, args);
    assert.equal(code, 0, stderr);
    const result = Value.Parse(TryResult, JSON.parse(stdout));
    assert.deepEqual(
      result.decisions.map(({ proposal, decision, check }) => [proposal, decision, check]),
      [
        ['gain', 'kept', null],
        ['breaks', 'rejected', 'tests'],
        ['differs', 'rejected', 'same-output'],
        ['suite', 'rejected', 'admission'],
        ['stale', 'rejected', 'admission'],
      ],
    );
    assertKept(place, root, result);
    await lookAtRun(place, root, result);
  } finally {
    place.remove();
  }
});

function assertKept(place: Place, root: string, result: TryResult): void {
  const branch = `hone/${result.run}`;
  assert.equal(result.branch, branch);
  const message = git(root, ['log', '-1', '--format=%B', branch]);
  assert.match(message, /^perf\(wait\): gain \[-\d+\.\d % wall, 95 % CI \d+\.\d\.\.\d+\.\d\]/);
  assert.match(message, new RegExp(`Hone-Run: ${result.run}`));
  assert.match(message, new RegExp(`Hone-Suite: ${result.suiteHash}`));
  assert.equal(git(root, ['rev-parse', `${branch}~1`]), git(root, ['rev-parse', 'main']));
  assert.equal(git(root, ['status', '--porcelain']), '', 'the working tree is as it was');
  assert.equal(result.stack?.contributions.length, 1);
  assert.deepEqual(readdirSync(place.tmp), [], 'nothing is left in the temporary folder');
}

async function lookAtRun(place: Place, root: string, result: TryResult): Promise<void> {
  const log = await hone(place, root, ['log']);
  assert.match(log.stdout, new RegExp(`${result.run}\\s+finished`));
  const shown = await hone(place, root, ['show', 'breaks']);
  assert.match(shown.stdout, /test\.sh/);
  const report = await hone(place, root, ['report', '--markdown', '-']);
  assert.match(report.stdout, /gain/);
  const none = await hone(place, root, ['show', 'nobody']);
  assert.equal(none.code, 2);
  assert.match(none.stderr, /gain, breaks/);
}

test('a run that is killed anywhere is resumed without measuring again', async () => {
  const place = newPlace();
  try {
    const { root, patch } = subject(place);
    const gain = patch('gain.patch', 'src/main.sh', 'sleep 0.01\necho done\n');
    const args = ['try', gain, '--keep', '--json', '-'];
    let child = start(place, root, args);
    // Every few events the engine is killed and the run goes on in a new process.
    for (const events of [3, 5, 6, 8, 10, 12]) {
      const outcome = ended(child);
      await eventsReach(root, events, child);
      child.kill('SIGKILL');
      await outcome;
      child = start(place, root, ['resume', '--json', '-']);
    }
    const { code, stdout, stderr } = await ended(child);
    assert.equal(code, 0, stderr);
    const result = Value.Parse(TryResult, JSON.parse(stdout));
    assert.equal(result.decisions[0]?.decision, 'kept');
    const keys = eventsOf(root).map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length, 'no key was recorded twice');
    assert.deepEqual(measuring(), [], 'no sample is left running');
    assert.equal(
      git(root, ['rev-parse', `hone/${result.run}~1`]),
      git(root, ['rev-parse', 'main']),
    );
  } finally {
    place.remove();
  }
});

interface RecordedEvent {
  readonly seq: number;
  readonly key: string;
}

function eventsOf(root: string): RecordedEvent[] {
  const database = new DatabaseSync(join(root, '.hone', 'hone.db'), { readOnly: true });
  try {
    const rows = database.prepare('SELECT seq, key FROM event ORDER BY seq').all();
    return rows.map((row) => ({ seq: Number(row['seq']), key: String(row['key']) }));
  } finally {
    database.close();
  }
}

/** Waits until the journal has so many events, or the process has ended by itself. */
async function eventsReach(
  root: string,
  events: number,
  child: ReturnType<typeof start>,
): Promise<void> {
  for (let tries = 0; tries < 6_000 && child.exitCode === null; tries++) {
    try {
      if (eventsOf(root).length >= events) {
        return;
      }
    } catch {
      // The journal is not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Processes that run in a checkout of a run. */
function measuring(): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`).includes('hone-try-');
    } catch {
      return false; // it ended meanwhile
    }
  });
}

test('a changed suite is refused until a person or --yes accepts it with a reason', async () => {
  const place = newPlace();
  try {
    const { root, patch } = subject(place);
    const breaks = patch('breaks.patch', 'src/main.sh', 'echo other\n');
    assert.equal((await hone(place, root, ['try', breaks])).code, 1);
    writeFileSync(join(root, 'hone.yaml'), `${CONFIG}# a word more\n`);
    commitAll(root, 'change the suite');
    const refused = await hone(place, root, ['try', breaks]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /hone suite change --reason/);
    const unasked = await hone(place, root, ['suite', 'change', '--reason', 'words']);
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, /--yes/);
    const accepted = await hone(place, root, ['suite', 'change', '--reason', 'words', '--yes']);
    assert.equal(accepted.code, 0, accepted.stderr);
    assert.match(accepted.stdout, /wait: new \/ old = /);
    assert.equal((await hone(place, root, ['try', breaks])).code, 1);
  } finally {
    place.remove();
  }
});

test('uncommitted changes, an unknown branch and a missing patch are said so', async () => {
  const place = newPlace();
  try {
    const { root } = subject(place);
    const missing = await hone(place, root, ['try', 'no.patch']);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /no\.patch/);
    writeFileSync(join(root, 'src/main.sh'), 'echo dirty\n');
    const dirty = await hone(place, root, ['try', 'main']);
    assert.equal(dirty.code, 2);
    assert.match(dirty.stderr, /src\/main\.sh.*commit or stash/s);
  } finally {
    place.remove();
  }
});

test('what a command changes is a proposal', async () => {
  const place = newPlace();
  try {
    const { root } = subject(place);
    const edit = "printf 'sleep 0.01\\necho done\\n' > src/main.sh";
    const outcome = await hone(place, root, ['try', '--json', '-', '--', 'sh', '-c', edit]);
    assert.equal(outcome.code, 0, outcome.stderr);
    const result = Value.Parse(TryResult, JSON.parse(outcome.stdout));
    assert.deepEqual(
      result.decisions.map((one) => one.decision),
      ['kept'],
    );
    assert.equal(git(root, ['status', '--porcelain']), '');
  } finally {
    place.remove();
  }
});
