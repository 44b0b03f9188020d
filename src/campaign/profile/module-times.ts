import type { Collected, ProfiledProcess } from '../../collect/index.ts';
import type { ProfiledWorkload } from '../../model/index.ts';
import {
  loaderShare,
  moduleEvaluations,
  type Profile,
  type SourceOf,
  subjectFile,
} from '../../profile/index.ts';
import { LOADER_SHARE_MIN, STARTUP_ROWS_MAX, WHOLE_PROGRAM_SHARE } from './limits.ts';

/** What loading a module, or all modules of a package, took in one run. */
export interface ModuleTime {
  /** A file of the subject, a module of Node, or the folder of a package. */
  readonly module: string;
  readonly files: number;
  /** Parts of the time from the start of the command to its end. */
  readonly ownShare: number;
  readonly wholeShare: number;
  /** Of its code alone, where reading and compiling could not be seen. */
  readonly isEvaluation: boolean;
}

/** One file that was loaded by one process. */
interface Loaded {
  readonly file: string;
  readonly ownNs: number;
  readonly wholeNs: number;
  readonly isEvaluation: boolean;
}

/**
 * How long the modules of a run took to load, in the process where each took longest. What the
 * collector timed goes before what the profile shows. The program itself is none of them: running
 * it is no loading.
 *
 * @param profiles - of CPU time, with the files as they ran
 */
export function moduleTimes(
  { processes, wallNs }: Pick<Collected, 'processes' | 'wallNs'>,
  profiles: readonly Profile[],
  about: { readonly root: string; readonly sourceOf: SourceOf },
): ModuleTime[] {
  const longest = new Map<string, ModuleTime>();
  for (const one of processes.filter(({ tid }) => tid === 0)) {
    const own = profiles.filter(({ threads }) =>
      threads.some(({ pid, main }) => main && pid === one.pid),
    );
    for (const time of grouped(loadedBy(one, own, { ...about, wallNs }), about.root, wallNs)) {
      if ((longest.get(time.module)?.ownShare ?? -1) < time.ownShare) {
        longest.set(time.module, time);
      }
    }
  }
  return [...longest.values()];
}

/**
 * That reading and compiling modules took long, where nobody can tell of which: of ES modules, and
 * of all before Node 22.4. Null where it did not, or each was timed.
 */
export function unplacedLoading(
  modules: readonly ModuleTime[],
  profiles: readonly Profile[],
): string | null {
  const isUnplaced = modules.some(({ isEvaluation }) => isEvaluation);
  return isUnplaced && profiles.some((profile) => loaderShare(profile) >= LOADER_SHARE_MIN)
    ? `Finding, reading and compiling modules takes more than ${LOADER_SHARE_MIN * 100} % of the ` +
        'time of a process. Of ES modules, and of all before Node 22.4, it is not known which of ' +
        'them: what is listed at the start is only their code.'
    : null;
}

function loadedBy(
  { modules, argv }: ProfiledProcess,
  profiles: readonly Profile[],
  about: { readonly root: string; readonly sourceOf: SourceOf; readonly wallNs: number },
): Loaded[] {
  const placeOf = (file: string): string => subjectFile(file, about.root);
  const entries = new Set([modules?.entry, argv[1]].flatMap((one) => one ?? []).map(placeOf));
  const timed = new Map<string, Loaded & { effects: boolean }>();
  for (const { file, ...times } of modules?.loads ?? []) {
    const place = placeOf(file);
    const known = timed.get(place); // loaded again after it was removed from the cache
    if (known === undefined || known.ownNs < times.ownNs) {
      timed.set(place, { file: place, isEvaluation: false, ...times });
    }
  }
  const seen = profiles.flatMap(moduleEvaluations).map(({ file, own, whole }) => {
    const place = placeOf(file);
    const effects = exportsNothing(about.sourceOf(place));
    return { file: place, ownNs: own, wholeNs: whole, isEvaluation: true, effects };
  });
  return [...timed.values(), ...seen.filter(({ file }) => !timed.has(file))].filter(
    ({ file, effects, ownNs }) =>
      !entries.has(file) && !(effects && ownNs >= WHOLE_PROGRAM_SHARE * about.wallNs),
  );
}

function exportsNothing(source: string | null): boolean {
  return source !== null && !/\bexports?\b/.test(source);
}

/** Files of a package count together: nobody loads a third of one. */
function grouped(loaded: readonly Loaded[], root: string, wallNs: number): ModuleTime[] {
  return [...Map.groupBy(loaded, ({ file }) => packageFolder(file) ?? file)].map(
    ([module, files]) => {
      const own = files.reduce((sum, { ownNs }) => sum + ownNs, 0);
      const whole = Math.max(own, ...files.map(({ wholeNs }) => wholeNs));
      return {
        module: subjectFile(module, root),
        files: files.length,
        ownShare: Math.min(1, own / Math.max(1, wallNs)),
        wholeShare: Math.min(1, whole / Math.max(1, wallNs)),
        isEvaluation: files.every(({ isEvaluation }) => isEvaluation),
      };
    },
  );
}

/** `node_modules/@scope/name` with all before it; null for what is in no package. */
function packageFolder(file: string): string | null {
  const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file);
  return match?.[0] ?? null;
}

/**
 * The modules of several runs, those that took longest first.
 *
 * @param runs - of the same command
 * @param wallMs - how long it takes without a profiler
 */
export function startupOf(
  runs: readonly (readonly ModuleTime[])[],
  wallMs: number,
): NonNullable<ProfiledWorkload['startup']> {
  const times = Map.groupBy(runs.flat(), ({ module }) => module);
  return [...times]
    .map(([module, all]) => {
      const mean = (value: (one: ModuleTime) => number): number =>
        all.reduce((sum, one) => sum + value(one), 0) / runs.length;
      const share = mean(({ ownShare }) => ownShare);
      return {
        module,
        files: Math.max(...all.map(({ files }) => files)),
        own_ms: share * wallMs,
        whole_ms: mean(({ wholeShare }) => wholeShare) * wallMs,
        share,
        seen: all.every(({ isEvaluation }) => isEvaluation) ? 'evaluation' : 'load',
      } as const;
    })
    .toSorted((left, right) => right.own_ms - left.own_ms)
    .slice(0, STARTUP_ROWS_MAX);
}
