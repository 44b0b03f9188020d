import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { HoneError } from '../../base/index.ts';
import {
  functionIndex,
  type Profile,
  type ReadProfile,
  type SourceOf,
  type Subject,
  weighRun,
  withInlinedCode,
  withSourceMaps,
  type WorkloadFacts,
} from '../../profile/index.ts';
import { sha256 } from '../read-suite.ts';
import { readProfileFile } from './read-run.ts';
import { spansReader } from './code-spans.ts';
import { sourceMapReader } from './source-map-files.ts';

/**
 * A workload from profiles that other tools wrote, each file a run of the same program.
 *
 * @throws HoneError E_NOT_FOUND, E_FORMAT for files that are no profiles, or of values that can't
 *   be put together
 */
export function importedWorkload(
  paths: readonly string[],
  about: {
    readonly root: string;
    readonly metric: 'wall' | 'cpu';
    readonly subject: Subject;
    readonly sourceOf: SourceOf;
  },
): WorkloadFacts {
  const index = functionIndex(about.subject);
  const maps = sourceMapReader(about.root);
  const spansOf = spansReader(about.root, about.sourceOf);
  const mapped = (profiles: readonly Profile[]): Profile[] =>
    profiles.map((profile) => withSourceMaps(withInlinedCode(profile, spansOf), maps).profile);
  const read = paths.map((path) => ({ path, file: readProfileFile(path) }));
  const runs = read.map(({ path, file }) => {
    const { cpu, allocation } = byKind(path, file);
    return weighRun({ cpu: mapped(cpu), allocation: mapped(allocation) }, index);
  });
  const units = new Set(runs.map(({ unit }) => unit));
  if (units.size > 1) {
    throw new HoneError(
      'E_FORMAT',
      `The profiles count different things (${[...units].join(', ')}), so they are not runs of ` +
        'one kind. Read them one by one.',
    );
  }
  return {
    benchmark: basename(paths[0] ?? 'profile'),
    command: `profiles from ${paths.map((path) => basename(path)).join(', ')}`,
    metric: about.metric,
    index,
    runs,
    methods: read.slice(0, 1).map(({ file }) => ({
      source: file.profiles[0]?.profile.source ?? 'folded',
      settings: `as ${read.map(({ path }) => basename(path)).join(', ')} was recorded`,
      runs: runs.length,
      samples: runs.reduce((sum, { samples }) => sum + samples, 0),
      overhead: null,
      artifacts: read.map(({ path }) => ({ path, sha256: sha256(readFileSync(path)) })),
    })),
    unprofiled: { wallNs: [], cpuNs: [], peakRssBytes: [] },
    smallestEffect: null,
    io: null,
    sourceOf: about.sourceOf,
    caveats: [],
  };
}

/** Time, or else what was counted; and allocated bytes. A file of bytes alone is read as that. */
function byKind(
  path: string,
  { profiles }: ReadProfile,
): { readonly cpu: readonly Profile[]; readonly allocation: readonly Profile[] } {
  const all = profiles.map(({ profile }) => profile);
  const bytes = all.filter(({ unit }) => unit === 'bytes');
  const others = all.filter(({ unit }) => unit !== 'bytes');
  const first = others.find(({ unit }) => unit === 'ns') ?? others[0] ?? bytes[0];
  if (first === undefined) {
    throw new HoneError('E_FORMAT', `${path} holds no profile.`);
  }
  return others.length === 0
    ? { cpu: [first], allocation: [] }
    : { cpu: [first], allocation: bytes };
}
