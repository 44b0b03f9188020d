/** A kind of file that may say how a subject is put together. */
export type WantedKind =
  | 'package-json'
  | 'dockerfile'
  | 'procfile'
  | 'compose'
  | 'kubernetes'
  | 'go-mod'
  | 'go-main'
  | 'cargo'
  | 'pyproject'
  | 'requirements'
  | 'trace';

/** Folders of what others wrote, of what was built, and of examples for tests. */
const NOT_THE_SUBJECT: ReadonlySet<string> = new Set([
  'node_modules',
  'vendor',
  'third_party',
  'dist',
  'build',
  'target',
  'fixtures',
  '__fixtures__',
  'testdata',
  '.git',
  '.github',
  '.hone',
  '.venv',
  'venv',
]);

/** Folders in which YAML is likely to describe what is deployed. */
const DEPLOYED: ReadonlySet<string> = new Set([
  'k8s',
  'kube',
  'kubernetes',
  'manifest',
  'manifests',
  'deploy',
  'deployment',
  'deployments',
  'helm',
  'charts',
  'infra',
  'ops',
  'base',
  'overlays',
]);

const KINDS: readonly (readonly [RegExp, WantedKind])[] = [
  [/(?:^|\/)package\.json$/, 'package-json'],
  [/(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[^/]+)?$|\.dockerfile$/i, 'dockerfile'],
  [/(?:^|\/)Procfile(?:\.[^/]+)?$/, 'procfile'],
  [/(?:^|\/)(?:docker-)?compose(?:[.-][^/]+)?\.ya?ml$/i, 'compose'],
  [/(?:^|\/)go\.mod$/, 'go-mod'],
  [/(?:^|\/)main\.go$|(?:^|\/)cmd\/[^/]+\/[^/]+(?<!_test)\.go$/, 'go-main'],
  [/(?:^|\/)Cargo\.toml$/, 'cargo'],
  [/(?:^|\/)pyproject\.toml$/, 'pyproject'],
  [/(?:^|\/)requirements(?:[.-][^/]+)?\.txt$/, 'requirements'],
  [/(?:^|\/)(?:otlp|otel|traces?|spans?)(?:[._-][^/]+)?\.jsonl?$/i, 'trace'],
];

/** What a file may say, by its path; null for one that is not looked at. */
export function wantedKind(path: string): WantedKind | null {
  const folders = path.split('/').slice(0, -1);
  if (folders.some((folder) => NOT_THE_SUBJECT.has(folder.toLowerCase()))) {
    return null;
  }
  const known = KINDS.find(([pattern]) => pattern.test(path))?.[1] ?? null;
  const isDeployed = folders.some((folder) => DEPLOYED.has(folder.toLowerCase()));
  return known ?? (isDeployed && /\.ya?ml$/i.test(path) ? 'kubernetes' : null);
}

/** Paths that are looked at, those nearest to the root first. */
export function wantedPaths(paths: readonly string[]): string[] {
  return paths
    .filter((path) => wantedKind(path) !== null)
    .sort((left, right) => depthOf(left) - depthOf(right) || (left < right ? -1 : 1));
}

function depthOf(path: string): number {
  return path.split('/').length;
}
