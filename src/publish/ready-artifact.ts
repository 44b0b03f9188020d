import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';

import { HoneError, messageOf } from '../base/index.ts';
import { ARTIFACT_BYTES_MAX } from './limits.ts';
import type { PublishableArtifact, ReadyArtifact } from './publication.ts';

/**
 * Reads an artifact and holds it against what was recorded.
 *
 * @throws HoneError E_NOT_FOUND when the file is gone or no plain file; E_FORMAT when its content
 *   is not what was recorded, its name leaves the target, or it is too large
 */
export function readyArtifact(artifact: PublishableArtifact): ReadyArtifact {
  const { name, path, sha256 } = artifact;
  if (!isPlainName(name)) {
    throw new HoneError(
      'E_FORMAT',
      `${JSON.stringify(name)} is no name to publish under. It has to be a relative path.`,
    );
  }
  const content = contentAt(path, name);
  if (sha256Of(content) !== sha256) {
    throw new HoneError(
      'E_FORMAT',
      `${name} is not what the run recorded: ${path} was changed since. It is not published. ` +
        `"hone run verify" shows what else was changed.`,
    );
  }
  return { ...artifact, content };
}

/** SHA-256 in hex. */
export function sha256Of(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function contentAt(path: string, name: string): Uint8Array {
  try {
    const status = lstatSync(path);
    if (status.isFile() && status.size <= ARTIFACT_BYTES_MAX) {
      return readFileSync(path);
    }
    const why = status.isFile()
      ? `has ${status.size} bytes; ${ARTIFACT_BYTES_MAX} are allowed`
      : 'is no plain file';
    throw new HoneError('E_FORMAT', `${name} can't be published: ${path} ${why}.`);
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      throw thrown;
    }
    throw new HoneError('E_NOT_FOUND', `${name} can't be published: ${messageOf(thrown)}.`, {
      cause: thrown,
    });
  }
}

function isPlainName(name: string): boolean {
  return name
    .split('/')
    .every((segment) => /^[^\p{Cc}\\/:]+$/u.test(segment) && segment !== '.' && segment !== '..');
}
