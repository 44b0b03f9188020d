import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { TryResult } from '../../src/model/index.ts';
import { heldSubject, STAGES } from './held-subject.ts';
import {
  assertNothingLeft,
  assertRefused,
  ended,
  git,
  hone,
  inPlace,
  pressCtrlC,
  start,
  until,
} from './spawn-hone.ts';

const QUICK = ['--max-pairs', '20', '--json', '-'];

test(
  'Ctrl-C at any stage ends with 130 and leaves nothing, and hone resume finishes',
  inPlace(async (place) => {
    const { root, edit, hold, isHeld, letGo } = heldSubject(place);
    let args: readonly string[] = ['try', ...QUICK, '--', ...edit];
    for (const stage of STAGES) {
      hold(stage);
      const child = start(place, root, args, { group: true });
      const outcome = ended(child);
      assert.ok(await until(() => isHeld(stage), child), `${stage}: it is reached`);
      if (stage === 'test') {
        const busy = await hone(place, root, ['resume']);
        assertRefused(busy, new RegExp(`process ${child.pid}\\b`));
      }
      pressCtrlC(child);
      const { code, stdout, stderr } = await outcome;
      assert.equal(code, 130, `${stage}: ${stderr}`);
      assert.equal(stdout, '', stage);
      const [, run = ''] = /hone resume (\S+)$/m.exec(stderr) ?? [];
      assert.notEqual(run, '', `${stage}: it names the run: ${stderr}`);
      assertNothingLeft(place);
      assert.equal(git(root, ['status', '--porcelain']), '', stage);
      letGo(stage);
      args = ['resume', run, '--json', '-'];
    }
    const { code, stdout, stderr } = await hone(place, root, args);
    assert.equal(code, 0, stderr);
    const { decisions } = Value.Parse(TryResult, JSON.parse(stdout));
    assert.equal(decisions[0]?.decision, 'kept');
  }),
);

test(
  'Ctrl-C while compare builds a revision leaves no half-built checkout behind',
  inPlace(async (place) => {
    const { root, hold, isHeld } = heldSubject(place);
    hold('setup');
    const child = start(place, root, ['compare', '--base', 'HEAD', ...QUICK], { group: true });
    const outcome = ended(child);
    assert.ok(await until(() => isHeld('setup'), child));
    pressCtrlC(child);
    const { code, stderr } = await outcome;
    assert.equal(code, 130, stderr);
    const [cache = ''] = readdirSync(join(place.root, 'cache', 'hone'));
    assert.deepEqual(readdirSync(join(place.root, 'cache', 'hone', cache)), ['shelf']);
    assert.deepEqual(readdirSync(join(place.root, 'cache', 'hone', cache, 'shelf')), []);
  }),
);
