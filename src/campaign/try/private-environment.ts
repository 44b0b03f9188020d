import { existsSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { emptyFolder } from '../../bench/index.ts';

/** Folders of one side that are empty at the start of every sample. */
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

/** Makes the private folders of one side, empty. The folder itself stays: it may be mounted. */
export function emptyPrivateFolders(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  emptyFolder(folder);
  for (const part of new Set(Object.values(PRIVATE))) {
    mkdirSync(join(folder, part), { mode: 0o700 });
  }
}

/** What package managers keep for all projects, and where they are told so. */
const DOWNLOADS = [
  { program: 'cargo', variable: 'CARGO_HOME', folder: '.cargo' },
  { program: 'go', variable: 'GOMODCACHE', folder: 'go/pkg/mod' },
] as const;

/**
 * The user's own folders of downloads, by variable, for the tools that are installed. These tools
 * need them at run time too (`go test`, `cargo run`) and work with one that they can only read.
 * The base, which is the user's own code and built first, may add to them; proposals only read,
 * else one could leave a package there for the base to be built with. A package that only a
 * proposal needs is therefore missing for it.
 *
 * npm stops when it can't write to its cache, and pip then does without. For those, and all others,
 * there is the HOME that the base's setup left: see `withBuildRoom`.
 */
export function downloadFolders(env: Readonly<Record<string, string>>): Record<string, string> {
  const path = (env['PATH'] ?? '').split(delimiter);
  const installed = DOWNLOADS.filter(({ program }) =>
    path.some((folder) => existsSync(join(folder, program))),
  );
  const real = env['HOME'] ?? homedir();
  return Object.fromEntries(
    installed.map(({ variable, folder }) => [variable, env[variable] ?? join(real, folder)]),
  );
}

/** Settings of package managers below HOME, such as the address of a company's registry. */
const SETTINGS = [
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  '.condarc',
  '.gemrc',
  '.bundle/config',
  '.pip/pip.conf',
  '.config/pip/pip.conf',
  '.m2/settings.xml',
  '.gradle/gradle.properties',
];

/** Links the user's settings of package managers into private folders; they stay read-only. */
export function linkSettings(env: Readonly<Record<string, string>>, folder: string): void {
  const real = env['HOME'] ?? homedir();
  for (const path of SETTINGS.filter((one) => existsSync(join(real, one)))) {
    const isXdg = path.startsWith('.config/');
    const link = isXdg
      ? join(folder, PRIVATE.XDG_CONFIG_HOME, path.slice('.config/'.length))
      : join(folder, PRIVATE.HOME, path);
    mkdirSync(dirname(link), { recursive: true });
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined) {
      symlinkSync(join(real, path), link);
    }
  }
}
