import { readFileSync } from 'node:fs';

/** hone's own version, from the package.json that was shipped with it. */
export const HONE_VERSION: string = readVersion();

function readVersion(): string {
  for (const above of ['../package.json', '../../package.json', '../../../package.json']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(above, import.meta.url), 'utf8'));
      if (isManifest(manifest) && manifest.name === 'hone-perf') {
        return manifest.version;
      }
    } catch {
      // Not at this depth: the source, the library and the bundle lie at different ones.
    }
  }
  return 'unknown';
}

function isManifest(value: unknown): value is { name: string; version: string } {
  return typeof value === 'object' && value !== null && 'name' in value && 'version' in value;
}
