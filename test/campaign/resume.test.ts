import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { TryResult } from '../../src/model/index.ts';
import { heldSubject } from '../cli/held-subject.ts';
import {
  assertNothingLeft,
  assertRefused,
  ended,
  git,
  hone,
  inPlace,
  type Place,
  start,
  until,
} from '../cli/spawn-hone.ts';
import { CONFIG, FASTER, subject } from '../cli/subject.ts';
import { untilRecorded } from '../cli/until-recorded.ts';

/** What the journal recorded: the hash of an event holds everything before it too. */
interface Recorded {
  readonly key: string;
  readonly hash: string;
}

const QUICK = ['--keep', '--json', '-', '--max-pairs', '20'];
const RESUME = ['resume', '--json', '-'];

/** Batches of a holdout are recorded as those of a benchmark are. */
const WITHOUT_HOLDOUT = CONFIG.replace(/^holdout:\n( .*\n)+/m, '');

/** More events than a run of one proposal has; each is a point at which the engine is killed. */
const EVENTS_MAX = 60;

test(
  'a run that is killed after every event goes on from what was recorded, to the same decision',
  inPlace(async (place) => {
    const { root, patch } = subject(place, { 'hone.yaml': WITHOUT_HOLDOUT });
    const gain = patch('gain.patch', 'src/main.sh', FASTER);
    const begin = ['try', gain, ...QUICK];
    let child = start(place, root, begin);
    let kills = 0;
    for (let events = 1; recordedIn(root).at(-1)?.key !== 'finished'; events++) {
      assert.ok(events <= EVENTS_MAX, 'the run comes to an end');
      const outcome = ended(child);
      await untilRecorded(root, events, 'newest', child);
      child.kill('SIGKILL');
      const { code, stderr } = await outcome;
      if (code !== null) {
        assert.equal(code, 0, stderr); // it was faster than its end
        break;
      }
      kills += 1;
      const before = recordedIn(root);
      if (!before.some(({ key }) => key === 'started')) {
        assertRefused(await hone(place, root, ['resume']), /no unfinished run/);
        child = start(place, root, begin);
      } else if (before.at(-1)?.key !== 'finished') {
        child = start(place, root, RESUME);
        assertPrefix(before, recordedIn(root));
      }
    }
    removeScratchOfGit(place);
    assertFinished(place, root);
    assert.ok(kills >= 15, `it was killed ${kills} times`);
  }),
);

// git is replaced by a script that ends its parent, the engine, right before or after a command.
test(
  'a finished run that is killed while its commits are copied and its branch made gets them',
  inPlace(async (place) => {
    const { root, patch } = subject(place);
    const gain = patch('gain.patch', 'src/main.sh', FASTER);
    const moments = [
      deadlyGit(place, 'unpack-objects', 'before'),
      deadlyGit(place, 'update-ref', 'before'),
      deadlyGit(place, 'update-ref', 'after'),
    ];
    let args = ['try', gain, ...QUICK];
    for (const PATH of moments) {
      const killed = await hone(place, root, args, { env: { PATH } });
      assert.equal(killed.code, null, `killed, not ended: ${killed.stderr}`);
      assert.equal(recordedIn(root).at(-1)?.key, 'result');
      args = RESUME;
    }
    const before = recordedIn(root);
    const resumed = await hone(place, root, RESUME);
    assert.equal(resumed.code, 0, resumed.stderr);
    assertPrefix(before, recordedIn(root));
    const { decisions } = assertFinished(place, root);
    assert.deepEqual(JSON.parse(resumed.stdout).decisions, decisions);
    assertRefused(await hone(place, root, ['resume']), /no unfinished run/);
  }),
);

test(
  'a run that another machine seems to hold is left alone unless --take-over is given',
  inPlace(async (place) => {
    const { root, hold, isHeld } = heldSubject(place);
    hold('test');
    const child = start(place, root, ['try', '--', 'sh', '-c', 'echo "echo no" > src/main.sh']);
    const outcome = ended(child);
    assert.ok(await until(() => isHeld('test'), child));
    child.kill('SIGKILL');
    await outcome;
    moveHolder(root, 'elsewhere');
    const refused = await hone(place, root, ['resume']);
    assertRefused(refused, /elsewhere.*--take-over/s);
    const taken = await hone(place, root, [...RESUME, '--take-over']);
    assert.equal(taken.code, 1, taken.stderr);
    assert.equal(JSON.parse(taken.stdout).decisions[0].check, 'tests');
  }),
);

/** Other hones may use such folders without holding anything, so they go only when they are old. */
function removeScratchOfGit(place: Place): void {
  for (const name of readdirSync(place.tmp).filter((one) => one.startsWith('hone-git-'))) {
    rmSync(join(place.tmp, name), { recursive: true });
  }
}

/** Makes the journal say that a process of another machine holds the run. */
function moveHolder(root: string, host: string): void {
  const database = new DatabaseSync(join(root, '.hone', 'hone.db'));
  try {
    const changed = database
      .prepare(
        "UPDATE run SET holder = json_set(holder, '$.host', ?, '$.boot', ?) WHERE holder IS NOT NULL",
      )
      .run(host, host);
    assert.equal(changed.changes, 1);
  } finally {
    database.close();
  }
}

function recordedIn(root: string): Recorded[] {
  const path = join(root, '.hone', 'hone.db');
  if (!existsSync(path)) {
    return [];
  }
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    // Of the newest run: one that was killed before it had begun is started again as another.
    const newest = 'SELECT run FROM event ORDER BY at DESC LIMIT 1';
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

/** @returns the result as the run wrote it */
function assertFinished(place: Place, root: string): TryResult {
  const runs = readdirSync(join(root, '.hone', 'runs'));
  assert.equal(runs.length, 1, 'a run that had not begun wrote nothing');
  const folder = join(root, '.hone', 'runs', runs[0] ?? '');
  const text = readFileSync(join(folder, 'try-result.json'), 'utf8');
  const result = Value.Parse(TryResult, JSON.parse(text));
  assert.deepEqual(
    result.decisions.map(({ decision }) => decision),
    ['kept'],
  );
  const branch = `hone/${result.run}`;
  assert.equal(result.branch, branch);
  assert.equal(git(root, ['rev-parse', branch]).trim(), result.stack?.commit);
  assert.equal(git(root, ['rev-parse', `${branch}~1`]), git(root, ['rev-parse', 'main']));
  assert.equal(git(root, ['status', '--porcelain']), '');
  assert.ok(existsSync(join(folder, 'report.md')));
  assertNothingLeft(place);
  return result;
}

/** @returns a PATH with a git that ends the engine at this command, the first time */
function deadlyGit(place: Place, command: string, when: 'before' | 'after'): string {
  const folder = join(place.root, `deadly-${command}-${when}`);
  mkdirSync(folder);
  const path = process.env['PATH'] ?? '';
  const mark = join(folder, 'done');
  const script = `#!/bin/sh
PATH='${path}'
case " $* " in *" ${command} "*)
  if test ! -e ${mark}; then
    touch ${mark}
    ${when === 'after' ? 'git "$@"' : ':'}
    kill -9 $PPID
    exit 1
  fi
esac
exec git "$@"
`;
  writeFileSync(join(folder, 'git'), script);
  chmodSync(join(folder, 'git'), 0o755);
  return `${folder}:${path}`;
}
