import { HoneError } from '../../base/index.ts';
import { branchCommit } from '../branch.ts';
import type { GitOptions } from '../git-command.ts';
import { deleteRemoteBranch } from '../push-branch.ts';
import { DEFAULT_REMOTE, remoteUrl } from '../remote.ts';
import type { Repository } from '../repository.ts';
import type {
  BranchDeletion,
  Forge,
  NewPullRequest,
  Opened,
  PullRequest,
  Readied,
} from './forge.ts';
import { mergeLocally, mergeability } from './merge-locally.ts';
import {
  addRecord,
  listRecords,
  type PullRecord,
  readRecord,
  replaceRecord,
} from './pull-record.ts';
import { assertText } from './text-limits.ts';

/** Where pull requests without a host are kept. */
export interface PlainGitOptions {
  readonly repository: Repository;
  /** Absolute folder for objects of merges that were only tried, e.g. `.hone/objects`. */
  readonly objectsDir: string;
  /** Default: `origin`; need not exist. */
  readonly remote?: string | undefined;
}

const CANNOT = [
  'Nobody can comment or review: there are no comments, reviews or checks, and a merge that asks ' +
    'for any is refused.',
  'There is no page to look at: text and state are in refs/hone/pull/<number> of this ' +
    'repository, and stay on this machine unless those refs are pushed.',
  'A merge happens in this repository alone: push the base branch afterwards.',
];

/**
 * Pull requests without a host: a branch of this repository, with its text and state in a ref. They
 * are merged into the local base branch, checked out or not, without a conflict ever being written.
 */
export function plainGit(options: PlainGitOptions): Forge {
  const { repository } = options;
  return {
    describe: () => ({
      kind: 'plain-git',
      text: `plain git, in ${repository.root}, without a host of pull requests`,
      cannot: CANNOT,
    }),
    open: async (request, run = {}) => open(options, request, run),
    read: async (number, run = {}) => {
      return readAs(options, (await readRecord(repository, number, run)).record, run);
    },
    update: async (number, text, run = {}) => {
      assertText(text);
      await replaceRecord(repository, await readRecord(repository, number, run), text, run);
    },
    markReady: async (number, run = {}) => markReady(repository, number, run),
    close: async (number, run = {}) => {
      const kept = await readRecord(repository, number, run);
      if (kept.record.state === 'draft' || kept.record.state === 'open') {
        const headCommit = await headOf(repository, kept.record, run);
        await replaceRecord(repository, kept, { state: 'closed', headCommit }, run);
      }
    },
    comments: async (number, run = {}) => {
      await readRecord(repository, number, run); // an unknown one is said
      return [];
    },
    reply: async () => ({ kind: 'unsupported', why: 'plain git has no comments to answer' }),
    merge: async (number, order, run = {}) => {
      const kept = await readRecord(repository, number, run);
      const read = await readAs(options, kept.record, run);
      return mergeLocally(options, kept, read, order, run);
    },
    verifyMerged: async (number, run = {}) => {
      const { record } = await readRecord(repository, number, run);
      return record.state === 'merged' && record.mergeCommit !== null
        ? { kind: 'merged', commit: record.mergeCommit, head: record.headCommit }
        : { kind: 'not-merged', state: record.state === 'merged' ? 'open' : record.state };
    },
    deleteBranch: async (name, expected, run = {}) => deleteBranch(options, name, expected, run),
  };
}

async function open(
  options: PlainGitOptions,
  request: NewPullRequest,
  run: GitOptions,
): Promise<Opened> {
  assertText(request);
  const { repository } = options;
  const { head, base, title, body } = request;
  const kept = (await listRecords(repository, run)).map(({ record }) => record);
  const ofHead = kept.filter(
    (record) => record.head === head && (record.state === 'draft' || record.state === 'open'),
  );
  const existing = ofHead.find((record) => record.base === base) ?? ofHead[0];
  if (existing !== undefined) {
    return { kind: 'existing', pullRequest: await readAs(options, existing, run) };
  }
  const headCommit = await branchCommit(repository, head, run);
  const baseCommit = await branchCommit(repository, base, run);
  if (headCommit === null || baseCommit === null) {
    const missing = headCommit === null ? head : base;
    return { kind: 'nothing-to-merge', why: `there is no branch ${missing} here` };
  }
  if ((await mergeability(options, headCommit, baseCommit, run)) === 'nothing') {
    return { kind: 'nothing-to-merge', why: `${head} has no commit that ${base} has not` };
  }
  const content = {
    title,
    body,
    head,
    base,
    state: 'draft',
    headCommit,
    mergeCommit: null,
  } as const;
  const record = await addRecord(repository, content, run);
  return { kind: 'opened', pullRequest: await readAs(options, record, run) };
}

async function markReady(
  repository: Repository,
  number: number,
  run: GitOptions,
): Promise<Readied> {
  const kept = await readRecord(repository, number, run);
  switch (kept.record.state) {
    case 'closed':
    case 'merged':
      return { kind: 'not-open', state: kept.record.state };
    case 'open':
      return { kind: 'was-ready' };
    case 'draft':
      await replaceRecord(repository, kept, { state: 'open' }, run);
      return { kind: 'ready' };
  }
}

/** A record with what git says about its branches. */
async function readAs(
  options: PlainGitOptions,
  record: PullRecord,
  run: GitOptions,
): Promise<PullRequest> {
  const { repository } = options;
  const isOpen = record.state === 'draft' || record.state === 'open';
  const head = isOpen ? await headOf(repository, record, run) : record.headCommit;
  const base = await branchCommit(repository, record.base, run);
  if (base === null) {
    throw new HoneError(
      'E_REPOSITORY',
      `The base branch ${record.base} of pull request ${record.number} does not exist any more. ` +
        `Make it again (\`git branch ${record.base} <commit>\`), or close the pull request.`,
    );
  }
  const able = isOpen ? await mergeability(options, head, base, run) : 'unknown';
  return {
    number: record.number,
    url: null,
    title: record.title,
    body: record.body,
    state: record.state,
    head: { branch: record.head, commit: head },
    base: { branch: record.base, commit: base },
    mergeable: able === 'nothing' ? 'yes' : able,
    checks: [],
    reviews: [],
    reviewDecision: 'not-required',
    mergeCommit: record.state === 'merged' ? record.mergeCommit : null,
  };
}

/** The branch, or where it was last when somebody deleted it. */
async function headOf(
  repository: Repository,
  record: PullRecord,
  run: GitOptions,
): Promise<string> {
  return (await branchCommit(repository, record.head, run)) ?? record.headCommit;
}

async function deleteBranch(
  options: PlainGitOptions,
  name: string,
  expected: string,
  run: GitOptions,
): Promise<BranchDeletion> {
  const { repository, remote = DEFAULT_REMOTE } = options;
  if ((await remoteUrl(repository, remote, run)) === null) {
    return { kind: 'already-gone' }; // without a remote there is no branch on one
  }
  const deleted = await deleteRemoteBranch(repository, { branch: name, expected, remote }, run);
  return deleted.kind === 'remote-gone' || deleted.kind === 'auth-failed'
    ? { kind: 'refused', why: deleted.why }
    : deleted;
}
