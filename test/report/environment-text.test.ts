import assert from 'node:assert/strict';
import { test } from 'node:test';

import { environmentRows, environmentText } from '../../src/report/environment-text.ts';
import { ENVIRONMENT } from './results.ts';

test('a fingerprint in one sentence', () => {
  assert.equal(
    environmentText(ENVIRONMENT),
    'AMD EPYC 7B13, 2 cores, governor unknown, boost unknown, 8.35 GB, linux 6.1.0-27-amd64 x64 ' +
      '(kvm), load 0.31 at the start, 0.52 at the end',
  );
});

test('what could not be read is called unknown, never guessed', () => {
  const unknown = {
    ...ENVIRONMENT,
    cpuModel: null,
    virtualisation: null,
    loadAverageStart: null,
    loadAverageEnd: null,
    tools: {},
    runner: { ...ENVIRONMENT.runner, pinnedCore: null, niceness: null, notes: ['no nice'] },
  };
  assert.match(environmentText(unknown), /^unknown CPU, .* load unknown$/u);
  const rows = new Map(environmentRows(unknown).map(({ name, value }) => [name, value]));
  assert.equal(rows.get('Pinned samples ran on'), 'no core: pinning was not possible');
  assert.equal(rows.get('Tools'), 'none found');
  assert.equal(rows.get('Not allowed here'), 'no nice');
});

test('a fingerprint can not smuggle in a line or a colour', () => {
  const rows = environmentRows({ ...ENVIRONMENT, cpuModel: 'a\nb\u001b[31m' });
  assert.ok(rows.some(({ value }) => value === 'a b\\u001b[31m'));
});
