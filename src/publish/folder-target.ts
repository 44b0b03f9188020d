import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

import { type Clock, diskErrorFrom, HoneError, writeFileAtomic } from '../base/index.ts';
import { MANIFEST_BYTES_MAX } from './limits.ts';
import { placeFile } from './place-file.ts';
import type {
  Deliver,
  Delivery,
  DeliveryOutcome,
  PublishTarget,
  ReadyArtifact,
} from './publication.ts';

/** Name and version of the manifest beside published files. */
export const MANIFEST_SCHEMA = 'hone.published.v1';

const ManifestEntry = Type.Object({
  name: Type.String(),
  file: Type.String(), // where it lies; differs from the name for a second version
  sha256: Type.String(),
  bytes: Type.Integer(),
  step: Type.String(),
  schema: Type.Union([Type.String(), Type.Null()]),
  published_at: Type.String(),
});
type ManifestEntry = Static<typeof ManifestEntry>;

const Manifest = Type.Object({
  schema: Type.Literal(MANIFEST_SCHEMA),
  run: Type.String(),
  artifacts: Type.Array(ManifestEntry),
});

/**
 * Copies artifacts into a folder and lists them in `hone-<run>.json` there. Each run has a manifest
 * of its own, so that two runs that publish at once don't undo each other's.
 */
export function folderDelivery(
  target: Extract<PublishTarget, { kind: 'folder' }>,
  run: string,
  clock: Clock,
): Deliver {
  const manifestName = `hone-${run}.json`;
  return async (artifacts) => {
    const outcomes = new Map<string, DeliveryOutcome>();
    const entries: ManifestEntry[] = [];
    const counts = { written: 0, unchanged: 0, skipped: 0 };
    for (const artifact of artifacts) {
      try {
        if (artifact.name === manifestName) {
          throw new HoneError('E_FORMAT', `${manifestName} is the name of the manifest.`);
        }
        const placed = placeFile(target.path, artifact, target.mode);
        counts[placed.kind] += 1;
        if (placed.kind !== 'skipped') {
          entries.push(entryOf(artifact, placed.file, clock.isoNow()));
        }
        const kind = placed.kind === 'unchanged' ? 'unchanged' : 'delivered';
        outcomes.set(artifact.name, { kind });
      } catch (thrown) {
        const path = join(target.path, artifact.name);
        outcomes.set(artifact.name, { kind: 'failed', thrown: diskErrorFrom(thrown, path) });
      }
    }
    if (entries.length > 0) {
      updateManifest(join(target.path, manifestName), run, entries);
    }
    const { written, unchanged, skipped } = counts;
    const result = `${written} written, ${unchanged} unchanged, ${skipped} left to another file`;
    return { outcomes, result: outcomes.size === 0 ? null : result } satisfies Delivery;
  };
}

function entryOf(artifact: ReadyArtifact, file: string, published_at: string): ManifestEntry {
  const { name, sha256, step, schema, content } = artifact;
  return { name, file, sha256, bytes: content.length, step, schema, published_at };
}

/** Entries that say the same as before keep their time; nothing new leaves the file alone. */
function updateManifest(path: string, run: string, entries: readonly ManifestEntry[]): void {
  const before = manifestAt(path, run);
  const fresh = entries.filter(
    (entry) => !before.some((old) => old.file === entry.file && old.sha256 === entry.sha256),
  );
  if (fresh.length === 0) {
    return;
  }
  const kept = before.filter((old) => !fresh.some((entry) => entry.file === old.file));
  const artifacts = [...kept, ...fresh].sort((left, right) => (left.file < right.file ? -1 : 1));
  const manifest = { schema: MANIFEST_SCHEMA, run, artifacts };
  writeFileAtomic(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

function manifestAt(path: string, run: string): ManifestEntry[] {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) {
    return [];
  }
  let manifest: unknown = null;
  if (status.isFile() && status.size <= MANIFEST_BYTES_MAX) {
    try {
      manifest = JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      manifest = null; // said below
    }
  }
  if (Value.Check(Manifest, manifest) && manifest.run === run) {
    return manifest.artifacts;
  }
  throw new HoneError(
    'E_FORMAT',
    `${path} is not the list of what run ${run} published, or was changed by hand. Move it away, ` +
      `then publish again.`,
  );
}
