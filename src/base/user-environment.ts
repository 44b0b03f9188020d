import { basename, delimiter, dirname, sep } from 'node:path';

/** What Node and its test runner set for their own children, or would change a subject's Node. */
const NODE_NAMES = new Set([
  'NODE_OPTIONS',
  'NODE_COMPILE_CACHE',
  'NODE_V8_COVERAGE',
  'NODE_TEST_CONTEXT',
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_UNIQUE_ID',
  'INIT_CWD',
]);

/** Set by npm beside its npm_ variables; outside npm they are the user's own. */
const NPM_EXTRA_NAMES = new Set(['NODE', 'COLOR']);

/**
 * The environment that the user's own shell would give a command: without what npm, npx and Node
 * added on the way to hone, and without the Node that hone may have brought itself. So the
 * subject's `node` is the user's. Everything else stays as it is.
 *
 * @param processEnv - hone's own environment, usually `process.env`
 * @param honeNode - path of the Node that runs hone, usually `process.execPath`; its folder leaves
 *   PATH only when it lies in a `node_modules`, because otherwise it is the user's own Node
 */
export function userEnvironment(
  processEnv: Readonly<Record<string, string | undefined>>,
  honeNode: string = process.execPath,
): Record<string, string> {
  const underNpm = processEnv['npm_execpath'] !== undefined;
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(processEnv)) {
    const added =
      NODE_NAMES.has(name) ||
      name.toLowerCase().startsWith('npm_') ||
      (underNpm && NPM_EXTRA_NAMES.has(name));
    if (value !== undefined && !added) {
      kept[name] = name === 'PATH' ? userPath(value, dirname(honeNode)) : value;
    }
  }
  return kept;
}

function userPath(path: string, honeNodeFolder: string): string {
  const broughtNode = isInNodeModules(honeNodeFolder) ? honeNodeFolder : null;
  return path
    .split(delimiter)
    .filter((entry) => {
      const folder = withoutTrailingSeparator(entry);
      return (
        folder !== broughtNode &&
        basename(folder) !== 'node-gyp-bin' &&
        !(basename(folder) === '.bin' && basename(dirname(folder)) === 'node_modules')
      );
    })
    .join(delimiter);
}

function isInNodeModules(folder: string): boolean {
  return folder.split(sep).includes('node_modules');
}

function withoutTrailingSeparator(entry: string): string {
  return entry.length > 1 && entry.endsWith(sep) ? entry.replace(/\/+$/, '') : entry;
}
