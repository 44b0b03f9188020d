import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { readRecords } from '../../src/collect/read-records.ts';
import { room } from './collect-setup.ts';

const RECORD = {
  pid: 10,
  ppid: 1,
  tid: 0,
  argv: ['node'],
  cwd: '/work',
  node: 'v20.0.0',
  startNs: 5,
  startEpochMs: 7,
  endNs: 9,
  exit: { kind: 'exited', code: 0 },
  cpuProfile: null,
  heapProfile: null,
  modules: null,
  calls: null,
  gc: null,
  loop: null,
  io: null,
  http: null,
  cpu: null,
  children: [],
  workers: [],
  problems: [],
};

test('reads records in the order of their start', (t) => {
  const { folder } = room(t);
  const write = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(value));
  write('10-0-b.json', { ...RECORD, startNs: 50, cpuProfile: '10-0-b.cpuprofile' });
  write('10-0-b.cpuprofile', {});
  write('9-0-a.json', { ...RECORD, pid: 9 });
  write('8-0-c.begun', RECORD);
  const { records, unfinished, caveats } = readRecords(folder);
  assert.deepEqual(
    records.map(({ pid, cpuProfile }) => [pid, cpuProfile]),
    [
      [9, null],
      [10, join(folder, '10-0-b.cpuprofile')],
    ],
  );
  assert.deepEqual(
    unfinished.map(({ pid }) => pid),
    [10],
  );
  assert.deepEqual(caveats, []);
});

test('leaves out what a program put there to mislead', (t) => {
  const { folder } = room(t);
  writeFileSync(join(folder, 'empty.json'), '');
  writeFileSync(join(folder, 'cut.json'), JSON.stringify(RECORD).slice(0, 40));
  writeFileSync(join(folder, 'other.json'), JSON.stringify({ ...RECORD, pid: 'ten' }));
  mkdirSync(join(folder, 'folder.json'));
  symlinkSync('/etc/passwd', join(folder, 'link.json'));
  const elsewhere = { ...RECORD, cpuProfile: '../../etc/passwd' };
  writeFileSync(join(folder, 'elsewhere.json'), JSON.stringify(elsewhere));
  symlinkSync('/etc/passwd', join(folder, 'linked.cpuprofile'));
  const linked = { ...RECORD, cpuProfile: 'linked.cpuprofile' };
  writeFileSync(join(folder, 'linked.json'), JSON.stringify(linked));
  const { records, caveats } = readRecords(folder);
  assert.equal(caveats.length, 5);
  assert.deepEqual(
    records.map(({ cpuProfile, problems }) => [cpuProfile, problems]),
    [
      [null, ['cpuprofile: it is not where it should be']],
      [null, ['cpuprofile: it is not where it should be']],
    ],
  );
});
