import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { HoneError, messageOf } from '../base/index.ts';
import type { Backend } from './backend.ts';
import type { Containment, Policy } from './containment.ts';
import { isWithin, realPath } from './real-path.ts';

/** The part of the package's interface that is used here, as of its versions 0.0.78 to 0.0.83. */
export interface SandboxRuntime {
  isSupportedPlatform(): boolean;
  checkDependencies(): { readonly errors: readonly string[] };
  wrapWithSandboxArgv(
    command: string,
    shell: string,
    config: RuntimeConfig,
    signal: AbortSignal | undefined,
    cwd: string,
  ): Promise<{ readonly argv: readonly string[] }>;
}

interface RuntimeConfig {
  readonly filesystem: {
    readonly allowWrite: readonly string[];
    readonly denyWrite: readonly string[];
    readonly denyRead: readonly string[];
    readonly allowRead: readonly string[];
  };
  /** Left out: the network of the machine. An empty list: none, since no proxy is started. */
  readonly network?: { readonly allowedDomains: readonly []; readonly deniedDomains: readonly [] };
}

/** No literal where it is imported, because neither bundlers nor type checks may need it. */
const PACKAGE: string = '@anthropic-ai/sandbox-runtime';

/**
 * Containment by the package `@anthropic-ai/sandbox-runtime`, before its self-test. It is loaded
 * here and nowhere else, and never initialised: that would start its proxies, which are for lists
 * of domains.
 *
 * @param load - imports the package
 */
export async function openSrt(
  load: () => Promise<unknown> = () => import(PACKAGE),
): Promise<Backend> {
  let runtime: SandboxRuntime | null;
  try {
    runtime = runtimeIn(await load());
  } catch {
    const reason = `the package ${PACKAGE} is not installed`;
    return { kind: 'refused', reason, advice: `Install it with \`npm install ${PACKAGE}\`.` };
  }
  if (runtime === null) {
    return {
      kind: 'refused',
      reason: `the installed ${PACKAGE} is of a version that hone does not know`,
      advice: `Install version 0.0.83 with \`npm install ${PACKAGE}@0.0.83\`.`,
    };
  }
  const problem = problemOf(runtime);
  return problem === null
    ? { kind: 'ready', containment: srtContainment(runtime) }
    : { kind: 'refused', reason: `${PACKAGE} ${problem}`, advice: 'Install what it needs.' };
}

/** What keeps the package from working here, or null. */
function problemOf(runtime: SandboxRuntime): string | null {
  try {
    if (!runtime.isSupportedPlatform()) {
      return 'does not support this platform';
    }
    const { errors } = runtime.checkDependencies();
    return errors.length === 0 ? null : `misses something: ${errors.join(', ')}`;
  } catch (thrown) {
    return `failed: ${messageOf(thrown)}`;
  }
}

function runtimeIn(module: unknown): SandboxRuntime | null {
  if (!isObject(module)) {
    return null;
  }
  const manager = module['SandboxManager'];
  return isRuntime(manager) ? manager : null;
}

function isRuntime(value: unknown): value is SandboxRuntime {
  const names = ['isSupportedPlatform', 'checkDependencies', 'wrapWithSandboxArgv'];
  return isObject(value) && names.every((name) => typeof value[name] === 'function');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function srtContainment(runtime: SandboxRuntime): Containment {
  return {
    kind: 'srt',
    description:
      `contained by ${PACKAGE}: the machine read-only; the temporary folders are those of the ` +
      `machine`,
    async contain(command, policy) {
      const cwd = realPath(command.cwd, 'The working folder');
      const { argv } = await runtime.wrapWithSandboxArgv(
        quoted(command.words),
        '/bin/sh',
        configFor(policy),
        undefined,
        cwd,
      );
      const [program, ...words] = argv;
      if (program === undefined) {
        throw new HoneError('E_COMMAND', `${PACKAGE} gave no command to run. Use bubblewrap.`);
      }
      return { words: [program, ...words], cwd: command.cwd, env: command.env };
    },
  };
}

/** Folders that the package lets every command write to, unasked. */
const UNASKED_WRITABLE = [
  '/tmp/claude',
  '/private/tmp/claude',
  join(homedir(), '.npm', '_logs'),
  join(homedir(), '.claude', 'debug'),
];

function configFor(policy: Policy): RuntimeConfig {
  const writable = policy.writable.map((path) => literal(path, 'The writable folder'));
  const readOnly = policy.readOnly.map((path) => literal(path, 'The read-only path'));
  const hidden = policy.hidden.map((path) => literal(path, 'The hidden folder'));
  const given = [...writable, ...readOnly];
  const unasked = UNASKED_WRITABLE.filter(
    (path) => existsSync(path) && !writable.some((folder) => isWithin(path, folder)),
  );
  return {
    filesystem: {
      allowWrite: writable,
      denyWrite: [...readOnly, ...unasked],
      denyRead: hidden,
      allowRead: given.filter((path) =>
        hidden.some((folder) => folder !== path && isWithin(path, folder)),
      ),
    },
    ...(policy.network === 'none' ? { network: { allowedDomains: [], deniedDomains: [] } } : {}),
  };
}

/** The package takes some characters for patterns, and on Linux leaves such paths out. */
function literal(path: string, what: string): string {
  const real = realPath(path, what);
  if (/[*?[\]{}]/.test(real)) {
    throw new HoneError(
      'E_CONFIG',
      `${what} ${real} has one of the characters * ? [ ] { } in its name, which ${PACKAGE} takes ` +
        `for a pattern. Rename it, or use bubblewrap.`,
    );
  }
  return real;
}

/** One line for a POSIX shell that means exactly these words. */
function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}
