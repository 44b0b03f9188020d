import type { FrameKind } from '../profile.ts';
import type { Subject } from './subject.ts';

/**
 * Whose code a frame is. `app`: the subject's own; `direct-dep`: a package that its package.json
 * names; `transitive`: a package that only another one needs; `runtime`: the language's runtime or
 * the system; `unknown`: code without a file, such as from `eval`.
 */
export type Owner = 'app' | 'direct-dep' | 'transitive' | 'runtime' | 'unknown';

/** A package and whose it is. */
export interface PackageOwner {
  readonly owner: Owner;
  /** null for the runtime and for what has no name. */
  readonly package: string | null;
}

const RUNTIME: PackageOwner = { owner: 'runtime', package: null };
const UNKNOWN: PackageOwner = { owner: 'unknown', package: null };

/**
 * Whose code a file is, by its path alone.
 *
 * A package nested in another package's `node_modules` is transitive even when the subject names a
 * package like that, because it is another copy. pnpm and Yarn keep every package one level deep,
 * and there the name decides. Linked workspaces run from their own folder, or are found by name.
 *
 * @param file - as `subjectFile` gives it
 */
export function packageOwner(file: string, kind: FrameKind, subject: Subject): PackageOwner {
  if (isRuntimeKind(kind) || /^(?:node|internal|v8|deno|bun):/.test(file)) {
    return RUNTIME;
  }
  if (file === '' || file === '<anonymous>') {
    return kind === 'js' ? UNKNOWN : RUNTIME;
  }
  const parts = file.split('/');
  const last = parts.lastIndexOf('node_modules');
  if (last < 0) {
    return outsideOfModules(file, kind, subject);
  }
  const [first = '', second = ''] = parts.slice(last + 1);
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  if (subject.workspaces.some((workspace) => workspace.name === name)) {
    return { owner: 'app', package: name };
  }
  const isTop = depthOf(parts, last) === 0;
  const owner = isTop && subject.dependencies.includes(name) ? 'direct-dep' : 'transitive';
  return { owner, package: name };
}

/** Packages that a package lies in; the stores in which pnpm and Yarn keep each are none. */
function depthOf(parts: readonly string[], last: number): number {
  return parts.filter(
    (part, index) => part === 'node_modules' && index < last && parts[index + 1] !== '.pnpm',
  ).length;
}

function outsideOfModules(file: string, kind: FrameKind, subject: Subject): PackageOwner {
  if (/^(?:\/|[A-Za-z]:\/|[a-z][a-z0-9+.-]+:)/i.test(file)) {
    return kind === 'js' ? UNKNOWN : RUNTIME;
  }
  const home = subject.workspaces
    .filter(({ folder }) => file.startsWith(`${folder.replace(/\/+$/, '')}/`))
    .toSorted((left, right) => right.folder.length - left.folder.length)[0];
  return { owner: 'app', package: home?.name ?? subject.packageName };
}

function isRuntimeKind(kind: FrameKind): boolean {
  switch (kind) {
    case 'builtin':
    case 'gc':
    case 'compile':
    case 'runtime':
    case 'idle':
    case 'preempted':
      return true;
    case 'js':
    case 'native':
    case 'unknown':
      return false;
  }
}
