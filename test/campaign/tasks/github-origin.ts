import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import type { ServerPull } from '../../git/forge/github-routes.ts';
import {
  type GitHubServer,
  gitHubServer,
  type SeenRequest,
} from '../../git/forge/github-server.ts';

/** GitHub as it is seen from a subject: a bare repository that is pushed to, and its API. */
export interface GitHubOrigin {
  readonly server: GitHubServer;
  /** Runs git in the bare repository. */
  readonly git: (...args: string[]) => string;
  /** Asked before each request; what it does not answer is answered as usual. */
  first: GitHubServer['misbehave'];
  /** Asked once a merge is done; what it says is answered in its place. */
  instead: GitHubServer['misbehave'];
}

/** What of a repository this needs: where it is, and git in it. */
interface Subject {
  readonly root: string;
  readonly git: (...args: string[]) => string;
  readonly beside: (name: string) => string;
}

/**
 * Makes `origin` of a subject an address at GitHub whose ssh is a script that serves a bare
 * repository beside it, and starts the server that answers as its API does. The branches that the
 * API knows are those of the bare repository; a merge happens there.
 */
export async function gitHubOrigin(t: TestContext, subject: Subject): Promise<GitHubOrigin> {
  const bare = subject.beside('github.git');
  subject.git('clone', '-q', '--bare', subject.root, bare);
  subject.git('remote', 'add', 'origin', 'ssh://git@github.com/ada/engine.git');
  const ssh = subject.beside('ssh.sh');
  // Its last word is git-receive-pack or git-upload-pack with the path of the address.
  writeFileSync(ssh, `#!/bin/sh\nfor last; do :; done\nexec \${last%% *} '${bare}'\n`);
  chmodSync(ssh, 0o755);
  subject.git('config', 'core.sshCommand', ssh);
  subject.git('config', 'ssh.variant', 'simple');
  const server = await gitHubServer(t);
  const git = (...args: string[]): string => subject.git('-C', bare, ...args);
  const origin: GitHubOrigin = { server, git, first: () => null, instead: () => null };
  server.misbehave = (request) => {
    const instead = origin.first(request);
    if (instead !== null || !(request.headers.authorization ?? '').endsWith(server.token)) {
      return instead;
    }
    readBranches(server, bare);
    const answer = merged(origin, request);
    return answer === null ? deleted(origin, request) : (origin.instead(request) ?? answer);
  };
  return origin;
}

/** Read as files: git would take longer than the answer to a request. */
function readBranches(server: GitHubServer, bare: string): void {
  const heads = join(bare, 'refs', 'heads');
  const packed = readFileSync(join(bare, 'packed-refs'), 'utf8').split('\n');
  const loose = readdirSync(heads, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(heads, name)).isFile() && !name.endsWith('.lock'))
    .map((name) => `${readFileSync(join(heads, name), 'utf8').trim()} refs/heads/${name}`);
  server.branches.clear();
  for (const [commit = '', ref = ''] of [...packed, ...loose].map((line) => line.split(' '))) {
    if (ref.startsWith('refs/heads/')) {
      server.branches.set(ref.slice('refs/heads/'.length), { commit, contains: [] });
    }
  }
}

/** A merge of what the API is asked for: one commit on the base. */
function merged(
  origin: GitHubOrigin,
  { method, url, body }: SeenRequest,
): ReturnType<GitHubServer['misbehave']> {
  const { server, git } = origin;
  const [, number] = /\/pulls\/(\d+)\/merge$/.exec(url) ?? [];
  const pull = server.pulls.find((one) => one.number === Number(number));
  if (method !== 'PUT' || pull === undefined || pull.draft || pull.mergeable === false) {
    return null;
  }
  if (body['sha'] !== git('rev-parse', pull.head).trim()) {
    return null;
  }
  const message = `${String(body['commit_title'])}\n\n${String(body['commit_message'])}`;
  const sha = mergeAt(origin, pull, message);
  const answer = { sha, merged: true, message: 'Pull Request successfully merged' };
  return { kind: 'answer', status: 200, body: answer };
}

/** Merges a pull request there, as a person does on its page. @returns the commit on the base */
export function mergeAt({ git }: GitHubOrigin, pull: ServerPull, message: string): string {
  const head = git('rev-parse', pull.head).trim();
  const tree = git('merge-tree', '--write-tree', pull.base, pull.head).trim();
  const commit = git('commit-tree', tree, '-p', pull.base, '-m', message).trim();
  git('update-ref', `refs/heads/${pull.base}`, commit);
  Object.assign(pull, { merged: true, state: 'closed', headCommit: head, mergeCommit: commit });
  return commit;
}

function deleted(
  { git }: GitHubOrigin,
  { method, url }: SeenRequest,
): ReturnType<GitHubServer['misbehave']> {
  const [, name] = /\/git\/refs\/heads\/(.+)$/.exec(url) ?? [];
  if (method === 'DELETE' && name !== undefined) {
    git('update-ref', '-d', `refs/heads/${decodeURIComponent(name)}`);
  }
  return null;
}

/** Runs with a token in the environment, as a shell has it; null: without one. */
export function withToken(t: TestContext, token: string | null): void {
  withVariable(t, 'GITHUB_TOKEN', token);
}

/** Runs with a variable in the environment, or without it. */
export function withVariable(t: TestContext, name: string, value: string | null): void {
  const before = process.env[name] ?? null;
  setVariable(name, value);
  t.after(() => setVariable(name, before));
}

function setVariable(name: string, value: string | null): void {
  if (value === null) {
    // oxlint-disable-next-line typescript/no-dynamic-delete -- of the test's own choice
    delete process.env[name];
  } else {
    process.env[name] = value;
  }
}
