import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

import { diskErrorFrom, HoneError, writeFileAtomic } from '../../base/index.ts';
import { excludeFromStatus, openRepository, type Repository } from '../../git/index.ts';
import { ProfileReport } from '../../model/index.ts';
import { cacheFolderFor } from '../cache-folder.ts';
import { sha256 } from '../read-suite.ts';
import { stateFolderOf } from '../state-folder.ts';
import { KEPT_MAX } from './limits.ts';

/** The file of a kept profile that says what was found. */
export const REPORT_FILE = 'bottleneck-report.json';

/** The file of a kept profile that says where its program lay, and whose each raw profile is. */
const ORIGIN_FILE = 'origin.json';

const Origin = Type.Object({
  subject: Type.Object({
    root: Type.String(),
    packageName: Type.Union([Type.String(), Type.Null()]),
    dependencies: Type.Array(Type.String()),
    workspaces: Type.Array(Type.Object({ name: Type.String(), folder: Type.String() })),
  }),
  /** By the name of the file. */
  threads: Type.Record(
    Type.String(),
    Type.Object({
      run: Type.Integer(),
      pid: Type.Integer(),
      ppid: Type.Integer(),
      tid: Type.Integer(),
      name: Type.String(),
      main: Type.Boolean(),
      startNs: Type.Number(),
      endNs: Type.Number(),
      intervalNs: Type.Number(),
    }),
  ),
});

/** Where a kept profile comes from: what is needed to read its raw profiles again. */
export type ProfileOrigin = Static<typeof Origin>;

/** The thread that a raw profile is of, and the run that it was recorded in, from 1. */
export type KeptThread = ProfileOrigin['threads'][string];

/** A file of a kept profile and its content's hash. */
export interface KeptFile {
  readonly path: string;
  readonly sha256: string;
  readonly thread: KeptThread | null;
}

/** A profile that was kept. */
export interface KeptProfile {
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  readonly report: ProfileReport;
}

/**
 * Where profiles of a folder are kept: in `.hone/profiles` of its repository, or in the cache when
 * it belongs to none.
 */
export async function profilesFolder(folder: string, signal: AbortSignal): Promise<string> {
  const repository = await repositoryOf(folder, signal);
  return repository === null
    ? join(cacheFolderFor(resolve(folder)), 'profiles')
    : join(await stateFolderOf(repository, { signal }), 'profiles');
}

/**
 * The same for who writes there: git status of the repository does not show it.
 *
 * @throws HoneError E_DISK
 */
export async function openProfilesFolder(folder: string, signal: AbortSignal): Promise<string> {
  const repository = await repositoryOf(folder, signal);
  if (repository !== null) {
    await excludeFromStatus(repository, '/.hone/');
  }
  return profilesFolder(folder, signal);
}

async function repositoryOf(folder: string, signal: AbortSignal): Promise<Repository | null> {
  try {
    return await openRepository(folder, { signal });
  } catch (thrown) {
    if (thrown instanceof HoneError && ['E_NO_GIT', 'E_REPOSITORY'].includes(thrown.code)) {
      return null;
    }
    throw thrown;
  }
}

/** Writes profiles of one run, packed, into a kept profile's folder. @throws HoneError E_DISK */
export function keepFiles(
  folder: string,
  files: readonly {
    readonly name: string;
    readonly path: string;
    readonly thread: KeptThread | null;
  }[],
): KeptFile[] {
  try {
    mkdirSync(folder, { recursive: true });
    return files.map(({ name, path, thread }) => {
      const packed = gzipSync(readFileSync(path));
      writeFileAtomic(join(folder, `${name}.gz`), packed);
      return { path: `${name}.gz`, sha256: sha256(packed), thread };
    });
  } catch (thrown) {
    throw diskErrorFrom(thrown, folder);
  }
}

/** Writes what is needed to read the raw profiles again. @throws HoneError E_DISK */
export function keepOrigin(folder: string, origin: ProfileOrigin): void {
  writeFileAtomic(join(folder, ORIGIN_FILE), `${JSON.stringify(origin, null, 2)}\n`);
}

/** Where a kept profile comes from; null for one that was read from files, or was changed. */
export function originOf({ folder }: KeptProfile): ProfileOrigin | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, ORIGIN_FILE), 'utf8'));
    return Value.Check(Origin, value) ? value : null;
  } catch {
    return null;
  }
}

/** Removes the oldest kept profiles beyond the bound. */
export function trimKept(profiles: string): void {
  for (const id of idsIn(profiles).slice(0, -KEPT_MAX)) {
    rmSync(join(profiles, id), { recursive: true, force: true });
  }
}

/**
 * A kept profile, by default the newest.
 *
 * @throws HoneError E_NOT_FOUND when there is none or none of that id, E_FORMAT when its report was
 *   changed so that it can't be read
 */
export function keptProfile(profiles: string, id: string | null): KeptProfile {
  const ids = idsIn(profiles);
  const wanted = id ?? ids.at(-1);
  if (wanted === undefined || !ids.includes(wanted)) {
    throw new HoneError(
      'E_NOT_FOUND',
      ids.length === 0
        ? 'Nothing was profiled here yet. Run "hone profile" first.'
        : `There is no profile ${wanted ?? ''}. There are: ${ids.slice(-5).join(', ')}.`,
    );
  }
  const folder = join(profiles, wanted);
  const path = join(folder, REPORT_FILE);
  return { id: wanted, folder, report: reportAt(path) };
}

/**
 * The newest kept profile of a commit that has all of some benchmarks; null when there is none.
 * One that can't be read is passed over: a new one is better than an error. So is one that was
 * taken with another suite, whose benchmarks may be others. Where that is not known, as of old
 * ones, it counts unless a newer one was of another suite.
 *
 * @param benchmarks - ids; none for any
 * @param suiteHash - of the suite that it should be of; null for any
 */
export function newestProfileOf(
  profiles: string,
  wanted: {
    readonly commit: string;
    readonly benchmarks: readonly string[];
    readonly suiteHash: string | null;
  },
): KeptProfile | null {
  let wasOther = false;
  for (const id of idsIn(profiles).toReversed()) {
    const folder = join(profiles, id);
    const report = reportIn(folder);
    const seen = new Set(report?.workloads.map(({ benchmark }) => benchmark));
    if (
      report?.commit === wanted.commit &&
      !report.dirty &&
      wanted.benchmarks.every((benchmark) => seen.has(benchmark))
    ) {
      const { suiteHash } = report;
      const isOfSuite = wanted.suiteHash === null || suiteHash === wanted.suiteHash;
      if (isOfSuite || (suiteHash === null && !wasOther)) {
        return { id, folder, report };
      }
      wasOther = true;
    }
  }
  return null;
}

/** Every kept profile that can be read, oldest first. */
export function allKeptProfiles(profiles: string): KeptProfile[] {
  return idsIn(profiles).flatMap((id) => {
    const folder = join(profiles, id);
    const report = reportIn(folder);
    return report === null ? [] : [{ id, folder, report }];
  });
}

/** The report in the folder of a kept profile; null when there is none that can be read. */
export function reportIn(folder: string): ProfileReport | null {
  return readReport(join(folder, REPORT_FILE));
}

function reportAt(path: string): ProfileReport {
  const report = readReport(path);
  if (report === null) {
    throw new HoneError(
      'E_FORMAT',
      `${path} is no bottleneck report. Run "hone profile" again and leave its files as they are.`,
    );
  }
  return report;
}

/** Null when it is none. */
function readReport(path: string): ProfileReport | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return Value.Check(ProfileReport, value) ? value : null;
  } catch {
    return null; // not there any more, not readable or no JSON: no report in any case
  }
}

/** Ids begin with their time, so their order is that of time. */
function idsIn(profiles: string): string[] {
  return existsSync(profiles)
    ? readdirSync(profiles)
        .filter((name) => existsSync(join(profiles, name, REPORT_FILE)))
        .sort()
    : [];
}
