import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';

import { diskErrorFrom } from '../base/index.ts';
import { makeFolder } from './make-folder.ts';
import type { Settings } from './settings.ts';

/** The hash that names objects; a repository uses one for all. */
export type ObjectFormat = 'sha1' | 'sha256';

/** What a GIT_DIR of hone's own is made of. */
export interface GitFolder {
  readonly objectFormat: ObjectFormat;
  readonly bare: boolean;
  /** Content of HEAD: a commit id, or `ref: refs/heads/…`. */
  readonly head: string;
  /** The repository whose file system traits and shallow boundary it shares. */
  readonly settings: Settings;
  readonly commonDir: string;
  /** Object stores to borrow from, written to the alternates file. */
  readonly alternates: readonly string[];
  /** Content of info/attributes. */
  readonly attributes: string;
}

/**
 * Overrules every `.gitattributes` of a tree, so that a file's content is its blob, byte for byte,
 * and no driver is ever looked up. `info/attributes` is the last word by gitattributes(5).
 */
export const RAW_ATTRIBUTES =
  '* -text !crlf !eol !ident !filter !working-tree-encoding !diff !merge !whitespace\n';

/** Traits of the file system that git recorded in the subject, safe to repeat elsewhere. */
const FILE_SYSTEM_SETTINGS = ['filemode', 'ignorecase', 'symlinks', 'precomposeunicode'];

/**
 * Lays a GIT_DIR whose whole configuration hone wrote itself. Running object commands there instead
 * of in the subject's own GIT_DIR keeps the subject's filters, hooks, drivers and helpers out by
 * construction: git never reads them. Written by hand and not by `git init` so that no template
 * and no default of the user's gets in. Laying it again restores what was changed meanwhile.
 *
 * @throws HoneError E_DISK when it can't be written
 */
export function layGitFolder(path: string, folder: GitFolder): void {
  for (const part of ['objects/info', 'objects/pack', 'refs/heads', 'info']) {
    makeFolder(join(path, part));
  }
  writeOnce(join(path, 'config'), configText(folder));
  writeOnce(join(path, 'HEAD'), `${folder.head}\n`);
  writeOnce(join(path, 'info', 'attributes'), folder.attributes);
  if (folder.alternates.length > 0) {
    const lines = folder.alternates.map((alternate) => `${quoted(alternate)}\n`).join('');
    writeOnce(join(path, 'objects', 'info', 'alternates'), lines);
  }
  copyShallowBoundary(folder.commonDir, path);
}

/** A path as alternates files and GIT_ALTERNATE_OBJECT_DIRECTORIES read it, colons included. */
export function quoted(path: string): string {
  if (!/["\\\n\t:;#]/.test(path)) {
    return path;
  }
  const escaped = path.replaceAll(/["\\]/g, String.raw`\$&`);
  return `"${escaped.replaceAll('\n', String.raw`\n`).replaceAll('\t', String.raw`\t`)}"`;
}

/** A shallow clone's history ends at the commits in this file; without it git misses parents. */
function copyShallowBoundary(commonDir: string, gitDir: string): void {
  const from = join(commonDir, 'shallow');
  const to = join(gitDir, 'shallow');
  if (existsSync(from)) {
    writeOnce(to, readFileSync(from, 'utf8'));
  } else {
    rmSync(to, { force: true });
  }
}

/**
 * Opening the same folder again, which is frequent, costs a read and no write. A reader beside us
 * sees all or nothing; no flush to the disk, because what a crash tears is written again.
 */
function writeOnce(path: string, content: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) {
    return;
  }
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (thrown) {
    throw diskErrorFrom(thrown, path);
  }
}

function configText(folder: GitFolder): string {
  const lines = [
    '[core]',
    `\trepositoryformatversion = ${folder.objectFormat === 'sha1' ? 0 : 1}`,
    `\tbare = ${folder.bare}`,
    `\tlogallrefupdates = ${!folder.bare}`,
    `\thooksPath = ${devNull}`,
    '\tfsmonitor = false',
    '\tautocrlf = false',
  ];
  for (const name of FILE_SYSTEM_SETTINGS) {
    const value = folder.settings.get(`core.${name}`);
    if (value === 'true' || value === 'false') {
      lines.push(`\t${name} = ${value}`);
    }
  }
  if (folder.objectFormat !== 'sha1') {
    lines.push('[extensions]', `\tobjectformat = ${folder.objectFormat}`);
  }
  return `${[...lines, '[gc]', '\tauto = 0', '[maintenance]', '\tauto = false'].join('\n')}\n`;
}
