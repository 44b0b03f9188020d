import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { HoneError } from '../../base/index.ts';
import type { Engine, FlowDefinition, RunEvent, RunOutcome, RunView } from '../../port/index.ts';
import { openRepository, type Repository, resolveRevision } from '../../git/index.ts';
import type { RunId } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { randomSeed } from '../command-rows.ts';
import type { Hooks } from '../hooks.ts';
import { CONFIG_NAME } from '../read-suite.ts';
import { refuseDirt } from '../try/clean-tree.ts';
import { currentSuite, freeze, FREEZING, lastFrozen, requireFrozen } from '../try/frozen-suite.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { openSubjectStore } from '../try/run-try.ts';
import { warnOfSubmodules } from '../warn-of-submodules.ts';
import { openProposerSandbox, type ProposerSandbox } from '../proposing/proposer-sandbox.ts';
import { requireRoles, requireRoleTexts } from './asked-roles.ts';
import { moveBranch } from './campaign-branch.ts';
import { engineOn } from './engine-on.ts';
import { type FlowResult, runStages } from './flow-body.ts';
import type { FlowContext } from './flow-context.ts';
import { FlowStarted } from './flow-started.ts';
import { writeViews } from './views/write-views.ts';
import { PUBLISH_AGAIN, unpublishedGate } from './publish-later.ts';
import { readProjectSchemas } from './project-schemas.ts';
import { readFlow, readFlowAgain, type ReadFlow } from './read-flow.ts';
import {
  requireCheatsToLose,
  requireInputs,
  requireProposals,
  requireSuite,
} from './start-checks.ts';
import { recordEntries } from '../tasks/task-journal.ts';
import { readTaskId } from '../../tasks/index.ts';
import { suiteOfRun } from './suite-of-run.ts';
import { trusted } from './trusted.ts';
import { Value } from 'typebox/value';

/** What `hone run` is asked to do. */
export interface RunFlowOptions extends Pick<
  FlowStarted,
  | 'target'
  | 'roles'
  | 'raters'
  | 'proposals'
  | 'publish'
  | 'sandbox'
  | 'judges'
  | 'untested'
  | 'search'
  | 'pairsMax'
  | 'timeLimitMs'
  | 'values'
  | 'targets'
  | 'task'
> {
  /** Any folder of the subject. */
  readonly folder: string;
  /** Name of a flow that comes with hone, or path of a flow file. */
  readonly flow: string;
  /** null draws one. */
  readonly seed: number | null;
}

/** Who watches and stops a flow that is driven. */
export interface FlowControl {
  readonly signal: AbortSignal;
  readonly hooks: Hooks;
  /** Called once, as soon as the run can be resumed. */
  readonly onRun?: (run: string) => void;
  /** Called with the id of a new run right before its first event is recorded. */
  readonly onStarting?: (store: Store, run: RunId) => void;
  readonly onEvent?: (event: RunEvent) => void;
}

/** How driving a flow ended, with everything that is known about the run. */
export interface FlowRun {
  readonly run: string;
  readonly outcome: RunOutcome<FlowResult>;
  readonly view: RunView;
  /** Where its files are. */
  readonly folder: string;
}

/**
 * The flow of a start for which everything is there that it needs, apart from a clean tree. Writes
 * nothing, so that a start that is refused leaves nothing behind.
 *
 * @throws HoneError as `runFlow`
 */
export async function startableFlow(
  options: RunFlowOptions,
  repository: Repository,
  signal: AbortSignal,
): Promise<ReadFlow> {
  const flow = readFlow(options.flow, options.folder);
  requireInputs(flow.file, options);
  requireRoles(flow.file, options);
  await requireRoleTexts(flow.file, options, repository.root);
  requireSuite(flow.file, repository);
  await requireProposals(repository, options, signal);
  return flow;
}

/**
 * Starts a flow and drives it until it ends or waits for a person.
 *
 * @throws HoneError E_NOT_FOUND, E_CONFIG (flow or hone.yaml), E_DIRTY_TREE, E_SUITE_CHANGED,
 *   E_USAGE for a missing input; a step that fails is an outcome
 */
export async function runFlow(options: RunFlowOptions, control: FlowControl): Promise<FlowRun> {
  const repository = await openRepository(options.folder, { signal: control.signal });
  const flow = await startableFlow(options, repository, control.signal);
  flow.warnings.forEach((warning) => control.hooks.onWarning(warning));
  refuseDirt(repository);
  await warnOfSubmodules(repository, control);
  const store = await openSubjectStore(repository);
  try {
    const run = runIdNow();
    const started = await startedFor({ repository, store, run, flow, options, control });
    await requireCheatsToLose(store, flow.file, started, control.signal);
    const context = contextOf({ repository, store, run, flow, started, control });
    const engine = engineOn(store, flow.file);
    const input = JSON.parse(JSON.stringify(started));
    const definition = definitionOf(context, flow, control);
    control.onStarting?.(store, run);
    return await drive(context, engine, control, (watched) =>
      engine.start(run, definition, input, watched),
    );
  } finally {
    store.close();
  }
}

/**
 * Goes on with a run that was killed, interrupted or answered, or publishes the results of one that
 * completed without.
 *
 * @param run - id of the run
 * @throws HoneError E_BUSY when another process drives it, E_FLOW_CHANGED, E_JOURNAL
 */
export async function resumeFlow(
  folder: string,
  run: RunId,
  control: FlowControl & { readonly takeOver?: boolean },
): Promise<FlowRun> {
  const repository = await openRepository(folder, { signal: control.signal });
  const store = await openSubjectStore(repository);
  try {
    const started = startedOf(store, run);
    const flow = readFlowAgain(started.flow, folder);
    const context = contextOf({ repository, store, run, flow, started, control });
    const engine = engineOn(store, flow.file, control.takeOver);
    const definition = definitionOf(context, flow, control);
    const view = engine.view(run);
    const gate = view.version === flow.version ? unpublishedGate(view) : null;
    if (gate !== null) {
      control.hooks.onStage('Publishing once more');
      engine.rewind(run, gate, PUBLISH_AGAIN);
    }
    return await drive(context, engine, control, (watched) =>
      engine.resume(run, definition, watched),
    );
  } finally {
    store.close();
  }
}

/**
 * A new run that begins with everything another one had recorded up to a gate, under the flow as it
 * is now.
 */
export async function forkFlow(
  folder: string,
  from: { readonly run: RunId; readonly gate: string },
  control: FlowControl,
): Promise<FlowRun> {
  const repository = await openRepository(folder, { signal: control.signal });
  const store = await openSubjectStore(repository);
  try {
    const run = runIdNow();
    const started = startedOf(store, from.run);
    const flow = readFlowAgain(started.flow, folder);
    const context = contextOf({ repository, store, run, flow, started, control });
    const engine = engineOn(store, flow.file);
    const definition = definitionOf(context, flow, control);
    return await drive(context, engine, control, (watched) =>
      engine.fork({ from: from.run, gate: from.gate, run }, definition, watched),
    );
  } finally {
    store.close();
  }
}

/** The input that a run was started with. @throws HoneError E_JOURNAL when it is none of a flow */
export function startedOf(store: Store, run: RunId): FlowStarted {
  const { input } = engineOn(store, null).view(run);
  if (Value.Check(FlowStarted, input)) {
    return input;
  }
  throw new HoneError(
    'E_JOURNAL',
    `What run ${run} was started with can't be read: "hone run prune" removed it, or another ` +
      'version of hone started it. "hone run show" still tells what it did.',
  );
}

async function drive(
  context: FlowContext,
  engine: Engine,
  control: FlowControl,
  go: (watched: {
    readonly signal: AbortSignal;
    readonly onEvent: (event: RunEvent) => void;
  }) => Promise<RunOutcome<FlowResult>>,
): Promise<FlowRun> {
  const { run, store } = context;
  let known = false;
  const outcome = await go({
    signal: control.signal,
    onEvent: (event) => {
      if (!known) {
        known = true;
        control.onRun?.(run);
      }
      const view = engine.view(run);
      writeViews(context, view);
      if (!event.kind.startsWith('step-') && event.kind !== 'attempt-failed') {
        tellTask(context, view); // a journal tells what gates saw and what was decided
      }
      control.onEvent?.(event);
    },
  });
  const view = engine.view(run);
  tellTask(context, view);
  writeViews(context, view);
  return { run, outcome, view, folder: store.runFolder(run) };
}

/** What happened in a run is told to the task that it works on at once: a rewind may drop it. */
function tellTask({ store, started }: FlowContext, view: RunView): void {
  const id = started.task === undefined ? null : readTaskId(started.task.id);
  if (id !== null) {
    recordEntries(store, id, view);
  }
}

function definitionOf(
  context: FlowContext,
  flow: ReadFlow,
  control: FlowControl,
): FlowDefinition<FlowResult> {
  return {
    name: flow.name,
    version: flow.version,
    parse: trusted<FlowResult>,
    body: (verbs) => runStages(verbs, context),
    restore: async (commit, signal) => {
      control.hooks.onStage(`Going back to ${commit.slice(0, 10)}`);
      await moveBranch(context, commit, signal);
    },
  };
}

interface Starting {
  readonly repository: Repository;
  readonly store: Store;
  readonly run: RunId;
  readonly flow: ReadFlow;
  readonly options: RunFlowOptions;
  readonly control: FlowControl;
}

/** Everything that determines the run; the first run freezes the suite. */
async function startedFor(starting: Starting): Promise<FlowStarted> {
  const { repository, store, run, flow, options, control } = starting;
  const { signal, hooks } = control;
  const base = await resolveRevision(repository, 'HEAD', { signal });
  const current = existsSync(join(repository.root, CONFIG_NAME))
    ? await currentSuite(repository, base.tree, signal)
    : null;
  if (current !== null && requireFrozen(store, current) === 'first') {
    const freezing = runIdNow(); // the engine makes the flow's own run
    const lease = store.acquireRun(freezing, { purpose: FREEZING, expect: 'new' });
    freeze(store, freezing, current, { reason: 'first use', by: 'first use' });
    lease.release();
    hooks.onStage(`Froze the suite: ${current.manifest.hash.slice(0, 12)}`);
  }
  return {
    origin: run,
    flow: { path: flow.path, name: flow.name, text: flow.text },
    schemas: readProjectSchemas(flow.file, repository.root),
    target: options.target,
    base: { commit: base.commit, tree: base.tree, branch: repository.head.branch },
    config: current?.read.text ?? null,
    suiteHash: current?.manifest.hash ?? null,
    roles: options.roles,
    raters: options.raters,
    proposals: options.proposals.map((source) =>
      source.kind === 'patch' ? { ...source, path: resolve(source.path) } : source,
    ),
    publish: options.publish,
    search: options.search,
    sandbox: options.sandbox,
    judges: options.judges,
    untested: options.untested,
    seed: options.seed ?? randomSeed(),
    pairsMax: options.pairsMax,
    timeLimitMs: options.timeLimitMs,
    values: options.values,
    ...(options.targets === undefined ? {} : { targets: options.targets }),
    ...(options.task === undefined ? {} : { task: options.task }),
  };
}

function contextOf(parts: {
  readonly repository: Repository;
  readonly store: Store;
  readonly run: RunId;
  readonly flow: ReadFlow;
  readonly started: FlowStarted;
  readonly control: FlowControl;
}): FlowContext {
  const { repository, store, run, flow, started, control } = parts;
  const suite = suiteOfRun(started);
  let sandbox: Promise<ProposerSandbox> | null = null;
  return {
    run,
    file: flow.file,
    started,
    repository,
    store,
    suite,
    hooks: control.hooks,
    sandbox: (signal) => {
      const frozen = lastFrozen(store)?.files.map(({ path }) => path) ?? [];
      const subject = { repository, storeFolder: store.folder, frozen };
      sandbox ??= openProposerSandbox(subject, started.sandbox, signal);
      return sandbox;
    },
  };
}
