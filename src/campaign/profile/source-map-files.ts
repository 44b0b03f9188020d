import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { ReadSourceMap, SourceOf } from '../../profile/index.ts';
import { SOURCE_BYTES_MAX } from './limits.ts';

const COMMENT = /\/\/[#@] sourceMappingURL=([^\s'"]+)\s*$/m;
/** Packages often name maps that they do not publish, which nobody has to hear of. */
const DEPENDENCY = /[/\\]node_modules[/\\]/;

/** Characters of the name of a map that a message shows. */
const TARGET_CHARS_MAX = 40;

const INLINE = /^data:application\/json[^,]*?(;base64)?,/;

/**
 * Reads the source maps of generated files: the one that the file names in its last lines, inside
 * of it or in a file beside it. Only files below the root are read, whatever a map says. It throws
 * where a file of the program names a map that can't be read.
 */
export function sourceMapReader(root: string): ReadSourceMap {
  const known = new Map<string, string | null>();
  return (file) => {
    const found = known.get(file);
    if (found !== undefined) {
      return found;
    }
    const map = readMap(file, root);
    known.set(file, map);
    return map;
  };
}

/** Texts of the files of a checkout by their paths in reports; each is read once. */
export function sourceReader(root: string): SourceOf {
  const known = new Map<string, string | null>();
  return (file) => {
    const found = known.get(file);
    if (found !== undefined) {
      return found;
    }
    const text =
      isAbsolute(file) || /^[a-z][a-z0-9+.-]+:/i.test(file)
        ? null
        : readBelow(join(root, file), root);
    known.set(file, text);
    return text;
  };
}

function readMap(file: string, root: string): string | null {
  const path = pathOf(file);
  const text = path === null ? null : readBelow(path, root);
  const target = text === null ? undefined : COMMENT.exec(text.slice(-1_000_000))?.[1];
  if (path === null || target === undefined) {
    return null;
  }
  const inline = INLINE.exec(target);
  if (inline !== null) {
    const body = target.slice(inline[0].length);
    return inline[1] === undefined ? decoded(body) : Buffer.from(body, 'base64').toString('utf8');
  }
  const map = readBelow(resolve(dirname(path), target), root);
  if (map === null && !DEPENDENCY.test(path)) {
    const named = target.length > TARGET_CHARS_MAX ? `…${target.slice(-TARGET_CHARS_MAX)}` : target;
    throw new Error(`${named} is not there, or not below the program's folder`);
  }
  return map;
}

function pathOf(file: string): string | null {
  if (isAbsolute(file)) {
    return file;
  }
  try {
    return file.startsWith('file:') ? fileURLToPath(file) : null;
  } catch {
    return null;
  }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function readBelow(path: string, root: string): string | null {
  try {
    const inside = resolve(path).startsWith(resolve(root) + sep);
    return inside && statSync(path).size <= SOURCE_BYTES_MAX ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
}
