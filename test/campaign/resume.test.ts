import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { TryResult } from '../../src/model/index.ts';
import {
  ended,
  git,
  hone,
  inPlace,
  type Place,
  processesIn,
  start,
  until,
} from '../cli/spawn-hone.ts';
import { FASTER, subject } from '../cli/subject.ts';

/** What the journal recorded: the hash of an event holds everything before it too. */
interface Recorded {
  readonly key: string;
  readonly hash: string;
}

const QUICK = ['--keep', '--json', '-', '--max-pairs', '20'];

test(
  'a run that is killed again and again goes on from what was recorded',
  inPlace(async (place) => {
    const { root, patch } = subject(place);
    const gain = patch('gain.patch', 'src/main.sh', FASTER);
    let child = start(place, root, ['try', gain, ...QUICK]);
    for (const events of [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12]) {
      const outcome = ended(child);
      if (!(await until(() => recordedIn(root).length >= events, child))) {
        break;
      }
      child.kill('SIGKILL');
      await outcome;
      const before = recordedIn(root);
      if (!before.some(({ key }) => key === 'started')) {
        await assertNothingToResume(place, root);
        child = start(place, root, ['try', gain, ...QUICK]);
        continue;
      }
      child = start(place, root, ['resume', '--json', '-']);
      assertPrefix(before, recordedIn(root));
    }
    const before = recordedIn(root);
    const { code, stdout, stderr } = await ended(child);
    assert.equal(code, 0, stderr);
    assertPrefix(before, recordedIn(root));
    assertFinished(place, root, Value.Parse(TryResult, JSON.parse(stdout)));
  }),
);

// git is replaced by a script that ends its parent, the engine, right before or after the command
// that is named; the folder of the script keeps a mark, so that it happens once.
for (const [name, command, when] of [
  ['before the branch of a finished run is made', 'update-ref', 'before'],
  ['after the branch was made and before that was recorded', 'update-ref', 'after'],
  ['while kept commits are copied', 'unpack-objects', 'before'],
] as const) {
  test(
    `a run that is killed ${name} still gets its branch`,
    inPlace(async (place) => {
      const { root, patch } = subject(place);
      const gain = patch('gain.patch', 'src/main.sh', FASTER);
      const env = { PATH: `${deadlyGit(place, command, when)}:${process.env['PATH'] ?? ''}` };
      const killed = await hone(place, root, ['try', gain, ...QUICK], env);
      assert.equal(killed.code, null, `killed, not ended: ${killed.stderr}`);
      const before = recordedIn(root);
      assert.equal(before.at(-1)?.key, 'result');
      const resumed = await hone(place, root, ['resume', '--json', '-'], env);
      assert.equal(resumed.code, 0, resumed.stderr);
      assertPrefix(before, recordedIn(root));
      assertFinished(place, root, Value.Parse(TryResult, JSON.parse(resumed.stdout)));
    }),
  );
}

test(
  'Ctrl-C during tests, measuring and a command ends with 130, and resume finishes',
  inPlace(async (place) => {
    const { root } = subject(place);
    // Only the first try of the command waits, so that it can be interrupted.
    const edit = `test -e ${place.root}/seen || { touch ${place.root}/seen; sleep 61; }
      printf 'sleep 0.01\\necho done\\n' > src/main.sh`;
    const args = ['try', ...QUICK, '--', 'sh', '-c', edit];
    let child = start(place, root, args);
    for (const seen of [
      () => recordedIn(root).length >= 1,
      () => existsSync(join(place.root, 'seen')),
      () => recordedIn(root).some(({ key }) => key.endsWith('/batch/0')),
    ]) {
      const outcome = ended(child);
      assert.ok(await until(seen, child), 'the process is not at its end yet');
      child.kill('SIGINT');
      const { code, stderr } = await outcome;
      assert.equal(code, 130, stderr);
      assert.match(stderr, /hone resume/);
      assert.deepEqual(processesIn(place), []);
      assert.deepEqual(readdirSync(place.tmp), []);
      const begun = recordedIn(root).some(({ key }) => key === 'started');
      child = start(place, root, begun ? ['resume', '--json', '-'] : args);
    }
    const { code, stdout, stderr } = await ended(child);
    assert.equal(code, 0, stderr);
    assertFinished(place, root, Value.Parse(TryResult, JSON.parse(stdout)));
  }),
);

function recordedIn(root: string): Recorded[] {
  const path = join(root, '.hone', 'hone.db');
  if (!existsSync(path)) {
    return [];
  }
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    // Of the newest run: one that was killed before it had begun is started again as another.
    const newest = 'SELECT max(run) FROM event';
    const rows = database
      .prepare(`SELECT key, hash FROM event WHERE run = (${newest}) ORDER BY seq`)
      .all();
    return rows.map((row) => ({ key: String(row['key']), hash: String(row['hash']) }));
  } catch {
    return []; // its tables are not there yet
  } finally {
    database.close();
  }
}

function assertPrefix(before: readonly Recorded[], after: readonly Recorded[]): void {
  assert.deepEqual(after.slice(0, before.length), before, 'what was recorded stays');
  assert.equal(new Set(after.map(({ key }) => key)).size, after.length, 'nothing is done twice');
}

async function assertNothingToResume(place: Place, root: string): Promise<void> {
  const { code, stderr } = await hone(place, root, ['resume']);
  assert.equal(code, 2);
  assert.match(stderr, /no unfinished run/);
}

function assertFinished(place: Place, root: string, result: TryResult): void {
  assert.deepEqual(
    result.decisions.map(({ decision }) => decision),
    ['kept'],
  );
  const branch = `hone/${result.run}`;
  assert.equal(result.branch, branch);
  assert.equal(git(root, ['rev-parse', branch]).trim(), result.stack?.commit);
  assert.equal(git(root, ['rev-parse', `${branch}~1`]), git(root, ['rev-parse', 'main']));
  assert.equal(git(root, ['status', '--porcelain']), '');
  assert.ok(existsSync(join(root, '.hone', 'runs', result.run, 'report.md')));
  assert.deepEqual(processesIn(place), [], 'no sample is left running');
}

function deadlyGit(place: Place, command: string, when: 'before' | 'after'): string {
  const folder = join(place.root, 'deadly');
  mkdirSync(folder);
  const real = `PATH=$(echo "$PATH" | sed "s|${folder}:||") git "$@"`;
  const mark = join(folder, 'done');
  const script = `#!/bin/sh
case " $* " in *" ${command} "*)
  if test ! -e ${mark}; then
    touch ${mark}
    ${when === 'after' ? real : ':'}
    kill -9 $PPID
    exit 1
  fi
esac
export PATH=$(echo "$PATH" | sed "s|${folder}:||")
exec git "$@"
`;
  writeFileSync(join(folder, 'git'), script);
  chmodSync(join(folder, 'git'), 0o755);
  return folder;
}
