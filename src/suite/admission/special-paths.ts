import { foldedPath } from '../folded-path.ts';
import { PATH_CHARS_MAX } from '../limits.ts';

/** A sensitive part of a path: which segment makes it so. */
export interface Special {
  /** Index of the segment, from 0; `scope.write` has to name the path up to here to allow it. */
  readonly segment: number;
}

/** Files in which git reads how to behave, at any depth. */
const GIT_FILES = new Set(['.gitattributes', '.gitmodules', '.lfsconfig']);

/** Folders and files with code that runs when somebody commits. */
const HOOKS = wordSet(`
  .husky .githooks .git-hooks lefthook.yml lefthook.yaml .lefthook.yml .lefthook.yaml
  .lefthook .overcommit.yml .pre-commit-config.yaml
`);

/** Files that pin, name or fetch dependencies. */
const DEPENDENCY_FILES = wordSet(`
  package.json package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml
  pnpm-workspace.yaml bun.lock bun.lockb .npmrc .yarnrc .yarnrc.yml .pnp.cjs .pnp.loader.mjs
  .pnpmfile.cjs pnpmfile.js bunfig.toml deno.json deno.jsonc deno.lock jsr.json .nvmrc
  .node-version .tool-versions mise.toml .mise.toml cargo.toml cargo.lock rust-toolchain
  rust-toolchain.toml go.mod go.sum go.work go.work.sum pyproject.toml setup.py setup.cfg
  poetry.lock pdm.lock uv.lock uv.toml pipfile pipfile.lock pip.conf environment.yml
  environment.yaml .python-version pixi.toml pixi.lock conda-lock.yml gemfile gemfile.lock
  composer.json composer.lock mix.exs mix.lock pom.xml build.gradle build.gradle.kts
  settings.gradle settings.gradle.kts gradle.lockfile gradle.properties libs.versions.toml
  packages.lock.json nuget.config directory.packages.props package.swift package.resolved
  pubspec.yaml pubspec.lock vcpkg.json conanfile.txt conanfile.py flake.nix flake.lock
  module.bazel module.bazel.lock
`);

const DEPENDENCY_PATTERN = /^(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|constraints[\w.-]*\.txt)$/;

/** Folders with other people's code. */
const DEPENDENCY_FOLDERS = wordSet(`
  node_modules bower_components jspm_packages vendor third_party .yarn site-packages .venv
  venv __pypackages__
`);

/** Folders (two segments where the first alone is harmless) and files that a CI service runs. */
const AUTOMATION = wordSet(`
  .github/workflows .github/actions .circleci .buildkite .woodpecker .gitlab-ci.yml
  .gitlab-ci.yaml .gitlab/ci .travis.yml .cirrus.yml .drone.yml azure-pipelines.yml
  jenkinsfile bitbucket-pipelines.yml appveyor.yml .ci .forgejo/workflows .gitea/workflows
  .github/dependabot.yml
`);

/** Why a path can't be written safely, as the end of "its path …"; null when it can. */
export function unusablePathReason(path: string): string | null {
  if (path === '') {
    return 'is empty';
  }
  if (path.length > PATH_CHARS_MAX) {
    return `is longer than ${PATH_CHARS_MAX} characters`;
  }
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) {
    return 'is absolute';
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(path)) {
    return 'has control characters';
  }
  if (/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/.test(path)) {
    return 'has characters that hide how it reads';
  }
  if (path.includes('\\')) {
    return 'has a backslash, which separates folders on Windows';
  }
  if (!path.isWellFormed() || path.includes('\ufffd')) {
    return 'is not valid Unicode';
  }
  if (path.split('/').some((part) => part === '..')) {
    return 'leads out of the tree';
  }
  if (path.split('/').some((part) => /^\.?$/.test(part))) {
    return 'has an empty part';
  }
  return null;
}

/** True when a path reaches into git's folder on any file system, or is a file that git obeys. */
export function isGitsOwn(path: string): boolean {
  return foldedSegments(path).some(
    (part) => isGitFolder(part) || GIT_FILES.has(part) || /^gi[t7][~\w]*~\d+$/.test(part),
  );
}

/** `.git` and its other names: the short one of Windows and its alternate data streams. */
function isGitFolder(part: string): boolean {
  return part === '.git' || part === 'git~1' || part.startsWith('.git:') || part === '.git.';
}

/** True for folders and files with code that runs on commit. */
export function isHook(path: string): boolean {
  return foldedSegments(path).some((part) => HOOKS.has(part));
}

/** True for hone's own folder. Its file is one of the frozen ones. */
export function isHoneFolder(path: string): boolean {
  return foldedSegments(path)[0] === '.hone';
}

/** True for the documents of a task: whoever proposes must not tick, claim or note there. */
export function isTaskDocument(path: string): boolean {
  return /^tasks\/\d{1,6}\/(?:task|journal|results)\.md$/.test(foldedSegments(path).join('/'));
}

/** Where a path concerns dependencies, or null. */
export function dependencyAt(path: string): Special | null {
  const parts = foldedSegments(path);
  const folder = parts.findIndex((part, index) => {
    return index < parts.length - 1 && DEPENDENCY_FOLDERS.has(part);
  });
  if (folder >= 0) {
    return { segment: folder };
  }
  const last = parts.at(-1) ?? '';
  const above = parts.at(-2) ?? '';
  const listed = above === 'requirements' && /\.(?:txt|in)$/.test(last);
  return DEPENDENCY_FILES.has(last) ||
    DEPENDENCY_FOLDERS.has(last) ||
    DEPENDENCY_PATTERN.test(last) ||
    listed
    ? { segment: parts.length - 1 }
    : null;
}

/** Where a path concerns what CI runs or what tools leave out, or null. */
export function automationAt(path: string): Special | null {
  const parts = foldedSegments(path);
  if (AUTOMATION.has(parts[0] ?? '') || AUTOMATION.has(parts.slice(0, 2).join('/'))) {
    return { segment: 0 };
  }
  const ignored = parts.findIndex((part) => part === '.gitignore' || part === '.ignore');
  return ignored < 0 ? null : { segment: ignored };
}

function foldedSegments(path: string): string[] {
  return foldedPath(path).split('/');
}

function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
