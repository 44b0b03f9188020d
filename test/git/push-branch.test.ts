import assert from 'node:assert/strict';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import {
  baseBranchOf,
  branchDistance,
  deleteRemoteBranch,
  fetchBranch,
  pushBranch,
  type Repository,
  unpushedCommits,
} from '../../src/git/index.ts';
import { failure, type TemporaryRepository, temporaryRepository } from './temporary-repository.ts';

interface Remote {
  readonly subject: TemporaryRepository;
  readonly repository: Repository;
  readonly remote: string;
  /** Commit of a branch on the remote; '' when it is not there. */
  readonly at: (branch: string) => string;
}

/** A subject with `main` and `faster`, and a bare remote that has `main` alone. */
async function withRemote(t: TestContext): Promise<Remote> {
  const subject = temporaryRepository(t);
  subject.write('a', '1');
  subject.commit('first');
  const remote = subject.beside('remote.git');
  subject.git('clone', '-q', '--bare', subject.root, remote);
  subject.git('remote', 'add', 'origin', remote);
  subject.git('switch', '-q', '-c', 'faster');
  subject.write('a', '2');
  subject.commit('second');
  const at = (branch: string): string =>
    subject.git('ls-remote', remote, `refs/heads/${branch}`).split('\t')[0] ?? '';
  return { subject, repository: await subject.open(), remote, at };
}

test('sends one branch, and no other, without a hook', async (t) => {
  const { subject, repository, at } = await withRemote(t);
  subject.git('tag', '-a', '-m', 'x', 'v1');
  subject.git('config', 'push.followTags', 'true');
  const hook = join(subject.root, '.git/hooks/pre-push');
  writeFileSync(hook, `#!/bin/sh\ntouch ${subject.beside('hook-ran')}\nexit 1\n`, { mode: 0o755 });
  const order = { branch: 'faster' };
  assert.deepEqual(await unpushedCommits(repository, 'faster'), { kind: 'counted', commits: 2 });
  assert.deepEqual(await pushBranch(repository, order), { kind: 'pushed', was: 'new' });
  assert.deepEqual(await unpushedCommits(repository, 'faster'), { kind: 'counted', commits: 0 });
  assert.equal(at('faster'), repository.head.commit);
  assert.deepEqual(await pushBranch(repository, order), { kind: 'pushed', was: 'up-to-date' });
  subject.write('a', '3');
  subject.commit('third');
  assert.deepEqual(await unpushedCommits(repository, 'faster'), { kind: 'counted', commits: 1 });
  assert.deepEqual(await branchDistance(repository, 'faster', 'main'), { ahead: 2, behind: 0 });
  assert.deepEqual(await pushBranch(repository, order), { kind: 'pushed', was: 'moved' });
  assert.equal(subject.git('ls-remote', '--tags', 'origin'), '');
  assert.ok(!existsSync(subject.beside('hook-ran')));
});

test('never replaces what is there, except by a lease that holds', async (t) => {
  const { subject, repository, at } = await withRemote(t);
  await pushBranch(repository, { branch: 'faster' });
  const old = at('faster');
  subject.git('reset', '-q', '--hard', 'main');
  subject.write('a', '4');
  const commit = subject.commit('other');
  const rejected = await pushBranch(repository, { branch: 'faster' });
  assert.ok(rejected.kind === 'rejected');
  assert.equal(rejected.reason, 'non-fast-forward');
  for (const lease of ['f'.repeat(40), null]) {
    const stale = await pushBranch(repository, { branch: 'faster', lease });
    assert.ok(stale.kind === 'rejected', JSON.stringify(stale));
    assert.equal(stale.reason, 'lease');
  }
  assert.equal(at('faster'), old);
  const moved = await pushBranch(repository, { branch: 'faster', lease: old });
  assert.deepEqual(moved, { kind: 'pushed', was: 'moved' });
  assert.equal(at('faster'), commit);
});

test('a rule of the remote, a remote that is gone and a name that is none are told', async (t) => {
  const { subject, repository, remote } = await withRemote(t);
  const hook = join(remote, 'hooks/pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho "GH006: Protected branch update failed" >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  const refused = await pushBranch(repository, { branch: 'faster' });
  assert.ok(refused.kind === 'rejected');
  assert.equal(refused.reason, 'protected');
  assert.match(refused.why, /GH006/);
  subject.git('remote', 'set-url', 'origin', subject.beside('gone.git'));
  assert.equal((await pushBranch(repository, { branch: 'faster' })).kind, 'remote-gone');
  assert.equal((await fetchBranch(repository, { branch: 'main' })).kind, 'remote-gone');
  const expected = repository.head.commit;
  const gone = await deleteRemoteBranch(repository, { branch: 'faster', expected });
  assert.equal(gone.kind, 'remote-gone');
  const unknown = await pushBranch(repository, { branch: 'faster', remote: 'nobody' });
  assert.equal(unknown.kind, 'remote-gone');
  for (const branch of ['', '-f', 'a:b', 'a b', '+x:y', 'a..b']) {
    await assert.rejects(pushBranch(repository, { branch }), failure('E_USAGE', /branch/));
  }
  const evil = `ext::sh -c touch% ${subject.beside('evil')}`;
  subject.git('config', 'protocol.ext.allow', 'always');
  subject.git('remote', 'set-url', 'origin', evil);
  await assert.rejects(
    pushBranch(repository, { branch: 'faster' }),
    failure('E_REPOSITORY', /ext/),
  );
  assert.ok(!existsSync(subject.beside('evil')));
});

test('a login that is refused is told without the login', async (t) => {
  const { subject, repository } = await withRemote(t);
  const ssh = subject.beside('ssh');
  writeFileSync(ssh, '#!/bin/sh\necho "git@host: Permission denied (publickey)." >&2\nexit 255\n');
  chmodSync(ssh, 0o755);
  subject.git('config', 'core.sshCommand', ssh);
  subject.git('remote', 'set-url', 'origin', 'ssh://git:hunter2@host.invalid/x');
  const pushed = await pushBranch(repository, { branch: 'faster' });
  assert.ok(pushed.kind === 'auth-failed');
  assert.match(pushed.why, /publickey/);
  assert.ok(!pushed.why.includes('hunter2'));
});

test('fetches one branch and deletes one, if it is where it was expected', async (t) => {
  const { subject, repository, at } = await withRemote(t);
  const tip = repository.head.commit;
  await pushBranch(repository, { branch: 'topic/ä', commit: tip });
  subject.git('update-ref', '-d', 'refs/remotes/origin/topic/ä');
  const fetched = await fetchBranch(repository, { branch: 'topic/ä' });
  assert.deepEqual(fetched, { kind: 'fetched', commit: tip });
  assert.deepEqual(await fetchBranch(repository, { branch: 'nope' }), { kind: 'no-branch' });
  const order = { branch: 'topic/ä', expected: 'f'.repeat(40) };
  const moved = await deleteRemoteBranch(repository, order);
  assert.deepEqual(moved, { kind: 'moved', commit: tip });
  const right = { ...order, expected: tip };
  assert.deepEqual(await deleteRemoteBranch(repository, right), { kind: 'deleted' });
  assert.equal(at('topic/ä'), '');
  assert.deepEqual(await deleteRemoteBranch(repository, right), { kind: 'already-gone' });
  const current = { branch: 'main', expected: at('main') };
  assert.equal((await deleteRemoteBranch(repository, current)).kind, 'refused');
});

test("the base branch is the configured one, the remote's, or the usual name", async (t) => {
  const { subject, repository } = await withRemote(t);
  const main = subject.git('rev-parse', 'main').trim();
  const usual = { branch: 'main', commit: main, from: 'usual-name' };
  assert.deepEqual(await baseBranchOf(repository), usual);
  await fetchBranch(repository, { branch: 'main' });
  subject.git('remote', 'set-head', 'origin', 'main');
  subject.git('branch', 'master');
  assert.deepEqual(await baseBranchOf(repository), { ...usual, from: 'remote' });
  const { branch } = await baseBranchOf(repository, { configured: 'faster' });
  assert.equal(branch, 'faster');
  await assert.rejects(
    baseBranchOf(repository, { configured: 'nope' }),
    failure('E_NOT_FOUND', /"nope"/),
  );
  subject.git('remote', 'remove', 'origin');
  await assert.rejects(baseBranchOf(repository), failure('E_CONFIG', /both main and master/));
  assert.deepEqual(await unpushedCommits(repository, 'faster'), { kind: 'no-remote' });
});
