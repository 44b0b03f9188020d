import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Subject } from '../../profile/index.ts';

/** Fields of package.json that name the packages that a subject asks for itself. */
const DEPENDENCY_FIELDS = [
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'devDependencies',
] as const;

/** Packages of a workspace that are looked at. */
const WORKSPACES_MAX = 1_000;

/**
 * What a checkout says about its own packages, so that its code can be told from that of others.
 * A folder without package.json has only code of its own.
 */
export function subjectIn(root: string): Subject {
  const own = manifestAt(join(root, 'package.json'));
  const names = DEPENDENCY_FIELDS.flatMap((field) => Object.keys(recordIn(own, field)));
  return {
    root,
    packageName: typeof own['name'] === 'string' ? own['name'] : null,
    dependencies: [...new Set(names)],
    workspaces: workspacePatterns(own).flatMap((pattern) => workspacesIn(root, pattern)),
  };
}

function workspacePatterns(own: Readonly<Record<string, unknown>>): string[] {
  const field = own['workspaces'];
  const listed: unknown = Array.isArray(field) ? field : recordIn(own, 'workspaces')['packages'];
  return Array.isArray(listed)
    ? listed.filter((one): one is string => typeof one === 'string' && !one.includes('..'))
    : [];
}

function workspacesIn(root: string, pattern: string): Subject['workspaces'] {
  return globSync(`${pattern}/package.json`, { cwd: root })
    .slice(0, WORKSPACES_MAX)
    .flatMap((path) => {
      const { name } = manifestAt(join(root, path));
      return typeof name === 'string'
        ? [{ name, folder: dirname(path).replaceAll('\\', '/') }]
        : [];
    });
}

/** A manifest, or an empty one when there is none that can be read. */
function manifestAt(path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function recordIn(of: Readonly<Record<string, unknown>>, field: string): Record<string, unknown> {
  const value = of[field];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
