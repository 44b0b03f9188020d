import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folders of one side that are empty at the start of every batch. */
const PRIVATE = {
  HOME: 'home',
  TMPDIR: 'tmp',
  TMP: 'tmp',
  TEMP: 'tmp',
  XDG_CACHE_HOME: 'cache',
  XDG_CONFIG_HOME: 'config',
  XDG_DATA_HOME: 'data',
  XDG_STATE_HOME: 'state',
} as const;

/** Where version managers keep the tools themselves, below the real HOME unless they are told. */
const TOOLCHAINS: Readonly<Record<string, string>> = {
  RUSTUP_HOME: '.rustup',
  PYENV_ROOT: '.pyenv',
  RBENV_ROOT: '.rbenv',
  NVM_DIR: '.nvm',
  VOLTA_HOME: '.volta',
  ASDF_DATA_DIR: '.asdf',
  SDKMAN_DIR: '.sdkman',
};

/**
 * An environment in which nothing that an earlier run of a proposal left below HOME, in the
 * temporary folder or in a cache can be found. Toolchains stay reachable by their own variables.
 *
 * @param folder - private to one side; equal length for all sides
 */
export function privateEnvironment(
  env: Readonly<Record<string, string>>,
  folder: string,
): Record<string, string> {
  const own = Object.entries(PRIVATE).map(([name, part]) => [name, join(folder, part)] as const);
  const real = env['HOME'] ?? homedir();
  const toolchains = Object.entries(TOOLCHAINS)
    .filter(([name, part]) => env[name] === undefined && existsSync(join(real, part)))
    .map(([name, part]) => [name, join(real, part)] as const);
  const { XDG_RUNTIME_DIR: _shared, ...rest } = env;
  return { ...rest, ...Object.fromEntries(toolchains), ...Object.fromEntries(own) };
}

/** Empties the private folders of one side. */
export function emptyPrivateFolders(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const part of new Set(Object.values(PRIVATE))) {
    mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
  }
}
