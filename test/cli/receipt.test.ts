import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { Receipt, ReceiptCheck } from '../../src/model/index.ts';
import { assertRefused, git, hone, inPlace, type Outcome, type Place } from './spawn-hone.ts';
import { BROKEN, CONFIG, FASTER, subject } from './subject.ts';

/** Keys of two people. */
const ALICE = 'alice';
const BOB = 'bob';

/** Runs hone as one of them. */
function honeAs(place: Place, who: string, cwd: string, args: readonly string[]): Promise<Outcome> {
  return hone(place, cwd, args, { env: { XDG_CONFIG_HOME: join(place.root, who) } });
}

const WITHOUT_HOLDOUT = CONFIG.replace(/^holdout:\n( .*\n)+/m, '');

test(
  'a receipt goes from one person to another, who checks it and measures again',
  inPlace(async (place) => {
    const { root, patch } = subject(place, { 'hone.yaml': WITHOUT_HOLDOUT });
    const gain = patch('gain.patch', 'src/main.sh', FASTER);
    const tried = await honeAs(place, ALICE, root, ['try', gain]);
    assert.equal(tried.code, 0, tried.stderr);

    const file = join(place.root, 'receipt.json');
    const created = await honeAs(place, ALICE, root, ['receipt', 'create', '--out', file]);
    assert.equal(created.code, 0, created.stderr);
    assert.match(created.stdout, /Receipt of run .*receipt\.json/);
    const receipt = Value.Parse(Receipt, JSON.parse(readFileSync(file, 'utf8')));
    const own = await honeAs(place, ALICE, root, ['receipt', 'verify', file]);
    assert.equal(own.code, 0, own.stdout + own.stderr);
    assert.match(own.stdout, /holds: everything in it follows from its\s+raw samples/);

    const stranger = await honeAs(place, BOB, place.root, ['receipt', 'verify', file]);
    assert.equal(stranger.code, 3, stranger.stdout + stranger.stderr);
    assert.match(stranger.stdout, /UNKNOWN key/);
    const key = await honeAs(place, ALICE, root, ['receipt', 'key']);
    assert.match(key.stdout, new RegExp(`PUBLIC KEY[^]*fingerprint ${receipt.signer.keyId}`));
    const keys = join(place.root, 'alice.pub');
    writeFileSync(keys, key.stdout);
    const verify = ['receipt', 'verify', file, '--key', keys];
    const known = await honeAs(place, BOB, place.root, verify);
    assert.equal(known.code, 0, known.stdout + known.stderr);

    const clone = join(place.root, 'clone');
    git(place.root, ['clone', '-q', root, clone]);
    const again = await honeAs(place, BOB, clone, [...verify, '--rerun', '--json']);
    assert.equal(again.code, 0, again.stdout + again.stderr);
    const check = Value.Parse(ReceiptCheck, JSON.parse(again.stdout));
    assert.equal(check.rerun?.proposals[0]?.outcome, 'holds');

    const forged = readFileSync(file, 'utf8').replace(
      '"decision": "kept"',
      '"decision": "rejected"',
    );
    writeFileSync(file, forged);
    const tampered = await honeAs(place, BOB, clone, [...verify, '--rerun']);
    assert.equal(tampered.code, 1, tampered.stdout + tampered.stderr);
    assert.match(tampered.stdout, /decision\.decision of gain: the receipt says "rejected"/);
    assert.match(tampered.stdout, /Nothing was measured again/);
  }),
);

test(
  'what is no receipt, no run or no key is said in one paragraph',
  inPlace(async (place) => {
    const { root, patch } = subject(place);
    const file = join(place.root, 'receipt.json');
    const as = (args: readonly string[]): Promise<Outcome> => honeAs(place, ALICE, root, args);
    assertRefused(await as(['receipt', 'create']), /no run yet/);
    assertRefused(await as(['receipt', 'verify', file]), /Could not read the receipt/);
    writeFileSync(file, '{"schema":');
    assertRefused(await as(['receipt', 'verify', file]), /its end is missing/);

    const breaks = patch('breaks.patch', 'src/main.sh', BROKEN);
    assert.equal((await as(['try', breaks])).code, 1);
    assertRefused(await as(['receipt', 'create', '--out', '']), /--out needs the name/);
    assertRefused(await as(['receipt', 'create', 'nope']), /no run "nope"/);
    const printed = await as(['receipt', 'create', '--out', '-']);
    assert.equal(printed.code, 0, printed.stderr);
    writeFileSync(file, printed.stdout);
    assertRefused(await as(['receipt', 'verify', file, '--key', file]), /holds no public key/);
    const nothing = await as(['receipt', 'verify', file, '--rerun']);
    assert.equal(nothing.code, 0, nothing.stdout + nothing.stderr);
    assert.match(nothing.stdout, /Nothing was kept, so there is no gain to measure again/);
  }),
);
