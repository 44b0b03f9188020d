import { existsSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';

import { HoneError, messageOf, writeFileAtomic } from '../../base/index.ts';
import { type Runner, userEnvironment } from '../../bench/index.ts';
import {
  applyPatch,
  cloneShared,
  diffOf,
  fetchPullRequest,
  mergeBaseOf,
  mergeTrees,
  patchBetween,
  readPatch,
  type Repository,
  resolveRevision,
  type Revision,
  treeChanges,
} from '../../git/index.ts';
import type { Outcome } from '../../gates/index.ts';
import type { FileChange } from '../../suite/index.ts';
import type { Command } from '../../model/index.ts';
import { commandText, runCommands } from '../build-checkout.ts';
import type { ProposalSource } from './options.ts';

/** A proposal as a tree: the base with the proposal's diff applied. */
export type Collected =
  | {
      readonly kind: 'collected';
      readonly title: string;
      readonly tree: string;
      readonly changes: readonly FileChange[];
      readonly patch: string;
      /** As it was before git rebased it; left out when it was made on the base. */
      readonly handedIn?: HandedIn;
    }
  | { readonly kind: 'unusable'; readonly title: string; readonly reason: string };

/** A proposal as it was handed in, where it was made before the base and had to be rebased. */
export interface HandedIn {
  /** Where it forked off; null for a patch, which names contents only. */
  readonly fork: string | null;
  /** Null for a patch. */
  readonly commit: string | null;
  /** Null for a patch. */
  readonly tree: string | null;
  /** Its diff before it was rebased. */
  readonly patch: string;
}

/** What collecting needs. */
export interface CollectContext {
  readonly repository: Repository;
  readonly base: { readonly commit: string; readonly tree: string };
  /** Where the objects of proposals go, so that the subject's own store stays as it was. */
  readonly objectsDir: string;
  /** Starts a runner that can write to a folder only; null where nothing contains it. */
  readonly runnerIn: (folder: string) => Promise<Runner> | null;
  readonly runner: Runner;
  readonly signal: AbortSignal;
  /** A folder outside the subject that does not exist yet, for the clone of a command. */
  readonly cloneFolder: string;
  /** What a command is told that is asked once more; null when it is the first time. */
  readonly conflict: string | null;
  readonly timeoutMs: number;
  /** Is told of a command that proposed: its line, and the end of what it printed. */
  readonly onProposed: (by: string, printed: string) => void;
}

/** A short name for each source, distinct among them. */
export function namesFor(sources: readonly ProposalSource[]): string[] {
  const names: string[] = [];
  for (const source of sources) {
    const name = shortName(source);
    const same = names.filter((other) => other === name || other.startsWith(`${name}~`)).length;
    names.push(same === 0 ? name : `${name}~${same + 1}`);
  }
  return names;
}

function shortName(source: ProposalSource): string {
  switch (source.kind) {
    case 'patch':
      return basename(source.path).replace(/\.(patch|diff)$/, '');
    case 'revision':
      return source.revision;
    case 'pull-request':
      return `pr-${source.number}`;
    case 'command':
      return 'command';
  }
}

/**
 * Turns a source into a tree. What is wrong with a proposal is a value, because the others go on.
 *
 * @throws HoneError when git or the disk fails, or on Ctrl-C: those are not the proposal's fault
 */
export async function collect(source: ProposalSource, context: CollectContext): Promise<Collected> {
  try {
    switch (source.kind) {
      case 'patch':
        return await collectPatch(source.path, context);
      case 'revision':
        return await collectRevision(source.revision, context);
      case 'pull-request':
        return await collectPullRequest(source.number, context);
      case 'command':
        return await collectCommand(source, context);
    }
  } catch (thrown) {
    if (thrown instanceof HoneError && PROPOSALS_FAULT.has(thrown.code)) {
      const hint = hintFor(source, thrown, context.cloneFolder);
      return { kind: 'unusable', title: shortName(source), reason: `${thrown.message}${hint}` };
    }
    throw thrown;
  }
}

function hintFor(source: ProposalSource, { code }: HoneError, cloneFolder: string): string {
  switch (source.kind) {
    case 'command':
      return missingThere(source.command, cloneFolder);
    case 'revision':
      return code === 'E_NOT_FOUND' ? agentHint(source.revision) : '';
    case 'patch':
    case 'pull-request':
      return '';
  }
}

/** Agents are named by others: what is asked of one takes a prompt, a sandbox and a budget. */
function agentHint(word: string): string {
  if (/^(?:human|person)$/.test(word)) {
    return ' To change it yourself, in a clone: hone try --edit';
  }
  return /^(?:acp:|model:|(?:claude|codex|gemini)(?:\s|$))/.test(word)
    ? ` It names an agent; to have it propose: hone search --agent '${word}' --rounds 1`
    : '';
}

const PROPOSALS_FAULT = new Set(['E_PATCH', 'E_NOT_FOUND', 'E_COMMAND', 'E_REPOSITORY']);

async function collectPatch(path: string, context: CollectContext): Promise<Collected> {
  const name = basename(path).replace(/\.(patch|diff)$/, '');
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (thrown) {
    throw new HoneError('E_PATCH', `Could not read the patch ${path}: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
  const { repository, base, objectsDir, signal } = context;
  const patch = await readPatch(bytes, { name: path, signal });
  const title = patch.title ?? name;
  // One that was made before the base moved is rebased where that needs no judgement.
  const options = { objectsDir, signal, threeWay: true };
  const applied = await applyPatch(repository, base.commit, patch, options);
  if (applied.kind === 'conflict') {
    const reason = `The patch does not apply to ${base.commit.slice(0, 10)}: ${applied.detail}`;
    return { kind: 'unusable', title, reason };
  }
  const collected = await collectedFrom(applied.tree, title, context);
  const text = new TextDecoder().decode(bytes);
  return applied.isMadeHere
    ? collected
    : rebased(collected, { fork: null, commit: null, tree: null, patch: text });
}

async function collectRevision(name: string, context: CollectContext): Promise<Collected> {
  const { repository, signal } = context;
  return collectCommit(await resolveRevision(repository, name, { signal }), name, context);
}

async function collectPullRequest(number: number, context: CollectContext): Promise<Collected> {
  const { repository, objectsDir, signal } = context;
  const revision = await fetchPullRequest(repository, number, { objectsDir, signal });
  return collectCommit(revision, `pull request ${number}`, context);
}

async function collectCommit(
  revision: Revision,
  name: string,
  context: CollectContext,
): Promise<Collected> {
  const { repository, base, objectsDir, signal } = context;
  const title = revision.subject;
  const options = { objectsDir, signal };
  const fork = await mergeBaseOf(repository, base.commit, revision.commit, options);
  if (fork === base.commit) {
    return collectedFrom(revision.tree, title, context);
  }
  if (fork === null) {
    return { kind: 'unusable', title, reason: unrelated(name, context) };
  }
  // It forked off before the base: its own changes count, not the lack of what the base got since.
  const sides = { base: fork, ours: base.commit, theirs: revision.commit };
  const merged = await mergeTrees(repository, sides, options);
  if (merged.kind === 'conflict') {
    const reason =
      `Its changes conflict with ${base.commit.slice(0, 10)} in ${merged.paths.join(', ')}. ` +
      `Rebase ${name} onto it and try again.`;
    return { kind: 'unusable', title, reason };
  }
  const collected = await collectedFrom(merged.tree, title, context);
  const diff = await patchBetween(repository, fork, revision.tree, options);
  const { commit, tree } = revision;
  return rebased(collected, { fork, commit, tree, patch: new TextDecoder().decode(diff) });
}

function rebased(collected: Collected, handedIn: HandedIn): Collected {
  return collected.kind === 'collected' ? { ...collected, handedIn } : collected;
}

function unrelated(name: string, { repository, base }: CollectContext): string {
  const known = `${name} and ${base.commit.slice(0, 10)} have no common ancestor here`;
  return repository.shallow
    ? `${known}, because this is a shallow clone. Get the rest: git fetch --unshallow`
    : `${known}, so what it changes can't be told. Hand it in as a patch.`;
}

async function collectCommand(
  source: Extract<ProposalSource, { kind: 'command' }>,
  context: CollectContext,
): Promise<Collected> {
  const { repository, base, objectsDir, runnerIn, runner, signal } = context;
  const { cloneFolder, conflict, timeoutMs, onProposed } = context;
  const title = commandText(source.command).slice(0, 72);
  const clone = await cloneShared(repository, cloneFolder, base.commit, { objectsDir, signal });
  const env = { ...userEnvironment(process.env), ...handedConflict(cloneFolder, conflict) };
  const own = await runnerIn(cloneFolder);
  let outcome: Outcome;
  try {
    outcome = await runCommands([source.command], cloneFolder, 'The command', {
      runner: own ?? runner,
      signal,
      env,
      timeoutMs,
      onOutput: (printed) => onProposed(commandText(source.command), printed),
    });
  } finally {
    await own?.close();
  }
  if (outcome.kind === 'failed') {
    const reason = `${outcome.reason}${missingThere(source.command, cloneFolder)}`;
    return { kind: 'unusable', title, reason };
  }
  const diff = await diffOf(clone, base.commit, { objectsDir, signal });
  return collectedFrom(diff.tree, title, context);
}

/** A relative path means another file in the clone than where the command was typed. */
function missingThere(command: Command, cloneFolder: string): string {
  const missing = (command.kind === 'words' ? command.words : [])
    .filter((word) => /^\.{0,2}\//.test(word) && !isAbsolute(word))
    .find((word) => existsSync(resolve(word)) && !existsSync(resolve(cloneFolder, word)));
  return missing === undefined
    ? ''
    : ` It ran in a clone of the repository, where ${missing} is not: give its absolute path.`;
}

/** In git's own folder it is no part of the difference, and the sandbox lets it be read. */
function handedConflict(cloneFolder: string, conflict: string | null): Record<string, string> {
  if (conflict === null) {
    return {};
  }
  const path = join(cloneFolder, '.git', 'hone-conflict.md');
  writeFileAtomic(path, conflict);
  return { HONE_CONFLICT_FILE: path };
}

/** A tree that somebody proposes, with what it changes in the base. */
export async function collectedFrom(
  tree: string,
  title: string,
  context: Pick<CollectContext, 'repository' | 'base' | 'objectsDir' | 'signal'>,
): Promise<Collected> {
  const { repository, base, objectsDir, signal } = context;
  if (tree === base.tree) {
    return { kind: 'unusable', title, reason: "It changes nothing: its tree is the base's." };
  }
  const options = { objectsDir, signal };
  const changes = (await treeChanges(repository, base.tree, tree, options)).map(admissible);
  const diff = await patchBetween(repository, base.tree, tree, options);
  const patch = new TextDecoder().decode(diff);
  return { kind: 'collected', title, tree, changes, patch };
}

/** A change as admission sees it: by what kind of entry it was and is now. */
function admissible(change: Awaited<ReturnType<typeof treeChanges>>[number]): FileChange {
  const { path, oldMode, newMode, linkTarget } = change;
  if (oldMode === null) {
    return { path, kind: 'added', oldMode, newMode, linkTarget };
  }
  if (newMode === null) {
    return { path, kind: 'deleted', oldMode, newMode, linkTarget };
  }
  const kind = entryType(oldMode) === entryType(newMode) ? 'modified' : 'typechange';
  return { path, kind, oldMode, newMode, linkTarget };
}

/** The first digits of git's mode tell a file from a link and from a submodule. */
function entryType(mode: string): string {
  return mode.slice(0, 2);
}
