import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { systemClock, userEnvironment, writeFileAtomic } from '../../base/index.ts';
import { wordsOf } from '../../bench/index.ts';
import { openRepository, type Repository, resolveRevision } from '../../git/index.ts';
import {
  BOTTLENECK_REPORT_SCHEMA,
  type Environment,
  type ProfileReport,
  type RunId,
  type Suite,
} from '../../model/index.ts';
import { bottleneckReport, type Subject, type WorkloadFacts } from '../../profile/index.ts';
import { commandText } from '../build-checkout.ts';
import type { Hooks } from '../hooks.ts';
import { takeMachine } from '../machine.ts';
import { currentSuite } from '../try/frozen-suite.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { HONE_VERSION } from '../version.ts';
import { type GeneratedCode, keepGeneratedCode } from './generated-code.ts';
import { commandAt } from './growth-runs.ts';
import { importedWorkload } from './imported-workload.ts';
import {
  keepOrigin,
  type KeptProfile,
  type ProfileOrigin,
  openProfilesFolder,
  REPORT_FILE,
  trimKept,
} from './kept-profiles.ts';
import { PROFILE_TIMEOUT_MS } from './limits.ts';
import { withNominations } from './nominated.ts';
import { COLLECTORS_DEFAULT, type ProfileOptions } from './profile-options.ts';
import { profileRevision } from './profile-revision.ts';
import { profileSizes } from './profile-sizes.ts';
import { type ProfiledWorkload, profileWorkload } from './profile-workload.ts';
import type { ProfilingContext } from './profiled-run.ts';
import { NOTHING_SEEN, type RuntimeSeen } from './runtime-seen.ts';
import { spansReader } from './code-spans.ts';
import { sourceReader } from './source-map-files.ts';
import { subjectIn } from './subject-packages.ts';
import type { Workload } from './workload.ts';

/** How a use case is stopped and tells what it does. */
interface Context {
  readonly signal: AbortSignal;
  readonly hooks: Hooks;
}

/** What is to be written before the report's own fields. */
interface About {
  readonly commit: string | null;
  readonly suiteHash: string | null;
  readonly dirty: boolean;
  readonly machine: Environment | null;
}

/**
 * Finds out where the time of benchmarks, of a command, or of profiles that are there already goes,
 * and keeps the report with the raw profiles. Benchmarks run in a clean checkout of the revision.
 *
 * @throws HoneError E_NO_GIT, E_REPOSITORY, E_NOT_FOUND, E_CONFIG, E_COMMAND, E_FORMAT, E_DISK,
 *   E_BUSY, E_INTERRUPTED
 */
export async function profileSubject(
  options: ProfileOptions,
  context: Context,
): Promise<KeptProfile> {
  if (options.sizes !== null && options.command !== null) {
    commandAt(options.command, options.sizes.name, 1); // refuses before anybody waits
  }
  const profiles = await openProfilesFolder(options.folder, context.signal);
  const id = runIdNow();
  const folder = join(profiles, id);
  try {
    const made =
      options.from.length > 0 ? importFacts(options) : await withMachine(options, context, folder);
    return await keepReport(made, profiles, id);
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    throw thrown;
  }
}

/** What a revision of a subject is profiled for: a campaign, with less effort than by hand. */
export interface BaseProfileOptions {
  readonly repository: Repository;
  readonly suite: Suite;
  readonly suiteHash: string | null;
  readonly base: { readonly commit: string; readonly tree: string };
  readonly runsMax: number;
}

/**
 * Profiles all benchmarks of a campaign's base and keeps that as `hone profile` does, so that later
 * trials on the same base can hold their gains against it.
 *
 * @throws HoneError as `profileSubject`
 */
export async function profileBase(
  options: BaseProfileOptions,
  context: Context,
): Promise<KeptProfile> {
  const { repository, suite, suiteHash, base, runsMax } = options;
  const profiles = await openProfilesFolder(repository.root, context.signal);
  const id = runIdNow();
  const machine = await takeMachine(`hone profile in ${repository.root}`, context);
  try {
    const { subject, workloads } = await profileRevision(
      {
        repository,
        suite,
        tree: base.tree,
        name: base.commit.slice(0, 10),
        benchmarks: [],
        timeoutMs: null,
        metric: null,
      },
      { machine, ...context, collectors: COLLECTORS_DEFAULT, runsMax, keepIn: join(profiles, id) },
    );
    const about = {
      commit: base.commit,
      suiteHash,
      dirty: false,
      machine: machine.environment(),
    };
    return await keepReport({ ...madeOf(subject, workloads), about }, profiles, id);
  } catch (thrown) {
    rmSync(join(profiles, id), { recursive: true, force: true });
    throw thrown;
  } finally {
    await machine.close();
  }
}

async function keepReport(made: Made, profiles: string, id: RunId): Promise<KeptProfile> {
  const { about, workloads, origin, generated, seen } = made;
  const found = bottleneckReport({
    createdAt: systemClock.isoNow(),
    createdBy: `hone ${HONE_VERSION}`,
    dirty: about.dirty,
    machine: about.machine,
    workloads,
    notExamined: [],
  });
  const [first] = workloads;
  const body =
    first === undefined
      ? found
      : await withNominations(found, {
          sourceOf: first.sourceOf,
          seenOf: (benchmark) => seen.get(benchmark) ?? NOTHING_SEEN,
        });
  const report: ProfileReport = {
    schema: BOTTLENECK_REPORT_SCHEMA,
    run: id,
    commit: about.commit,
    suiteHash: about.suiteHash,
    ...body,
  };
  const folder = join(profiles, id);
  mkdirSync(folder, { recursive: true });
  writeFileAtomic(join(folder, REPORT_FILE), `${JSON.stringify(report, null, 2)}\n`);
  if (origin !== null) {
    keepOrigin(folder, origin);
    keepGeneratedCode(folder, generated);
  }
  trimKept(profiles);
  return { id, folder, report };
}

interface Made {
  readonly workloads: readonly WorkloadFacts[];
  readonly about: About;
  /** Null when nothing was run. */
  readonly origin: ProfileOrigin | null;
  readonly generated: readonly GeneratedCode[];
  /** What was seen beside the profiles, by benchmark. */
  readonly seen: ReadonlyMap<string, RuntimeSeen>;
}

function madeOf(subject: Subject, workloads: readonly ProfiledWorkload[]): Omit<Made, 'about'> {
  const origin = originFrom(
    subject,
    workloads.map(({ threads }) => threads),
  );
  const seen = new Map(workloads.map((one) => [one.facts.benchmark, one.seen] as const));
  const generated = workloads.flatMap((one) => one.generated);
  return { workloads: workloads.map(({ facts }) => facts), origin, generated, seen };
}

function originFrom(
  { root, packageName, dependencies, workspaces }: Subject,
  threads: readonly ProfiledWorkload['threads'][],
): ProfileOrigin {
  return {
    subject: {
      root,
      packageName,
      dependencies: [...dependencies],
      workspaces: workspaces.map(({ name, folder }) => ({ name, folder })),
    },
    threads: Object.assign({}, ...threads),
  };
}

function importFacts(options: ProfileOptions): Made {
  const root = resolve(options.folder);
  const facts = importedWorkload(options.from, {
    root,
    metric: options.metric ?? 'cpu',
    subject: subjectIn(root),
    sourceOf: sourceReader(root),
  });
  const about = { commit: null, suiteHash: null, dirty: false, machine: null };
  return { workloads: [facts], about, origin: null, generated: [], seen: new Map() };
}

async function withMachine(
  options: ProfileOptions,
  context: Context,
  keepIn: string,
): Promise<Made> {
  const machine = await takeMachine(`hone profile in ${resolve(options.folder)}`, context);
  try {
    const { collectors, runsMax } = options;
    const profiling = { machine, ...context, collectors, runsMax, keepIn };
    return options.command === null
      ? await profileBenchmarks(options, profiling)
      : await profileCommand(options, options.command, profiling);
  } finally {
    await machine.close();
  }
}

async function profileCommand(
  options: ProfileOptions,
  command: NonNullable<ProfileOptions['command']>,
  context: ProfilingContext,
): Promise<Made> {
  const cwd = resolve(options.folder);
  const subject = subjectIn(cwd);
  const { sizes } = options;
  const profiled =
    sizes === null
      ? await profileWorkload(workloadFor(options, command, subject), context)
      : await profileSizes(
          sizes,
          (size) => workloadFor(options, commandAt(command, sizes.name, size), subject),
          context,
        );
  const machine = context.machine.environment();
  return {
    ...madeOf(subject, [profiled]),
    about: { commit: null, suiteHash: null, dirty: false, machine },
  };
}

function workloadFor(
  { folder, timeoutMs, metric }: ProfileOptions,
  command: NonNullable<ProfileOptions['command']>,
  subject: Subject,
): Workload {
  const cwd = resolve(folder);
  const sourceOf = sourceReader(cwd);
  return {
    id: 'command',
    command: commandText(command),
    line: { words: wordsOf(command), cwd, env: userEnvironment(process.env) },
    timeoutMs: timeoutMs ?? PROFILE_TIMEOUT_MS,
    metric: metric ?? 'wall',
    minEffect: 0,
    subject,
    sourceOf,
    spansOf: spansReader(cwd, sourceOf),
  };
}

async function profileBenchmarks(
  options: ProfileOptions,
  context: ProfilingContext,
): Promise<Made> {
  const { signal } = context;
  const repository = await openRepository(options.folder, { signal });
  const { commit, tree } = await resolveRevision(repository, options.revision, { signal });
  const { read, manifest } = await currentSuite(repository, tree, signal);
  const { suite } = read;
  const { benchmarks, timeoutMs, metric, revision: name } = options;
  const revision = { repository, suite, tree, name, benchmarks, timeoutMs, metric };
  const { subject, workloads } = await profileRevision(revision, context);
  const machine = context.machine.environment();
  return {
    ...madeOf(subject, workloads),
    about: { commit, suiteHash: manifest.hash, dirty: false, machine },
  };
}
