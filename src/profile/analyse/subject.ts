/** What is known about the program that was profiled, for telling its code from that of others. */
export interface Subject {
  /** Absolute folder of the checkout that ran; `/` or `\` between names. */
  readonly root: string;
  /** The name in package.json, or null. */
  readonly packageName: string | null;
  /** Names in `dependencies`, `optionalDependencies`, `peerDependencies`, `devDependencies`. */
  readonly dependencies: readonly string[];
  /** Packages of the subject itself in folders below the root, `/` between names. */
  readonly workspaces: readonly { readonly name: string; readonly folder: string }[];
}

/** The text of a source file by its path as `subjectFile` gives it; null when there is none. */
export type SourceOf = (file: string) => string | null;

/**
 * A recorded path or URL as it is named everywhere in reports: relative to the subject's root with
 * `/` between names when it lies there, otherwise absolute; URLs of other kinds (`node:fs`,
 * `https:…`) as they are. A query or fragment, which loaders add to load a file again, is dropped.
 */
export function subjectFile(recorded: string, root: string): string {
  const path = pathOf(recorded);
  const folder = pathOf(root).replace(/\/+$/, '');
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}

function pathOf(recorded: string): string {
  if (!recorded.startsWith('file:')) {
    return isUrl(recorded) ? recorded : tidied(recorded);
  }
  const bare = recorded.replace(/^file:(?:\/\/[^/]*)?/, '').replace(/[?#].*$/, '');
  return tidied(decoded(bare).replace(/^\/(?=[A-Za-z]:)/, ''));
}

/** A scheme has two letters at least: `C:` is a drive. */
function isUrl(recorded: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(recorded);
}

function tidied(path: string): string {
  return path.replaceAll('\\', '/').replaceAll(/\/(?:\.\/)+/g, '/');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a name with a bare % in it was never encoded
  }
}
