import type { RawPath } from './children.ts';

/** Bytes of all names of one file's attributes: the most that Linux keeps, see xattr(7). */
const NAMES_BYTES_MAX = 65_536;

/** What a program without privileges can set; the others belong to the system. */
const OWN_ATTRIBUTE = /^(user\.|system\.posix_acl_)/;

/** Takes the extended attributes off a file or folder. @throws Error when one stays */
export type StripAttributes = (path: RawPath) => void;

/** For a system whose attributes are not known here: what a folder carries there stays. */
export const NO_STRIPPING: StripAttributes = () => undefined;

/** Looks a C function up by its declaration. */
type Declare = (declaration: string) => (...values: (Uint8Array | number)[]) => number;

/** By the functions of Linux. @throws Error when they can't be found */
export function linuxStripping(declare: Declare): StripAttributes {
  const list = declare('long llistxattr(void *path, void *names, size_t size)');
  const remove = declare('int lremovexattr(void *path, void *name)');
  const names = Buffer.alloc(NAMES_BYTES_MAX);
  const own = (raw: Buffer): string[] =>
    names
      .toString('latin1', 0, Math.max(0, list(raw, names, names.length)))
      .split('\0')
      .filter((name) => OWN_ATTRIBUTE.test(name));
  return (path) => {
    const raw = Buffer.concat([Buffer.from(path), Buffer.alloc(1)]);
    own(raw).forEach((name) => remove(raw, Buffer.from(`${name}\0`, 'latin1')));
    if (own(raw).length > 0) {
      throw new Error(`attributes of ${path.toString()} can't be removed`);
    }
  };
}
