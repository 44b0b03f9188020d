import type { TestContext } from 'node:test';

import type { Forge } from '../../../src/git/index.ts';
import type { ApiOptions } from '../../../src/git/forge/github/api.ts';
import { gitHubCli } from '../../../src/git/forge/github-cli.ts';
import { gitHubRest } from '../../../src/git/forge/github-rest.ts';
import { plainGit } from '../../../src/git/forge/plain-git.ts';
import { temporaryRepository } from '../temporary-repository.ts';
import { ghStandIn } from './gh-stand-in.ts';
import { type GitHubServer, gitHubServer } from './github-server.ts';

/** A forge with the branches `main`, `faster` (one commit more) and `empty` (none more). */
export interface World {
  readonly forge: Forge;
  /** Commit of the branch `faster`. */
  readonly head: () => string;
  /** Adds a commit to `faster`, where the forge sees it. */
  readonly push: () => string;
  /** Makes `faster` conflict with `main`. */
  readonly conflict: () => void;
  /** True when comments and reviews exist there. */
  readonly isHost: boolean;
}

/** One kind of forge, made anew for each test. */
export interface WorldKind {
  readonly name: string;
  readonly make: (t: TestContext) => Promise<World>;
}

/** A world at GitHub, with its server. */
export interface GitHubWorld extends World {
  readonly server: GitHubServer;
}

/** GitHub's two ways. */
export interface GitHubKind {
  readonly name: string;
  readonly make: (t: TestContext, options?: ApiOptions) => Promise<GitHubWorld>;
}

/** Both ways to GitHub, with a server each. */
export const gitHubKinds: readonly GitHubKind[] = [
  {
    name: 'GitHub through its API',
    make: async (t, options = {}) => {
      const server = await gitHubServer(t);
      const { url: apiUrl, token } = server;
      const repository = { owner: 'ada', name: 'engine' };
      return worldOf(server, gitHubRest({ ...repository, apiUrl, token, ...options }));
    },
  },
  {
    name: 'GitHub through gh',
    make: async (t, options = {}) => {
      const server = await gitHubServer(t);
      const env = await ghStandIn(t, server.url, server.token);
      const repository = { host: 'github.com', owner: 'ada', name: 'engine' };
      return worldOf(server, gitHubCli({ ...repository, env, ...options }));
    },
  },
];

/** Every kind of forge that there is. */
export const worldKinds: readonly WorldKind[] = [
  ...gitHubKinds,
  { name: 'plain git', make: plainWorld },
];

function worldOf(server: GitHubServer, forge: Forge): GitHubWorld {
  const head = (): string => server.branches.get('faster')?.commit ?? '';
  return {
    server,
    forge,
    isHost: true,
    head,
    push: () => {
      server.branches.set('faster', { commit: 'd'.repeat(40), contains: [] });
      return head();
    },
    conflict: () => {
      for (const pull of server.pulls) {
        pull.mergeable = false;
      }
    },
  };
}

async function plainWorld(t: TestContext): Promise<World> {
  const subject = temporaryRepository(t);
  subject.write('main.js', 'slow\n');
  subject.commit('first');
  subject.git('branch', 'empty');
  subject.git('switch', '-q', '-c', 'faster');
  subject.write('main.js', 'fast\n');
  subject.commit('Make it fast');
  const remote = subject.beside('remote.git');
  subject.git('clone', '-q', '--bare', subject.root, remote);
  subject.git('-C', remote, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  subject.git('remote', 'add', 'origin', remote);
  const repository = await subject.open();
  const forge = plainGit({ repository, objectsDir: subject.beside('objects') });
  const head = (): string => subject.git('rev-parse', 'faster').trim();
  return {
    forge,
    isHost: false,
    head,
    push: () => {
      subject.write('more.js', 'faster\n');
      subject.commit('More');
      subject.git('push', '-q', 'origin', 'faster');
      return head();
    },
    conflict: () => {
      subject.git('switch', '-q', 'main');
      subject.write('main.js', 'slower\n');
      subject.commit('Other');
      subject.git('switch', '-q', 'faster');
    },
  };
}
