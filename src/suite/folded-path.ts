/** Invisible characters that HFS+ leaves out when it compares names. */
const IGNORED = /[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/g;

/**
 * A path as a file system sees it that takes variants of a name as the same: case (with full case
 * folding, so `ß` is `ss` and `ſ` is `s`), composed and decomposed letters, invisible characters,
 * and dots and blanks at the end of a name, which Windows drops.
 */
export function foldedPath(path: string): string {
  return path
    .replaceAll(IGNORED, '')
    .normalize('NFD')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFC')
    .split('/')
    .map((part) => (/^\.+$/.test(part) ? part : withoutTrailing(part)))
    .join('/');
}

/** Without the dots and blanks at the end; a loop, since such a pattern is slow on long runs. */
function withoutTrailing(part: string): string {
  let end = part.length;
  while (end > 0 && (part.charAt(end - 1) === '.' || part.charAt(end - 1) === ' ')) {
    end -= 1;
  }
  return part.slice(0, end);
}

/** All folders above a path, the nearest first: `a/b` and `a` of `a/b/c`. */
export function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    folders.push(path.slice(0, end));
  }
  return folders;
}
