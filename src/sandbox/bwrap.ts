import { realpathSync } from 'node:fs';

import type { Backend } from './backend.ts';
import { type BwrapProgram, bwrapWords } from './bwrap-words.ts';
import type { Containment } from './containment.ts';
import { findProgram } from './find-program.ts';
import { VERSION_MS_MAX } from './limits.ts';
import { machineCovers } from './machine-covers.ts';
import { runBriefly } from './run-briefly.ts';
import { isWritableIn, type Place, viewOf } from './view.ts';

/**
 * Containment by bubblewrap, before its self-test.
 *
 * @param searchPath - where to look for programs, as in PATH
 */
export async function openBwrap(searchPath: string, signal?: AbortSignal): Promise<Backend> {
  if (process.platform !== 'linux') {
    return { kind: 'refused', reason: 'bubblewrap is for Linux', advice: '' };
  }
  const path = findProgram('bwrap', searchPath);
  if (path === null) {
    return { kind: 'refused', reason: 'bubblewrap is not installed', advice: INSTALL };
  }
  const version = await versionOf(path, signal);
  if (version === null || isOlder(version, [0, 5])) {
    const which = version === null ? 'does not say its version' : `is version ${version}`;
    return {
      kind: 'refused',
      reason: `bubblewrap (${path}) ${which}, and 0.5 or newer is needed`,
      advice: INSTALL,
    };
  }
  const env = await signalEnv(searchPath, signal);
  const hasSize = !isOlder(version, [0, 7]);
  return { kind: 'ready', containment: bwrapContainment({ path, version, hasSize, env }) };
}

const INSTALL =
  'Install bubblewrap, for example with `apt-get install bubblewrap` or `dnf install bubblewrap`.';

function bwrapContainment(program: BwrapProgram): Containment {
  return {
    kind: 'bwrap',
    description:
      `contained by bubblewrap ${program.version}: the machine read-only, private temporary ` +
      `folders and processes, no capabilities`,
    async contain(command, policy) {
      const view = viewOf(policy, command);
      const covers = machineCovers(view.places);
      return {
        words: bwrapWords(program, view, covers, policy, command),
        cwd: command.cwd,
        env: withTemporaryFolder(command.env, view.places),
      };
    },
  };
}

/** Programs stop when they are pointed at a temporary folder that they can't write to. */
function withTemporaryFolder(
  env: Readonly<Record<string, string>>,
  places: readonly Place[],
): Record<string, string> {
  const lost = ['TMPDIR', 'TMP', 'TEMP'].filter((name) => {
    const path = env[name];
    return path !== undefined && !isWritableIn(withoutLinks(path), places);
  });
  return { ...env, ...Object.fromEntries(lost.map((name) => [name, '/tmp'])) };
}

function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // it does not exist yet: its name decides
  }
}

async function versionOf(path: string, signal?: AbortSignal): Promise<string | null> {
  const end = await runBriefly(
    { words: [path, '--version'], cwd: '/', env: {} },
    VERSION_MS_MAX,
    signal,
  );
  const printed = end.kind === 'ended' ? end.stdout : '';
  return /^bubblewrap (\d+\.\d+(?:\.\d+)?)/.exec(printed)?.[1] ?? null;
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}

/** An `env` that can have signals ignored and taken again, or null: GNU's from 8.31 on. */
async function signalEnv(searchPath: string, signal?: AbortSignal): Promise<string | null> {
  const env = findProgram('env', searchPath);
  if (env === null) {
    return null;
  }
  const words = [env, '--ignore-signal=TERM', env, '--default-signal=TERM', env] as const;
  const end = await runBriefly({ words, cwd: '/', env: {} }, VERSION_MS_MAX, signal);
  return end.kind === 'ended' && end.code === 0 ? env : null;
}
