import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import type { MergeOutcome, Opened, PullRequest } from '../../../src/git/index.ts';
import { failure } from '../temporary-repository.ts';
import { type World, type WorldKind, worldKinds } from './forge-worlds.ts';

const TEXT = {
  head: 'faster',
  base: 'main',
  title: 'Parse faster ⚡',
  body: 'Eins\n\n**zwei** "3"',
};

function pullOf(opened: Opened): PullRequest {
  assert.ok(opened.kind !== 'nothing-to-merge', JSON.stringify(opened));
  return opened.pullRequest;
}

async function ready({ forge }: World): Promise<number> {
  const { number } = pullOf(await forge.open(TEXT));
  assert.deepEqual(await forge.markReady(number), { kind: 'ready' });
  return number;
}

const claims: Record<string, (world: World, t: TestContext) => Promise<void>> = {
  'opens a draft with its text and tips, and finds it again': async ({ forge, head }) => {
    const opened = await forge.open(TEXT);
    assert.equal(opened.kind, 'opened');
    const pull = pullOf(opened);
    assert.equal(pull.state, 'draft');
    assert.equal(pull.title, TEXT.title);
    assert.equal(pull.body, TEXT.body);
    assert.deepEqual(pull.head, { branch: 'faster', commit: head() });
    assert.equal(pull.base.branch, 'main');
    assert.equal(pull.mergeable, 'yes');
    assert.equal(pull.mergeCommit, null);
    const again = await forge.open({ ...TEXT, title: 'Other' });
    assert.equal(again.kind, 'existing');
    assert.deepEqual(pullOf(again), pull);
    assert.deepEqual(await forge.read(pull.number), pull);
  },
  'a branch that brings nothing, or is unknown, is told as a value': async ({ forge }) => {
    assert.equal((await forge.open({ ...TEXT, head: 'empty' })).kind, 'nothing-to-merge');
    assert.equal((await forge.open({ ...TEXT, head: 'nowhere' })).kind, 'nothing-to-merge');
  },
  'changes what is given of title and text': async ({ forge }) => {
    const { number } = pullOf(await forge.open(TEXT));
    await forge.update(number, { title: 'New' });
    await forge.update(number, { body: 'Text' });
    const { title, body } = await forge.read(number);
    assert.deepEqual({ title, body }, { title: 'New', body: 'Text' });
    await assert.rejects(forge.update(number, { title: ' ' }), failure('E_USAGE', /title/));
    await assert.rejects(
      forge.update(number, { body: 'x'.repeat(70_000) }),
      failure('E_USAGE', /70000 characters/),
    );
  },
  'a draft is not merged until it is ready': async ({ forge, head }) => {
    const { number } = pullOf(await forge.open(TEXT));
    assert.deepEqual(await forge.merge(number, { expectedHead: head() }), { kind: 'draft' });
    assert.deepEqual(await forge.markReady(number), { kind: 'ready' });
    assert.deepEqual(await forge.markReady(number), { kind: 'was-ready' });
    assert.equal((await forge.read(number)).state, 'open');
  },
  'merges once, and says so when it is asked again': async (world) => {
    const { forge, head } = world;
    const number = await ready(world);
    const expectedHead = head();
    assert.deepEqual(await forge.verifyMerged(number), { kind: 'not-merged', state: 'open' });
    const merged = await forge.merge(number, { expectedHead });
    assert.equal(merged.kind, 'merged');
    const commit = merged.kind === 'merged' ? merged.commit : '';
    assert.match(commit, /^[0-9a-f]{40}$/);
    const known = { commit, head: expectedHead };
    assert.deepEqual(await forge.verifyMerged(number), { kind: 'merged', ...known });
    const again: MergeOutcome = { kind: 'already-merged', ...known };
    assert.deepEqual(await forge.merge(number, { expectedHead }), again);
    const { state, mergeCommit } = await forge.read(number);
    assert.deepEqual({ state, mergeCommit }, { state: 'merged', mergeCommit: commit });
    assert.deepEqual(await forge.markReady(number), { kind: 'not-open', state: 'merged' });
  },
  'does not merge a head that nobody looked at': async (world) => {
    const { forge, head, push } = world;
    const number = await ready(world);
    const seen = head();
    const moved = push();
    assert.deepEqual(await forge.merge(number, { expectedHead: seen }), {
      kind: 'head-moved',
      head: moved,
    });
    assert.equal((await forge.merge(number, { expectedHead: moved })).kind, 'merged');
  },
  'a conflict is told and changes nothing': async (world) => {
    const { forge, head, conflict } = world;
    const number = await ready(world);
    conflict();
    assert.equal((await forge.read(number)).mergeable, 'no');
    const outcome = await forge.merge(number, { expectedHead: head() });
    assert.equal(outcome.kind, 'not-mergeable');
    assert.deepEqual(await forge.verifyMerged(number), { kind: 'not-merged', state: 'open' });
  },
  'what is asked for and not there refuses the merge': async (world) => {
    const { forge, head } = world;
    const number = await ready(world);
    const expectedHead = head();
    const order = { expectedHead, requiredChecks: ['ci'] };
    assert.deepEqual(await forge.merge(number, order), {
      kind: 'checks-unfinished',
      checks: [{ name: 'ci', state: 'missing', word: 'not reported' }],
    });
    const outcome = await forge.merge(number, { expectedHead, approvalsMin: 1 });
    assert.equal(outcome.kind, 'reviews-missing');
  },
  'a closed one stays closed': async ({ forge, head }) => {
    const { number } = pullOf(await forge.open(TEXT));
    await forge.close(number);
    await forge.close(number);
    assert.equal((await forge.read(number)).state, 'closed');
    assert.deepEqual(await forge.merge(number, { expectedHead: head() }), { kind: 'closed' });
    assert.deepEqual(await forge.markReady(number), { kind: 'not-open', state: 'closed' });
    const next = await forge.open(TEXT);
    assert.equal(next.kind, 'opened');
    assert.notEqual(pullOf(next).number, number);
  },
  'deletes a branch only where it was expected to be': async ({ forge, head }) => {
    const expected = head();
    assert.deepEqual(await forge.deleteBranch('nowhere', expected), { kind: 'already-gone' });
    assert.deepEqual(await forge.deleteBranch('faster', 'f'.repeat(40)), {
      kind: 'moved',
      commit: expected,
    });
    assert.deepEqual(await forge.deleteBranch('faster', expected), { kind: 'deleted' });
    assert.deepEqual(await forge.deleteBranch('faster', expected), { kind: 'already-gone' });
  },
  'an unknown number is an error that says so, a new one has no comments': async ({ forge }) => {
    await assert.rejects(forge.read(99), failure('E_NOT_FOUND', /99/));
    await assert.rejects(forge.comments(99), failure('E_NOT_FOUND', /99/));
    const { number } = pullOf(await forge.open(TEXT));
    assert.deepEqual(await forge.comments(number), []);
  },
  'says what it is and what it can not do': async ({ forge, isHost }) => {
    const { text, cannot } = forge.describe();
    assert.match(text, isHost ? /ada\/engine/ : /plain git/);
    assert.equal(cannot.length === 0, isHost);
  },
  'stops when it is interrupted': async ({ forge }) => {
    const signal = AbortSignal.abort();
    await assert.rejects(forge.open(TEXT, { signal }), failure('E_INTERRUPTED', /./));
    await assert.rejects(forge.read(7, { signal }), failure('E_INTERRUPTED', /./));
  },
};

function hold(kind: WorldKind): void {
  for (const [claim, check] of Object.entries(claims)) {
    test(`${kind.name}: ${claim}`, async (t) => check(await kind.make(t), t));
  }
}

worldKinds.forEach(hold);
