import assert from 'node:assert/strict';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

import { HoneError } from '../../../../src/base/index.ts';
import {
  newTrackerText,
  trackerPath,
  writeTracker,
} from '../../../../src/campaign/tasks/tracker/tracker-document.ts';
import { trackerFacts } from '../../../../src/campaign/tasks/tracker/tracker-facts.ts';
import { taskSubject } from '../task-place.ts';
import { options } from './recorded-campaign.ts';

process.env['HONE_SANDBOX'] = 'none'; // this process runs nobody's code

const FILE = 'tasks/TRACKER.md';

test('the document is written once, remembers its name, and keeps what people wrote', async (t) => {
  const subject = await taskSubject(t);
  const path = join(subject.root, FILE);
  const write = async (given: Parameters<typeof options>[0] = {}) => {
    return writeTracker(
      subject.root,
      FILE,
      await trackerFacts(await subject.place(), options(given)),
    );
  };
  const named = { name: 'Faster *parsing* | <b>', purpose: 'Nobody waits.' };
  assert.equal((await write(named)).isChanged, true);
  const first = readFileSync(path, 'utf8');
  assert.match(first, /^# Faster \*parsing\* \| &lt;b>: Progress Tracker$/m);
  assert.deepEqual(await write(), { path: FILE, isChanged: false, keptAside: [] });
  assert.equal(readFileSync(path, 'utf8'), first);
  const edited = first
    .replace('Nobody waits.', 'Nobody waits long.')
    .replace('- [ ] Every pull request', '- [x] Every pull request')
    .concat('\nMy own line.\n');
  writeFileSync(path, edited);
  const { keptAside } = await write();
  const text = readFileSync(path, 'utf8');
  assert.deepEqual(
    keptAside.map(({ place }) => place),
    ['Definition of Done'],
  );
  assert.match(text, /\*\*Purpose\*\*: Nobody waits long\./);
  assert.match(text, /^- \[ \] Every pull request is merged/m);
  assert.match(text, /\nMy own line\.\n/);
  await write({ name: '', purpose: '' });
  const reset = readFileSync(path, 'utf8');
  assert.ok(reset.includes(`# ${basename(subject.root)}: Progress Tracker\n`));
  assert.ok(!reset.includes('**Purpose**'));
  const fresh = newTrackerText(await trackerFacts(await subject.place(), options()));
  assert.ok(!fresh.includes('My own line.'));
});

test('only a file of the working tree is written, and never through a link', async (t) => {
  const subject = await taskSubject(t);
  const { root } = subject;
  assert.equal(trackerPath(root, './docs//x.md'), 'docs/x.md');
  assert.equal(trackerPath(root, join(root, 'x.md')), 'x.md');
  for (const path of ['', '.', '..', '../x.md', '/etc/x.md', 'a/../../x']) {
    assert.throws(() => trackerPath(root, path), HoneError, path);
  }
  symlinkSync('/etc/hostname', join(root, 'link.md'));
  const facts = await trackerFacts(await subject.place(), options());
  assert.throws(() => writeTracker(root, 'link.md', facts), /no ordinary file/);
});
