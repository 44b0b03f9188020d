import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { ProfiledWorkload } from '../../model/index.ts';
import type { Profile, ProfileUnit } from '../../profile/index.ts';
import type { KeptProfile, KeptThread, ProfileOrigin } from './kept-profiles.ts';
import { readProfileFile } from './read-run.ts';

/**
 * The raw profiles of a kept workload, run by run, as far as they are still there: those of time
 * from V8 or perf, or those of allocated bytes. Whose code was inlined is not looked for in them:
 * see `withInlinedCode`.
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

function profilesIn(kept: KeptProfile, path: string, thread: KeptThread | undefined): Profile[] {
  const about = thread === undefined ? {} : { thread, intervalNs: thread.intervalNs };
  return readProfileFile(join(kept.folder, path), about).profiles.map(({ profile }) => profile);
}
