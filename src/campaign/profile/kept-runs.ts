import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { ProfiledWorkload } from '../../model/index.ts';
import {
  type Profile,
  type ProfileUnit,
  type SourceOf,
  subjectFile,
  withInlinedCode,
  withSourceMaps,
} from '../../profile/index.ts';
import { spansReader } from './code-spans.ts';
import { keptCode } from './generated-code.ts';
import type { KeptProfile, KeptThread, ProfileOrigin } from './kept-profiles.ts';
import { readProfileFile } from './read-run.ts';

/**
 * The raw profiles of a kept workload, run by run, as far as they are still there: those of time
 * from V8 or perf, or those of allocated bytes. They are as they were recorded: see `asWritten`.
 */
export function keptRuns(
  kept: KeptProfile,
  origin: ProfileOrigin,
  workload: ProfiledWorkload,
  what: 'time' | 'allocation',
): Profile[][] {
  const sources = what === 'time' ? ['v8-cpu', 'perf'] : ['v8-alloc'];
  const unit: ProfileUnit = what === 'time' ? 'ns' : 'bytes';
  const files = workload.methods
    .filter(({ source }) => sources.includes(source))
    .flatMap(({ artifacts }) => artifacts.map(({ path }) => path));
  const byRun = Map.groupBy(files, (path) => origin.threads[path]?.run ?? path);
  return [...byRun.values()].flatMap((paths) => {
    if (!paths.every((path) => existsSync(join(kept.folder, path)))) {
      return [];
    }
    const profiles = paths.flatMap((path) => profilesIn(kept, path, origin.threads[path]));
    return [profiles.filter((profile) => profile.unit === unit)].filter(({ length }) => length > 0);
  });
}

/** Profiles by run, with their functions where they were written. */
export interface WrittenRuns {
  readonly runs: readonly (readonly Profile[])[];
  readonly sourceOf: SourceOf;
}

/**
 * What a report does before it weighs, for runs that were kept: inlined code goes back to its
 * function, and generated code to what it was made from, by the source maps that were kept.
 *
 * @param sourcesOf - reads the texts of files by their paths in reports; asked for the files that
 *   ran, and once more for those that they were made from
 */
export async function asWritten(
  kept: KeptProfile,
  { subject: { root } }: ProfileOrigin,
  raw: readonly (readonly Profile[])[],
  sourcesOf: (files: ReadonlySet<string>) => Promise<SourceOf>,
): Promise<WrittenRuns> {
  const { maps, texts } = keptCode(kept.folder, root);
  const files = filesOf(raw, root);
  const ran = await sourcesOf(files);
  const spansOf = spansReader(root, (file) => texts(file) ?? ran(file));
  const runs = raw.map((run) =>
    run.map((profile) => withSourceMaps(withInlinedCode(profile, spansOf), maps).profile),
  );
  const all = new Set([...files, ...filesOf(runs, root)]);
  return { runs, sourceOf: all.size === files.size ? ran : await sourcesOf(all) };
}

function filesOf(runs: readonly (readonly Profile[])[], root: string): Set<string> {
  return new Set(
    runs.flat().flatMap(({ frames }) => frames.map(({ file }) => subjectFile(file, root))),
  );
}

function profilesIn(kept: KeptProfile, path: string, thread: KeptThread | undefined): Profile[] {
  const about = thread === undefined ? {} : { thread, intervalNs: thread.intervalNs };
  return readProfileFile(join(kept.folder, path), about).profiles.map(({ profile }) => profile);
}
