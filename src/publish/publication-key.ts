import { canonicalJson } from '../base/index.ts';
import type { Command } from '../model/index.ts';
import { TARGET_NAME_LENGTH_MAX } from './limits.ts';
import type { PublishableArtifact, PublishTarget } from './publication.ts';
import { sha256Of } from './ready-artifact.ts';

/** Names a publication: the same run with the same files has the same key, in any order. */
export function publicationKey(run: string, artifacts: readonly PublishableArtifact[]): string {
  const files = artifacts.map(({ name, sha256 }) => `${sha256} ${name}`).sort();
  return sha256Of(canonicalJson({ run, files }));
}

/** Names one artifact at one target, for receivers that have to tell a repetition. */
export function artifactKey(
  run: string,
  { name, sha256 }: PublishableArtifact,
  target: string,
): string {
  return sha256Of(canonicalJson({ run, name, sha256, target }));
}

/** A target as records and messages name it; one line, different for different targets. */
export function targetName(target: PublishTarget): string {
  switch (target.kind) {
    case 'folder':
      return short(`folder ${target.path}`);
    case 'git-branch':
      return short(`branch ${target.branch}${target.folder === '' ? '' : `:${target.folder}`}`);
    case 'command':
      return short(`command ${textOf(target.command)}`);
  }
}

function textOf(command: Command): string {
  return command.kind === 'shell' ? command.text : command.words.join(' ');
}

function short(name: string): string {
  const line = name.replaceAll(/\s+/g, ' ').trim();
  return line.length <= TARGET_NAME_LENGTH_MAX
    ? line
    : `${line.slice(0, TARGET_NAME_LENGTH_MAX)}… (${sha256Of(name).slice(0, 8)})`;
}
