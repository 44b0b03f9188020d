import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';

/** A path as the system calls take it: bytes where the name is no valid text. */
export type RawPath = string | Buffer;

/** One name in a folder. */
export interface Child {
  /** Distinct for each name of a folder, whatever its bytes. */
  readonly key: string;
  readonly path: RawPath;
}

/** What a folder holds, with names of any bytes. @throws what the system throws */
export function childrenOf(folder: RawPath): Child[] {
  return readdirSync(folder, { encoding: 'buffer' }).map((name) => {
    const text = name.toString();
    const isText = !text.includes('\uFFFD') || Buffer.from(text).equals(name);
    if (isText && typeof folder === 'string') {
      return { key: text, path: `${folder}${folder.endsWith(sep) ? '' : sep}${text}` };
    }
    return {
      key: isText ? text : `\0${name.toString('latin1')}`,
      path: Buffer.concat([Buffer.from(folder), Buffer.from(sep), name]),
    };
  });
}

const PERMISSIONS = 0o7777;
const OWNER_ALL = 0o700;

/** Lets its owner enter and change a folder that was closed to them; leaves all else alone. */
export function openUp(folder: RawPath): void {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true && (stats.mode & OWNER_ALL) !== OWNER_ALL) {
    chmodSync(folder, (stats.mode & PERMISSIONS) | OWNER_ALL);
  }
}
