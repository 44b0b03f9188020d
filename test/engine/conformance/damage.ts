import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

import { HoneError } from '../../../src/base/index.ts';
import { childWords } from './children.ts';
import type { DriverFamily } from './driver.ts';
import type { FilledDisk } from './fill-disk.ts';
import { drive, flowOf, lengthOf, placeFor, RUN, STEP, tally } from './place.ts';

/** The shell command runs in a mount namespace of its own, so no mount outlives it. */
const IN_OWN_MOUNTS = ['--user', '--map-root-user', '--mount', '/bin/sh', '-ec'];
const MOUNT = 'mount -t tmpfs -o size=4m none "$1"; mkdir "$1/subject"; shift; exec "$@"';

function whyNoSmallDisk(): string | null {
  const tried = spawnSync('unshare', [...IN_OWN_MOUNTS, 'mount -t tmpfs none /mnt']);
  return tried.status === 0 ? null : 'no tmpfs can be mounted here';
}

/** Disks that are full, and stored things that are not what they were. */
export function damageTests(family: DriverFamily): void {
  for (const damage of family.damages) {
    const { name, names } = damage;
    test(`${name} is found and named, and stops the run`, async (t) => {
      const place = placeFor(t, family);
      const stop = new AbortController();
      const ran = tally();
      const flow = flowOf(async (verbs) => {
        const small = await verbs.step('small', STEP, async () => {
          ran('small');
          return 'small result';
        });
        const big = await verbs.step('big', STEP, async () => {
          ran('big');
          return 'a big result, '.repeat(2_000);
        });
        stop.abort();
        return verbs.step('later', STEP, async () => [small, lengthOf(big)]);
      });
      const engine = await place.engine();
      await engine.start(RUN, flow, null, drive({ signal: stop.signal }));
      assert.deepEqual(engine.verify(RUN), []);
      await place.close();
      await damage.apply(place.folder, RUN);
      assert.match(await complaintOf(async () => (await place.engine()).verify(RUN)), names);
      await assert.rejects(async () => (await place.engine()).resume(RUN, flow, drive()), {
        name: 'HoneError',
        code: 'E_JOURNAL',
        message: names,
      });
      assert.deepEqual(ran.counts, { small: 1, big: 1 });
    });
  }

  const skip = family.fullDisk ?? whyNoSmallDisk() ?? false;
  test('a full disk is said and loses nothing; with room the run goes on', { skip }, async (t) => {
    const { folder } = placeFor(t, family);
    const subject = join(folder, 'subject');
    const words = await childWords(family, 'fill', subject);
    const child = spawnSync(
      'unshare',
      [...IN_OWN_MOUNTS, MOUNT, 'sh', folder, process.execPath, ...words],
      { encoding: 'utf8' },
    );
    assert.equal(child.stderr, '');
    assert.equal(child.status, 0, child.stdout);
    const filled: FilledDisk = JSON.parse(child.stdout);
    assert.equal(filled.whileFull, 'E_DISK');
    assert.equal(filled.outcome.kind, 'completed');
    assert.deepEqual(filled.damage, []);
    assert.deepEqual(filled.done, filled.before.slice(0, filled.done.length));
    assert.ok(filled.done.length >= 4);
    assert.ok(filled.before.length <= filled.done.length + 1, 'it stopped at once');
    assert.deepEqual(
      filled.after.filter((id) => filled.done.includes(id)),
      [],
    );
  });
}

/** What was returned or thrown, as one text. */
async function complaintOf(work: () => Promise<readonly string[]>): Promise<string> {
  try {
    return (await work()).join('\n');
  } catch (thrown) {
    assert.ok(thrown instanceof HoneError && thrown.code === 'E_JOURNAL', String(thrown));
    return thrown.message;
  }
}
