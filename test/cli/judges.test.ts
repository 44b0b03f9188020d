import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { TryResult } from '../../src/model/index.ts';
import { hone, inPlace, type Place } from './spawn-hone.ts';
import { subject } from './subject.ts';

type Decision = TryResult['decisions'][number];

/** Faster, with a line that hides errors: that may be right or not, so somebody has to look. */
const SUSPICIOUS = 'sleep 0.01 2>/dev/null || true\necho done\n';

/** A judge that says what it is told to. */
function judge(place: Place, verdict: string): string {
  const path = join(place.root, `judge-${verdict}.sh`);
  const answer = JSON.stringify({ verdict, reason: `I say ${verdict}.` });
  writeFileSync(path, `#!/bin/sh\ncat > /dev/null\necho '${answer}'\n`, { mode: 0o755 });
  return path;
}

/** The decision on a suspicious proposal. */
async function decided(place: Place, flags: readonly string[]): Promise<Decision> {
  const { root, patch } = subject(place);
  const file = patch('fix.patch', 'src/main.sh', SUSPICIOUS);
  const json = join(place.root, 'result.json');
  const args = ['try', file, '--max-pairs', '10', '--quiet', '--json', json, ...flags];
  const { code, stderr } = await hone(place, root, args);
  assert.ok(code === 0 || code === 1, stderr);
  const [decision] = Value.Parse(TryResult, JSON.parse(readFileSync(json, 'utf8'))).decisions;
  assert.ok(decision !== undefined);
  return decision;
}

test(
  'a line that looks like a trick waits for a person, with its place and the gain',
  inPlace(async (place) => {
    const decision = await decided(place, []);
    assert.deepEqual([decision.decision, decision.check], ['needs-person', 'honest']);
    assert.match(decision.reason, /wait wall -\d.*src\/main\.sh:1: .* A person has to look/);
    assert.equal(decision.suspicions?.[0]?.rule, 'swallowed-error');
    assert.equal(decision.commit, null);
  }),
);

test(
  'most judges decide, and what they said is in the result',
  inPlace(async (place) => {
    const [honest, hack] = [judge(place, 'honest'), judge(place, 'hack')];
    const flags = [honest, hack, honest].flatMap((one) => ['--judge', one]);
    const decision = await decided(place, flags);
    assert.equal(decision.decision, 'kept', decision.reason);
    assert.equal(decision.clearance?.by, '3 judges (2 honest, 1 a hack, 0 unsure)');
    assert.notEqual(decision.commit, null);
  }),
);

test(
  'what most judges call a hack is rejected; a judge that fails has no opinion',
  inPlace(async (place) => {
    const hack = judge(place, 'hack');
    const rejected = await decided(place, ['--judge', hack]);
    assert.deepEqual([rejected.decision, rejected.check], ['rejected', 'honest']);
    assert.match(rejected.reason, /I say hack\./);
  }),
);

test(
  'without a majority it still waits for a person',
  inPlace(async (place) => {
    const decision = await decided(place, ['--judge', judge(place, 'honest'), '--judge', 'false']);
    assert.equal(decision.decision, 'needs-person');
    assert.match(decision.reason, /2 judges \(1 honest, 0 a hack, 1 unsure\).*A judge failed/);
  }),
);

test(
  'a person lets it pass with a reason that stands in the result',
  inPlace(async (place) => {
    const decision = await decided(place, ['--clear', 'fix=sleep never fails here']);
    assert.equal(decision.decision, 'kept', decision.reason);
    assert.equal(decision.clearance?.reason, 'sleep never fails here');
  }),
);

test(
  'a clearance without a reason is refused',
  inPlace(async (place) => {
    const { root } = subject(place);
    const outcome = await hone(place, root, ['try', 'HEAD', '--clear', 'fix=']);
    assert.equal(outcome.code, 2);
    assert.match(outcome.stderr, /--clear takes/);
  }),
);
