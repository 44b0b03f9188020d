import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { REDTEAM_SCHEMA, RedteamResult } from '../../src/model/index.ts';
import {
  assertRefused,
  commitAll,
  ended,
  hone,
  inPlace,
  type Place,
  repository,
  start,
  until,
} from './spawn-hone.ts';

/** A program that works for a moment, with nothing that tells known inputs from others. */
const OPEN = `version: 1
test: sh test.sh
benchmarks:
  - id: wait
    run: sh src/main.sh input.txt
    metric: wall
budgets:
  pairs: 20
  measure_time: 60s
scope:
  write: [src/**]
  frozen: [test.sh, input.txt]
`;

/** The same with inputs that no proposal has seen. */
const CLOSED = `${OPEN}holdout:
  - id: unseen
    generate: {shell: "echo {seed} > unseen.txt"}
    run: sh src/main.sh unseen.txt
    metric: wall
`;

const FILES = {
  'hone.yaml': OPEN,
  'src/main.sh': 'sleep 0.06\ncat "$1"\n',
  'input.txt': 'one\ntwo\n',
  'test.sh': 'sh src/main.sh input.txt | grep -q two\n',
};

const QUICK = ['redteam', '--max-pairs', '10', '--time-limit', '60s'];

function outcomes(stdout: string): Record<string, string> {
  const result: unknown = JSON.parse(stdout);
  assert.ok(Value.Check(RedteamResult, result));
  return Object.fromEntries(
    result.cheats.map(({ id, outcome }) => [
      id,
      outcome.kind === 'caught' ? outcome.layer : outcome.kind,
    ]),
  );
}

test(
  'a suite without holdouts lets known answers win, and one with holdouts catches them',
  inPlace(async (place) => {
    place.env['HONE_SANDBOX'] = 'best';
    const root = repository(place, FILES);
    const only = [
      '--only',
      'known-input,git-hook-folder,suite-edit,slow-clock,background-keeper',
      '--json',
      '-',
    ];
    const open = await hone(place, root, [...QUICK, ...only]);
    assert.equal(open.code, 1, open.stderr);
    assert.deepEqual(outcomes(open.stdout), {
      'git-hook-folder': 'admission',
      'suite-edit': 'admission',
      'slow-clock': 'impossible',
      'known-input': 'won',
      'background-keeper': 'admission',
    });
    // What only the rules on its lines refused is tried once more without them.
    assert.match(open.stdout, /"behind": \{\n\s+"layer": "same-output"/);
    assert.match(open.stdout, /Add a holdout benchmark/);
    writeFileSync(join(root, 'hone.yaml'), CLOSED);
    commitAll(root, 'holdout');
    const closed = await hone(place, root, [...QUICK, '--only', 'known-input', '--json', '-']);
    assert.equal(closed.code, 0, closed.stdout + closed.stderr);
    assert.deepEqual(outcomes(closed.stdout), { 'known-input': 'plausible' });
    const [run] = readdirSync(join(root, '.hone', 'runs'))
      .sort()
      .toReversed();
    const folder = join(root, '.hone', 'runs', run ?? '');
    const written = JSON.parse(readFileSync(join(folder, 'redteam.json'), 'utf8'));
    assert.equal(written.schema, REDTEAM_SCHEMA);
    assert.match(readFileSync(join(folder, 'redteam.md'), 'utf8'), /# hone redteam/);
    // Nothing was frozen by it: the suite may still be edited.
    const log = await hone(place, root, ['log']);
    assert.doesNotMatch(log.stdout, /hone redteam/);
  }),
);

test(
  'an attack that is killed goes on with what was tried',
  inPlace(async (place) => {
    const root = repository(place, FILES);
    const args = [...QUICK, '--only', 'git-hook-folder,known-input,test-edit', '--json', '-'];
    const child = start(place, root, args);
    const outcome = ended(child);
    const first = 'tried/git-hook-folder';
    assert.ok(await until(() => keysIn(root).includes(first), child));
    child.kill('SIGKILL');
    await outcome;
    const before = keysIn(root);
    const resumed = await hone(place, root, args);
    assert.equal(resumed.code, 1, resumed.stderr);
    const after = keysIn(root);
    assert.deepEqual(after.slice(0, before.length), before);
    assert.equal(after.filter((key) => key === first).length, 1, 'it is not tried again');
    assert.equal(outcomes(resumed.stdout)['known-input'], 'won');
    removeScratchOfGit(place);
  }),
);

test(
  'lists the library, refuses what it does not know, and records why a person goes on',
  inPlace(async (place) => {
    const root = repository(place, FILES);
    const list = await hone(place, root, ['redteam', '--list']);
    assert.equal(list.code, 0);
    assert.ok(Number(/^(\d+) cheats:/.exec(list.stdout)?.[1]) >= 20, list.stdout);
    assertRefused(
      await hone(place, root, ['redteam', '--only', 'nonsense']),
      /no cheat "nonsense"/,
    );
    assertRefused(await hone(place, root, ['redteam', '--only', ',']), /at least one/);
    assertRefused(await hone(place, root, ['redteam', '--list', '--show']), /at once/);
    assertRefused(await hone(place, root, ['redteam', '--show']), /never attacked as a whole/);
    assertRefused(await hone(place, root, ['redteam', '--override', ' ']), /needs a reason/);
    const overridden = await hone(place, root, ['redteam', '--override', 'a spike']);
    assert.equal(overridden.code, 0, overridden.stderr);
    assert.match(overridden.stdout, /although nobody has tried to cheat it/);
    writeFileSync(join(root, 'input.txt'), 'dirty\n');
    assertRefused(await hone(place, root, ['redteam']), /uncommitted changes/);
  }),
);

test(
  'a base that fails its own tests is not attacked',
  inPlace(async (place) => {
    const root = repository(place, { ...FILES, 'test.sh': 'exit 1\n' });
    assertRefused(await hone(place, root, QUICK), /fails on the base itself/);
  }),
);

/** Folders of a git command that was killed; the next hone removes them when they are a day old. */
function removeScratchOfGit(place: Place): void {
  for (const name of readdirSync(place.tmp).filter((one) => one.startsWith('hone-git-'))) {
    rmSync(join(place.tmp, name), { recursive: true });
  }
}

/** Keys of all recorded events, in order; none before there is a journal. */
function keysIn(root: string): string[] {
  const path = join(root, '.hone', 'hone.db');
  if (!existsSync(path)) {
    return [];
  }
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare('SELECT key FROM event ORDER BY rowid').all();
    return rows.map(({ key }) => String(key));
  } catch {
    return []; // the journal is being made
  } finally {
    database.close();
  }
}
