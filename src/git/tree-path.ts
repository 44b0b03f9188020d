import { LINK_HOPS_MAX } from './limits.ts';

/** Invisible code points that HFS+ leaves out when it compares names; git refuses them likewise. */
const HFS_IGNORED = /[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/g;

/**
 * Why a path of a tree or patch must not be written: it leaves the tree or reaches into `.git`,
 * on any file system.
 *
 * @returns words that complete "the path …", or null when it is fine
 */
export function unsafePathReason(path: string): string | null {
  if (path === '' || path.includes('\0')) {
    return 'is empty or holds a NUL byte';
  }
  if (path.startsWith('/')) {
    return 'is absolute';
  }
  for (const part of path.split('/')) {
    if (part === '' || part === '.') {
      return 'has an empty part';
    }
    if (part === '..') {
      return 'leads out of the tree';
    }
    if (isGitFolderName(part)) {
      return "reaches into git's own folder";
    }
  }
  return null;
}

/** How a path looks to a file system that takes upper and lower case as the same. */
export function foldedPath(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/**
 * The first two paths that can't both exist: the same name twice, a file where a folder is needed,
 * or, where the file system folds case, names that differ only in case.
 */
export function collidingPaths(
  paths: readonly string[],
  foldsCase: boolean,
): readonly [string, string] | null {
  const keyOf = foldsCase ? foldedPath : (path: string): string => path;
  const owners = new Map<string, string>();
  for (const path of paths) {
    const other = owners.get(keyOf(path));
    if (other !== undefined) {
      return [other, path];
    }
    owners.set(keyOf(path), path);
  }
  const folders = new Map<string, string>();
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      const known = folders.get(keyOf(folder));
      if (known === folder) {
        break; // everything above was looked at with the first file of this folder
      }
      const other = known ?? owners.get(keyOf(folder));
      if (other !== undefined) {
        return [other, path];
      }
      folders.set(keyOf(folder), folder);
    }
  }
  return null;
}

/**
 * True when following a symbolic link of a tree could end outside of the tree, other links of the
 * tree on the way included. A target that does not exist is fine as long as it would be inside.
 *
 * @param path - of the link
 * @param links - target by folded path, of every link of the tree
 */
export function linkEscapes(
  path: string,
  target: string,
  links: ReadonlyMap<string, string>,
): boolean {
  const reached = path.split('/').slice(0, -1);
  const pending = [target];
  let hops = 0;
  while (pending.length > 0) {
    const text = pending.pop() ?? '';
    if (text.startsWith('/')) {
      return true;
    }
    const slash = text.indexOf('/');
    const part = slash < 0 ? text : text.slice(0, slash);
    if (slash >= 0) {
      pending.push(text.slice(slash).replace(/^\/+/, ''));
    }
    if (part === '..') {
      if (reached.pop() === undefined) {
        return true;
      }
    } else if (part !== '' && part !== '.') {
      reached.push(part);
      const next = links.get(foldedPath(reached.join('/')));
      if (next !== undefined) {
        hops += 1;
        if (hops > LINK_HOPS_MAX) {
          return false; // a circle: the system refuses to follow it
        }
        reached.pop();
        pending.push(next);
      }
    }
  }
  return false;
}

function isGitFolderName(part: string): boolean {
  const name = part
    .replaceAll(HFS_IGNORED, '')
    .toLowerCase()
    .replace(/[ .]+$/, '');
  return name === '.git' || name === 'git~1';
}
