import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';

import { RunEventDocument, RunListDocument } from '../../src/model/index.ts';
import {
  assertNothingLeft,
  assertRefused,
  ended,
  hone,
  inPlace,
  type Outcome,
  type Place,
  repository,
  start,
  until,
} from './spawn-hone.ts';
import { CONFIG, SLOW } from './subject.ts';

const FLOW = `name: Small
steps:
  - {step: 0, agent: planner, outputs: [notes.md]}
  - {step: 1, agent: qa, inputs: [notes.md (from step 0)], outputs: [end.md], validation: {gate: person}}
`;

const ROLES = ['--role', 'planner=echo notes', '--role', 'qa=echo end'];

function small(place: Place, files: Readonly<Record<string, string>> = {}): string {
  return repository(place, { 'flow.yaml': FLOW, ...files });
}

type Listed = Static<typeof RunListDocument>['runs'];

/** From outside of the subject, so that `--cwd` has to be understood wherever it stands. */
async function listed(place: Place, root: string): Promise<Listed> {
  const { code, stdout, stderr } = await hone(place, place.root, [
    'run',
    'list',
    '--json',
    '--cwd',
    root,
  ]);
  assert.equal(code, 0, stderr);
  return Value.Parse(RunListDocument, JSON.parse(stdout)).runs;
}

async function newest(place: Place, root: string): Promise<string> {
  const [first] = await listed(place, root);
  assert.ok(first !== undefined);
  return first.run;
}

test(
  'a run is started, waits, is answered, shown, sent back, forked and cancelled from the outside',
  inPlace(async (place) => {
    const root = small(place);
    const on = (...args: string[]): Promise<Outcome> =>
      hone(place, place.root, [...args, '--cwd', root]);
    // A path of its own: the run goes on from wherever it is resumed.
    const begun = await hone(place, root, ['run', 'flow.yaml', ...ROLES]);
    assert.equal(begun.code, 3, begun.stderr);
    assert.match(begun.stderr, /Passed 0\/gate/);
    const run = await newest(place, root);
    assert.match(begun.stdout, new RegExp(`hone run approve ${run} 1/gate.*hone run reject`, 's'));
    assert.match((await on('inbox')).stdout, new RegExp(`${run}.*step 1/gate, for qa`));
    assertRefused(await on('run', 'answer', run, '1/gate', 'maybe'), /approve, reject/);
    const yes = await on('run', 'approve', run, '--by', 'Ada', '--reason', 'read it', '--go-on');
    assert.equal(yes.code, 0, yes.stderr);
    assert.match(yes.stdout, new RegExp(`Run ${run} completed`));
    const shown = await on('run', 'show', run);
    assert.match(shown.stdout, /passed {3}1\/gate, approve by Ada \(read it\)/);

    writeFileSync(join(root, '.hone', 'runs', run, 'notes.md'), 'edited\n');
    rmSync(join(root, '.hone', 'runs', run, 'end.md'));
    const edited = await on('run', 'artifacts', run);
    assert.equal(edited.code, 1);
    assert.match(edited.stdout, /edited {4}notes\.md[^]*missing {3}end\.md/);

    assertRefused(await on('run', 'rewind', run), /--gate GATE, or --start/);
    assert.equal((await on('run', 'rewind', run, '--gate', '0')).code, 0);
    const fork = await on('run', 'fork', run, '--at', '0');
    assert.equal(fork.code, 3, fork.stderr);
    const [forked, oldest] = await listed(place, root);
    assert.equal(oldest?.run, run);
    assert.equal((await on('run', 'cancel', forked?.run ?? '', '--reason', 'enough')).code, 0);
    const cancelled = await on('run', 'resume', forked?.run ?? '');
    assert.equal(cancelled.code, 1);
    assert.match(cancelled.stdout, /was cancelled by .*enough/);
  }),
);

test(
  'flags before a subcommand belong to it as well, and one that means nothing is refused',
  inPlace(async (place) => {
    const root = small(place);
    const { stdout } = await hone(place, place.root, ['run', '--cwd', root, 'list']);
    assert.match(stdout, /No runs yet/);
    assertRefused(
      await hone(place, root, ['run', '--target', 'x', 'list']),
      /--target means nothing to "hone run list"/,
    );
  }),
);

test(
  'who goes on in spite of a failure has to say the risk, and it is shown ever after',
  inPlace(async (place) => {
    const root = small(place);
    const roles = ['--role', 'planner=false', '--role', 'qa=echo end'];
    const begun = await hone(place, root, ['run', 'flow.yaml', ...roles, '--quiet']);
    assert.equal(begun.code, 3);
    const run = await newest(place, root);
    assertRefused(await hone(place, root, ['run', 'override', run, '--risk', ' ']), /risk/);
    const risk = ['run', 'override', run, '--risk', 'nobody planned', '--by', 'Eve'];
    assert.equal((await hone(place, root, risk)).code, 0);
    // Step 1 reads what step 0 did not bring.
    assert.equal((await hone(place, root, ['run', 'resume', run, '--quiet'])).code, 3);
    const more = [...risk.slice(0, 4), 'nothing was read', '--go-on'];
    const { code, stdout } = await hone(place, root, more);
    assert.equal(code, 0);
    assert.match(stdout, /Accepted risks:\n {2}Eve let step 0 pass.*nobody planned/);
    const status = await hone(place, root, ['run', 'status', run]);
    assert.match(status.stdout, /^Accepted risk: Eve let step 0 pass.*nobody planned$/m);
    assert.match(
      (await hone(place, root, ['run', 'show', run])).stdout,
      /override by Eve \(nobody/,
    );
  }),
);

test(
  'with --json each line is an event and the last one says how it ended',
  inPlace(async (place) => {
    const root = small(place);
    const { code, stdout, stderr } = await hone(place, root, [
      'run',
      'flow.yaml',
      ...ROLES,
      '--json',
    ]);
    assert.equal(code, 3, stderr);
    const lines = stdout.trimEnd().split('\n');
    const events = lines.map((line) => Value.Parse(RunEventDocument, JSON.parse(line)));
    assert.equal(events[0]?.kind, 'run-started');
    assert.equal(events.at(-1)?.kind, 'outcome');
    assert.equal(new Set(events.map(({ run }) => run)).size, 1);
    assert.ok(events.some(({ kind }) => kind === 'asked'));
  }),
);

test(
  'what can not run is refused in a sentence and leaves no run behind',
  inPlace(async (place) => {
    const root = small(place);
    assertRefused(await hone(place, root, ['run', 'performanc']), /no flow "performanc"/);
    const role = ['run', 'flow.yaml', '--role', 'developer=x'];
    assertRefused(await hone(place, root, role), /has no role developer/);
    writeFileSync(join(root, 'flow.yaml'), 'name: x\nsteps: [');
    const broken = await hone(place, root, ['run', 'flow.yaml']);
    assertRefused(broken, /flow\.yaml:2:9: This is not YAML/);
    assert.deepEqual(await listed(place, root), []);
    assertRefused(await hone(place, root, ['run', 'resume']), /no run of a flow/);
  }),
);

test(
  'a sentence is shown as it was understood and starts nothing without a yes',
  inPlace(async (place) => {
    const root = small(place, { 'hone.yaml': CONFIG, 'src/main.sh': SLOW, 'test.sh': 'true\n' });
    const asked = await hone(place, root, ['make wait faster, please']);
    assert.equal(asked.code, 2);
    assert.match(asked.stderr, /on the benchmark wait: hone run performance --target "wait"/);
    assert.match(asked.stderr, /Pass --yes/);
    assertRefused(await hone(place, root, ['write a poem']), /does not ask for anything/);
    assert.deepEqual(await listed(place, root), []);
  }),
);

/** A flow whose only step runs until a file is there. */
function slow(place: Place): {
  readonly root: string;
  readonly args: string[];
  readonly release: () => void;
} {
  const flow = 'name: Slow\nsteps:\n  - {step: 0, agent: qa, outputs: [end.md]}\n';
  const root = repository(place, { 'flow.yaml': flow });
  const script = join(place.root, 'slow.sh');
  writeFileSync(
    script,
    `cat > /dev/null; touch ${place.root}/at-work
    while [ ! -e ${place.root}/go ]; do sleep 0.05; done; echo end\n`,
  );
  return {
    root,
    args: ['run', 'flow.yaml', '--role', `qa=sh ${script}`],
    release: () => writeFileSync(join(place.root, 'go'), ''),
  };
}

test(
  'a run that somebody drives is left alone, and who cancels it stops its processes at once',
  inPlace(async (place) => {
    const { root, args } = slow(place);
    const child = start(place, root, args);
    const outcome = ended(child);
    assert.ok(await until(() => existsSync(join(place.root, 'at-work')), child));
    assertRefused(await hone(place, root, ['run', 'resume']), /is being driven by/);
    assertRefused(await hone(place, root, ['run', 'rewind', '2', '--start']), /driven/);
    assert.match((await hone(place, root, ['run', 'status'])).stdout, /is running/);
    const cancelled = await hone(place, root, ['run', 'cancel', '2', '--reason', 'too slow']);
    assert.equal(cancelled.code, 0, cancelled.stderr);
    const { code, stdout } = await outcome;
    assert.equal(code, 1);
    assert.match(stdout, /was cancelled by .*too slow/);
    assertNothingLeft(place);
  }),
);

test(
  'of two that resume at the same time one goes on and the other is told',
  inPlace(async (place) => {
    const { root, args, release } = slow(place);
    const killed = start(place, root, args);
    const end = ended(killed);
    assert.ok(await until(() => existsSync(join(place.root, 'at-work')), killed));
    killed.kill('SIGKILL');
    await end;
    const both = [1, 2].map(() => start(place, root, ['run', 'resume']));
    const outcomes = both.map((child) => ended(child));
    const first = await Promise.race(outcomes);
    assertRefused(first, /is being driven by/);
    release();
    const codes = (await Promise.all(outcomes)).map(({ code }) => code);
    assert.deepEqual(codes.includes(0) && codes.includes(2), true);
    assertNothingLeft(place);
  }),
);

test(
  'a journal that was cut or changed is named, and no run goes on from it',
  inPlace(async (place) => {
    const root = small(place);
    assert.equal((await hone(place, root, ['run', 'flow.yaml', ...ROLES, '--quiet'])).code, 3);
    assert.match((await hone(place, root, ['run', 'verify'])).stdout, /is intact/);
    const path = join(root, '.hone', 'hone.db');
    change(
      path,
      "UPDATE event SET data = replace(data, '0/gate', '9/gate') WHERE type = 'gate.passed'",
    );
    const changed = await hone(place, root, ['run', 'verify']);
    assert.equal(changed.code, 1, changed.stderr);
    assert.match(changed.stdout, /is damaged:\n.*event \d+/);
    const refused = await hone(place, root, ['run', 'resume']);
    assert.equal(refused.code, 2);
    const other = await hone(place, root, ['run', 'flow.yaml', ...ROLES, '--quiet']);
    assert.equal(other.code, 3, other.stderr);
    const { stdout } = await hone(place, root, ['run', 'list']);
    assert.match(stdout, /^\S+ {2}waiting .*\n\S+ {2}damaged .*event \d+/);
    assert.match((await hone(place, root, ['inbox'])).stdout, /Answer: hone run/);
    const prune = await hone(place, root, ['run', 'prune', '--keep-last', '0']);
    assert.match(prune.stderr, /Nothing was removed/);
    assert.doesNotMatch(refused.stderr, /bug in hone/);
    change(
      path,
      "UPDATE event SET data = replace(data, '9/gate', '0/gate') WHERE type = 'gate.passed'",
    );
    assert.equal((await hone(place, root, ['run', 'verify'])).code, 0);
    change(path, 'DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)');
    const cut = await hone(place, root, ['run', 'verify']);
    assert.equal(cut.code, 1, cut.stdout);
    assert.equal((await hone(place, root, ['run', 'resume'])).code, 2);
  }),
);

/** Changes a journal as no hone would: its own guards are taken away first. */
function change(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  try {
    for (const row of database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
      .all()) {
      database.exec(`DROP TRIGGER "${String(row['name'])}"`);
    }
    database.exec(sql);
  } finally {
    database.close();
  }
}
