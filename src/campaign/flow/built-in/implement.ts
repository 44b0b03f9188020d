import { join } from 'node:path';

import { at, messageOf, systemClock } from '../../../base/index.ts';
import { type FileChange, readFileAt, treeChanges } from '../../../git/index.ts';
import { type BranchOutcome, StepFailure } from '../../../flow/index.ts';
import { parseRunId, type TryResult } from '../../../model/index.ts';
import { devManifest } from '../../../plan/index.ts';
import type { ProposalSource } from '../../try/options.ts';
import { resumeTry, tryProposals } from '../../try/run-try.ts';
import { runIdNow } from '../../try/run-id-now.ts';
import type { ArtifactRecord, Produced } from '../board.ts';
import { branchOf, moveBranch } from '../campaign-branch.ts';
import { filledByPerson, fillersOf, optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { patchFile, propose, type Proposed } from '../propose.ts';
import { recordJson } from '../record-artifact.ts';
import { trusted } from '../trusted.ts';
import { workFolder } from '../work-folder.ts';

/**
 * The implementation: every developer proposes at the same time, each in a clone of its own; then
 * all proposals go through the trial of `hone try`, one at a time, and what passes is the result.
 */
export async function implement(work: StepWork): Promise<Produced> {
  const { flow, step, context } = work;
  const { patches, without } = await proposals(work);
  const sources = [...readySources(work), ...patches];
  if (sources.length === 0) {
    const failure = [nothingToTry(work), ...without].join(' ');
    throw new StepFailure(step.id, failure, { attempts: 1, transient: false, errorCode: null });
  }
  const options = { ...optionsFor(work, 'trial of the proposals'), uses: 'measure' };
  const run = await flow.step(
    `${step.id}/trial-run`,
    { ...options, parse: trusted<string>, title: 'naming the trial' },
    async () => runIdNow(),
  );
  const records = await flow.step(
    `${step.id}/trial`,
    { ...options, parse: trusted<TrialRecord> },
    async ({ signal }) => trial(work, run, sources, signal),
  );
  const commit = records.commit ?? context.started.base.commit;
  await flow.step(
    `${step.id}/branch`,
    { ...options, parse: trusted<null>, title: 'moving the branch' },
    async ({ signal }) => moveBranch(context, commit, signal),
  );
  return {
    artifacts: [records.manifest, ...patches.map(({ record }) => record)],
    commit,
    variables: {},
    findings: [
      {
        name: 'something was kept',
        passed: records.commit !== null,
        message: records.summary,
      },
    ],
  };
}

function nothingToTry({ context, returned }: StepWork): string {
  if (returned !== null && context.started.proposals.length > 0) {
    return (
      'There is nothing new to try: the proposals that the run was given have been tried, and no ' +
      `developer handed in another. Step ${returned.from} had sent the work back: ` +
      `${returned.feedback} To try the same proposals again, answer retry.`
    );
  }
  return (
    'There is nothing to try: no proposal was given, and no developer handed one in. Give ' +
    "patches or branches (--proposal fix.patch) or a developer (--role 'developer=COMMAND')."
  );
}

interface TrialRecord {
  readonly manifest: ArtifactRecord;
  readonly commit: string | null;
  readonly summary: string;
}

type PatchSource = { readonly kind: 'recorded'; readonly record: ArtifactRecord };

interface Proposals {
  readonly patches: readonly PatchSource[];
  /** Why others handed nothing in, a sentence each. */
  readonly without: readonly string[];
}

/** What developers hand in, recorded as patches: first the commands, at once, then persons. */
async function proposals(work: StepWork): Promise<Proposals> {
  const byCommand = await commandProposals(work);
  const byPerson = await personProposal(work);
  return {
    patches: [...byCommand.patches, ...byPerson.patches],
    without: [...byCommand.without, ...byPerson.without],
  };
}

/** A person hands in a patch like any other file. */
async function personProposal(work: StepWork): Promise<Proposals> {
  const { step } = work;
  if (!fillersOf(work, step.agent).some(({ kind }) => kind === 'person')) {
    return { patches: [], without: [] };
  }
  const artifacts = [`proposals/${step.agent}-by-hand.patch`];
  const request = { role: step.agent, folder: null, artifacts, problem: null };
  try {
    const records = await filledByPerson(work, `${step.id}/${step.agent}`, request);
    return { patches: records.map((record) => ({ kind: 'recorded', record })), without: [] };
  } catch (thrown) {
    if (thrown instanceof StepFailure) {
      return { patches: [], without: [messageOf(thrown)] };
    }
    throw thrown;
  }
}

async function commandProposals(work: StepWork): Promise<Proposals> {
  const { flow, step, context } = work;
  const developers = fillersOf(work, step.agent).flatMap((filler, index) =>
    filler.kind === 'command'
      ? [{ name: `${step.agent}-${index + 1}`, role: step.agent, command: filler.command }]
      : [],
  );
  if (developers.length === 0) {
    return { patches: [], without: [] };
  }
  const { timeoutMs, ...options } = { ...optionsFor(work, 'proposal'), uses: 'agent' };
  const outcomes = await flow.all(
    `${step.id}/propose`,
    developers,
    {
      concurrency: Math.min(developers.length, context.file.resources.concurrentAgentsMax),
      failFast: false,
      name: ({ name }) => name,
    },
    (branch, developer) =>
      branch.step(
        'clone',
        { ...options, timeoutMs, parse: trusted<Proposed>, title: `${developer.name}: proposal` },
        (attempt) => propose(work, { ...developer, timeoutMs }, attempt),
      ),
  );
  const patches: PatchSource[] = [];
  const without: string[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const { name } = at(developers, index);
    if (outcome.kind === 'done' && outcome.value.kind === 'patch') {
      patches.push({ kind: 'recorded', record: outcome.value.patch });
    } else {
      without.push(`${name} ${reasonOf(outcome)}`);
    }
  }
  return { patches, without };
}

/** Most of what a developer said that a message repeats, in characters. */
const SAID_CHARS_MAX = 500;

function reasonOf(outcome: BranchOutcome<Proposed>): string {
  switch (outcome.kind) {
    case 'done': {
      const said = outcome.value.said.trim().slice(-SAID_CHARS_MAX);
      return said === '' ? 'changed nothing.' : `changed nothing and said: ${said}`;
    }
    case 'failed':
      return `failed: ${outcome.failure}`;
    case 'cancelled':
      return 'was cancelled.';
  }
}

/**
 * Proposals that came with the run. Work that a later step sent back needs something new; a person
 * who says `retry` wants the same again.
 */
function readySources({ context, returned }: StepWork): ProposalSource[] {
  if (returned !== null && !returned.from.endsWith('/escalation')) {
    return [];
  }
  return context.started.proposals.map((source): ProposalSource => {
    if (source.kind !== 'command' || source.command.kind === 'shell') {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only words need a first
      return source as ProposalSource;
    }
    const [first = '', ...rest] = source.command.words;
    return { kind: 'command', command: { kind: 'words', words: [first, ...rest] } };
  });
}

/** The trial in a run of its own: what it measured before a crash is not measured again. */
async function trial(
  work: StepWork,
  run: string,
  sources: readonly (ProposalSource | PatchSource)[],
  signal: AbortSignal,
): Promise<TrialRecord> {
  const { context } = work;
  const { store, repository, hooks, started } = context;
  const folder = join(workFolder(work), 'patches');
  const known = store.runs().some((one) => one.run === run);
  const begun = known && store.eventByKey(parseRunId(run), 'started') !== null;
  const result = begun
    ? await resumeTry(repository.root, run, { signal, hooks })
    : await tryProposals(
        {
          folder: repository.root,
          proposals: sources.map((source) =>
            source.kind === 'recorded'
              ? { kind: 'patch', path: patchFile(work, source.record, folder) }
              : source,
          ),
          keep: false,
          seed: started.seed,
          pairsMax: started.pairsMax,
          timeLimitMs: started.timeLimitMs,
          run,
        },
        { signal, hooks },
      );
  const commit = result.stack?.commit ?? null;
  const manifest = await manifestOf(work, result, signal);
  const handed = { name: 'dev-manifest.json', agent: 'hone' };
  return { manifest: recordJson(work, handed, manifest), commit, summary: manifest.summary };
}

type Manifest = ReturnType<typeof devManifest>;

async function manifestOf(
  work: StepWork,
  result: TryResult,
  signal: AbortSignal,
): Promise<Manifest> {
  const stackCommit = result.stack?.commit ?? null;
  const changes = await changesOf(work, result, signal);
  const of = (...kinds: FileChange['kind'][]): string[] =>
    changes.filter(({ kind }) => kinds.includes(kind)).map(({ path }) => path);
  return devManifest({
    baseCommit: result.base,
    stackCommit,
    branch: stackCommit === null ? null : branchOf(work.context.run),
    decisions: result.decisions,
    files: {
      files_created: of('added'),
      files_modified: of('modified', 'mode'),
      files_deleted: of('deleted'),
      dependencies_added: await dependenciesAdded(work, result, signal),
      tests_added: of('added').filter((path) => TEST_FILE.test(path)),
    },
    now: systemClock.isoNow(),
  });
}

/** Files that are tests by their name or folder, in the usual languages. */
const TEST_FILE = /(?:^|\/)(?:tests?|spec|__tests__)\/|[._-](?:test|spec)\.[^/]+$|_test\.[^/]+$/;

function changesOf(work: StepWork, result: TryResult, signal: AbortSignal): Promise<FileChange[]> {
  const { repository, store } = work.context;
  if (result.stack === null) {
    return Promise.resolve([]);
  }
  const objectsDir = join(store.folder, 'objects');
  return treeChanges(repository, result.base, result.stack.commit, { objectsDir, signal });
}

/** Names in package.json that the base did not have; other manifests are refused by the scope. */
async function dependenciesAdded(
  work: StepWork,
  result: TryResult,
  signal: AbortSignal,
): Promise<string[]> {
  if (result.stack === null) {
    return [];
  }
  const before = await dependenciesAt(work, result.base, signal);
  const after = await dependenciesAt(work, result.stack.commit, signal);
  return after.filter((name) => !before.includes(name));
}

async function dependenciesAt(
  { context }: StepWork,
  commit: string,
  signal: AbortSignal,
): Promise<string[]> {
  const objectsDir = join(context.store.folder, 'objects');
  const file = await readFileAt(context.repository, commit, 'package.json', { objectsDir, signal });
  if (file === null) {
    return [];
  }
  const manifest: unknown = JSON.parse(new TextDecoder().decode(file));
  const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
  const fields: [string, unknown][] = Object.entries(
    typeof manifest === 'object' && manifest !== null ? manifest : {},
  );
  return fields.flatMap(([kind, names]) =>
    kinds.includes(kind) && typeof names === 'object' && names !== null ? Object.keys(names) : [],
  );
}
