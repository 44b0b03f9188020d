import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { systemCodeOf } from '../../base/index.ts';

/** Links that are followed from one path; the kernel follows 40. */
const LINKS_MAX = 40;

/**
 * True when a path leads into one of the roots, with every link on the way followed, also where
 * its last parts are not there yet.
 *
 * This is a look, not a lock: the path may lead elsewhere a moment later. It is good for deciding
 * what to answer, never for opening the path.
 *
 * @param path - as an agent wrote it: absolute, relative to `folder`, with `~`, or a `file:` URL
 * @param folder - absolute
 * @param roots - absolute
 */
export function leadsInto(path: string, folder: string, roots: readonly string[]): boolean {
  const plain = plainPath(path);
  if (plain === null) {
    return false;
  }
  const place = realPlace(isAbsolute(plain) ? plain : `${folder}/${plain}`);
  return (
    place !== null &&
    roots.some((root) => {
      const real = realPlace(root);
      return real !== null && (place === real || place.startsWith(`${real === '/' ? '' : real}/`));
    })
  );
}

/** Null for what is no path here: the home folder of somebody, a zero byte, another machine. */
function plainPath(path: string): string | null {
  if (path.includes('\0') || path.startsWith('~')) {
    return null;
  }
  if (!path.startsWith('file:')) {
    return path;
  }
  try {
    return fileURLToPath(path);
  } catch {
    return null; // a URL with a host or broken escapes names nothing inside
  }
}

/**
 * Where an absolute path leads, part by part as the kernel goes: `..` after a link is the parent of
 * what the link leads to. What is not there is no link. Null when links have no end.
 */
function realPlace(path: string): string | null {
  let place = '/';
  let links = 0;
  const parts = path.split('/').toReversed();
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part === '..') {
      place = dirname(place);
      continue;
    }
    const next = join(place, part);
    const target = part === '' || part === '.' ? null : linkTarget(next);
    if (target === null) {
      place = next;
    } else {
      links += 1;
      if (target === undefined || links > LINKS_MAX) {
        return null;
      }
      place = isAbsolute(target) ? '/' : place;
      parts.push(...target.split('/').toReversed());
    }
  }
  return place;
}

/** Null for what is no link or not there, undefined for what can't be looked at. */
function linkTarget(path: string): string | null | undefined {
  try {
    const status = lstatSync(path, { throwIfNoEntry: false });
    return status?.isSymbolicLink() === true ? readlinkSync(path) : null;
  } catch (thrown) {
    return systemCodeOf(thrown) === 'ENOTDIR' ? null : undefined;
  }
}
