import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { type Clock, randomFrom } from '../../../src/base/index.ts';
import {
  REDTEAM_KEY,
  REDTEAM_RESULT_KEY,
  redteamRefusal,
  redteamState,
} from '../../../src/campaign/redteam/redteam-state.ts';
import {
  newRunId,
  REDTEAM_SCHEMA,
  type RedteamEntry,
  type RedteamResult,
} from '../../../src/model/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { ENVIRONMENT } from '../../report/results.ts';

const SUITE = 'a'.repeat(64);

/** A second passes at every look, so that runs have an order. */
function tickingClock(): Clock {
  let seconds = 0;
  return {
    monotonicNs: () => seconds * 1e9,
    isoNow: () => new Date(1_767_322_800_000 + (seconds += 1) * 1_000).toISOString(),
  };
}

/** A store with what the tests record in it. */
interface Recorder {
  readonly store: Store;
  readonly attack: (open: readonly string[], more?: Partial<RedteamResult>) => Promise<void>;
  readonly beginOnly: () => void;
  readonly override: (cheats: readonly string[], reason?: string, suiteHash?: string) => void;
}

function withRecorder(work: (recorder: Recorder) => void | Promise<void>): () => Promise<void> {
  return async () => {
    const root = mkdtempSync(join(tmpdir(), 'hone-redteam-state-'));
    const clock = tickingClock();
    const store = openStore(join(root, '.hone'), { clock });
    const random = randomFrom(1);
    const begin = (data: Record<string, unknown>, type: string): ReturnType<typeof newRunId> => {
      const run = newRunId(clock, random);
      store.acquireRun(run, { purpose: 'test', expect: 'new' });
      store.appendEvent(run, { type, key: REDTEAM_KEY, data: JSON.parse(JSON.stringify(data)) });
      return run;
    };
    try {
      await work({
        store,
        beginOnly: () => void begin({}, 'redteam.started'),
        attack: async (open, more = {}) => {
          const run = begin({}, 'redteam.started');
          const result = { ...resultWith(open), run, ...more };
          await store.step(
            run,
            REDTEAM_RESULT_KEY,
            (json) => json,
            async () => result,
          );
        },
        override: (cheats, reason = 'known', suiteHash = SUITE) =>
          void begin({ cheats, reason, suiteHash }, 'redteam.overridden'),
      });
    } finally {
      store.close();
      rmSync(root, { recursive: true, force: true });
    }
  };
}

function resultWith(open: readonly string[]): RedteamResult {
  const won = open.map((id): RedteamEntry => ({
    id,
    title: id,
    family: 'memory',
    how: 'It does.',
    expected: 'faster',
    outcome: { kind: 'won', reason: 'Faster.', weakness: 'Close it.' },
  }));
  return {
    schema: REDTEAM_SCHEMA,
    run: '',
    createdAt: '2026-01-02T03:04:05.000Z',
    seed: 1,
    commit: 'c'.repeat(40),
    suiteHash: SUITE,
    complete: true,
    pairsMax: 10,
    environment: ENVIRONMENT,
    cheats: won,
  };
}

test(
  'a suite that nobody attacked, or whose attack was cut short, is not cleared',
  withRecorder(({ store, beginOnly }) => {
    assert.deepEqual(redteamState(store, SUITE, 'bwrap'), { kind: 'never' });
    beginOnly();
    assert.deepEqual(redteamState(store, SUITE, 'bwrap'), { kind: 'never' });
    assert.match(
      redteamRefusal(redteamState(store, SUITE, 'bwrap')) ?? '',
      /Run "hone redteam" first/,
    );
  }),
);

test(
  'the newest whole attack on this very suite decides',
  withRecorder(async ({ store, attack }) => {
    await attack(['known-input']);
    const open = redteamState(store, SUITE, 'bwrap');
    assert.ok(open.kind === 'open');
    assert.deepEqual(
      open.cheats.map(({ id }) => id),
      ['known-input'],
    );
    assert.match(redteamRefusal(open) ?? '', /1 cheat gets past this suite \(known-input\)/);
    await attack([], { complete: false });
    await attack([], { suiteHash: 'other' });
    assert.equal(redteamState(store, SUITE, 'bwrap').kind, 'open');
    await attack([]);
    assert.equal(redteamState(store, SUITE, 'bwrap').kind, 'passed');
    assert.equal(redteamRefusal(redteamState(store, SUITE, 'bwrap')), null);
    await attack(['test-edit', 'slow-clock']);
    assert.equal(redteamState(store, SUITE, 'bwrap').kind, 'open');
  }),
);

test(
  'an override covers what was open when it was made and nothing else',
  withRecorder(async ({ store, attack, override }) => {
    await attack(['known-input', 'test-edit']);
    override(['known-input'], 'too few');
    assert.equal(redteamState(store, SUITE, 'bwrap').kind, 'open');
    override(['known-input', 'test-edit'], 'another suite', 'other');
    assert.equal(redteamState(store, SUITE, 'bwrap').kind, 'open');
    override(['known-input', 'test-edit'], 'being written');
    const state = redteamState(store, SUITE, 'bwrap');
    assert.ok(state.kind === 'overridden');
    assert.equal(state.reason, 'being written');
    assert.equal(redteamRefusal(state), null);
    await attack(['known-input']);
    assert.equal(
      redteamState(store, SUITE, 'bwrap').kind,
      'open',
      'an older override does not cover it',
    );
  }),
);

test(
  'campaigns may start without any attack when a person says so',
  withRecorder(({ store, override }) => {
    override([], 'a spike');
    const state = redteamState(store, SUITE, 'bwrap');
    assert.deepEqual([state.kind, redteamRefusal(state)], ['overridden', null]);
    assert.equal(redteamState(store, 'other', 'bwrap').kind, 'never');
  }),
);

test(
  'an attack that found something after an override without any attack is open',
  withRecorder(async ({ store, attack, override }) => {
    override([], 'a spike');
    await attack(['known-input']);
    assert.equal(redteamState(store, SUITE, 'bwrap').kind, 'open');
  }),
);

test(
  'an attack clears campaigns that are contained at least as well, and no others',
  withRecorder(async ({ store, attack, override }) => {
    await attack([], { containment: 'bwrap' });
    assert.equal(redteamState(store, SUITE, 'bwrap').kind, 'passed');
    for (const campaign of ['srt', 'none'] as const) {
      const state = redteamState(store, SUITE, campaign);
      assert.equal(state.kind, 'contained-better');
      const refusal = redteamRefusal(state) ?? '';
      assert.ok(refusal.includes(`HONE_SANDBOX=${campaign} hone redteam`), refusal);
    }
    await attack([], { containment: 'none' });
    assert.equal(redteamState(store, SUITE, 'none').kind, 'passed');
    assert.equal(redteamState(store, SUITE, 'bwrap').kind, 'passed');
    await attack([], { containment: 'bwrap' });
    assert.equal(redteamState(store, SUITE, 'none').kind, 'passed', 'the older attack still holds');
    await attack(['known-input'], { containment: 'bwrap' });
    assert.equal(redteamState(store, SUITE, 'none').kind, 'open', 'it would win there as well');
    override(['known-input']);
    assert.equal(redteamState(store, SUITE, 'none').kind, 'overridden');
  }),
);

test(
  'a person can let a campaign start with less of a sandbox than the cheats had',
  withRecorder(async ({ store, attack, override }) => {
    await attack([], { containment: 'bwrap' });
    override([], 'an own machine for it');
    assert.equal(redteamState(store, SUITE, 'none').kind, 'overridden');
  }),
);

test(
  'an attack that does not say what it was contained with counts as well contained',
  withRecorder(async ({ store, attack }) => {
    await attack([]);
    assert.equal(redteamState(store, SUITE, 'bwrap').kind, 'passed');
    assert.equal(redteamState(store, SUITE, 'none').kind, 'contained-better');
  }),
);
