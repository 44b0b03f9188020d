import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { devNull } from 'node:os';

import { HoneError, messageOf, MS_PER_S, systemCodeOf } from '../base/index.ts';
import { withoutCredentials } from './credentials.ts';
import { GIT_TIMEOUT_MS, OUTPUT_BYTES_MAX, STDERR_TAIL_BYTES } from './limits.ts';

/** What every function of this module that may take long accepts. */
export interface GitOptions {
  /** Ends git's whole process group; the function then rejects with E_INTERRUPTED. */
  readonly signal?: AbortSignal | undefined;
}

/** Where git runs and what it may know. */
export interface GitPlace {
  readonly cwd: string;
  /** Variables of git's own (GIT_DIR, …) on top of the hardened set. */
  readonly env: Readonly<Record<string, string>>;
  /** `key=value` settings that win over every file. */
  readonly config: readonly string[];
  /**
   * `none`: no configuration of the user or the machine is read; `user`: both are, for finding the
   * repository (safe.directory lives there) and for reading settings. Neither runs anything.
   */
  readonly trust: 'none' | 'user';
  /** May reach a remote as the user would, with their logins; left out: never. */
  readonly transport?: true;
}

/** How one call of git is fed, drained and judged. */
export interface GitRun extends GitOptions {
  readonly input?: string | Uint8Array;
  /** Exit codes that are results; any other is a HoneError. Default: 0 alone. */
  readonly accept?: readonly number[];
  /** Takes the output instead of collecting it. It may throw, which ends git. */
  readonly onOutput?: (chunk: Buffer) => void;
  readonly timeoutMs?: number;
}

/** How one call of git ended. */
export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  /** The end of git's messages, trimmed. */
  readonly stderr: string;
}

/**
 * Runs git so that nothing a repository configures can run with it: no inherited GIT_* variable,
 * no hook, fsmonitor, pager or prompt, no transport (so that a partial clone can't fetch, which
 * would start its remote's programs), no replaced objects; in its own process group, for a bounded
 * time and with bounded output. Filters, text conversions and external diffs are kept out by never
 * running a command that uses them on a GIT_DIR that hone did not lay itself (see `git-folder.ts`).
 *
 * @throws HoneError E_NO_GIT when git is not installed, E_INTERRUPTED on abort, E_DISK when git
 * could not write, E_REPOSITORY with git's own words for every other failure
 */
export async function runGit(
  place: GitPlace,
  args: readonly string[],
  run: GitRun = {},
): Promise<GitResult> {
  if (run.signal?.aborted === true) {
    throw interrupted(args);
  }
  const result = await new Promise<GitResult | HoneError>((resolve, reject) => {
    watch(start(place, args), args, run, resolve, reject);
  });
  if (result instanceof HoneError) {
    throw result.code === 'E_NO_GIT' ? missingGit(place, result) : result;
  }
  if (!(run.accept ?? [0]).includes(result.code)) {
    throw gitFailure(args, result);
  }
  return result;
}

/** The whole output of git as text; for output that is not a path and not a file's content. */
export async function gitText(
  place: GitPlace,
  args: readonly string[],
  run: GitRun = {},
): Promise<string> {
  const { stdout } = await runGit(place, args, run);
  return stdout.toString('utf8').trimEnd();
}

/** What git said when it failed, as a HoneError that names the subcommand. */
export function gitFailure(args: readonly string[], result: GitResult): HoneError {
  const words = result.stderr === '' ? 'it gave no reason' : result.stderr;
  if (/No space left on device|Disk quota exceeded|Read-only file system/.test(words)) {
    return new HoneError(
      'E_DISK',
      `git ${args[0]} could not write: ${words}. Free some space or choose another folder, then ` +
        `run the same command again.`,
    );
  }
  return new HoneError('E_REPOSITORY', `git ${args[0]} failed (exit ${result.code}): ${words}`);
}

const SETTINGS = [
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.pager=cat',
  'log.showSignature=false',
  'submodule.recurse=false',
  'gc.auto=0',
  'maintenance.auto=false',
];

/** For all that has no remote: nobody logs in, nothing is transported. */
const OFFLINE = ['core.askPass=', 'credential.helper=', 'protocol.allow=never'];

/** The few variables of the user's that git needs to start and to find the user's own settings. */
const KEPT_VARIABLES = ['PATH', 'TMPDIR', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DEVELOPER_DIR'];
const USER_VARIABLES = ['HOME', 'XDG_CONFIG_HOME', 'USER', 'LOGNAME'];

/** What reaching a remote takes: agents, proxies, certificates, and the programs for them. */
const REMOTE_VARIABLES = (
  'SSH_AUTH_SOCK GIT_SSH GIT_SSH_COMMAND GIT_ASKPASS SSH_ASKPASS http_proxy https_proxy ' +
  'HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY GIT_SSL_CAINFO SSL_CERT_FILE SSL_CERT_DIR'
).split(' ');

function environmentFor(place: GitPlace): Record<string, string> {
  const env: Record<string, string> = {
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    ...(place.transport === true ? {} : { GIT_ALLOW_PROTOCOL: 'none' }),
    GIT_LITERAL_PATHSPECS: '1',
    GIT_ATTR_NOSYSTEM: '1',
  };
  const names = [
    ...KEPT_VARIABLES,
    ...(place.trust === 'user' ? USER_VARIABLES : []),
    ...(place.transport === true ? REMOTE_VARIABLES : []),
  ];
  for (const name of names) {
    const value = process.env[name];
    if (value !== undefined) {
      env[name] = value;
    }
  }
  if (place.trust === 'none') {
    // GIT_CONFIG_GLOBAL is known from git 2.32 on; before, HOME decides where the file is.
    Object.assign(env, { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: devNull });
    Object.assign(env, { HOME: devNull, XDG_CONFIG_HOME: devNull });
  }
  return { ...env, ...place.env };
}

function start(place: GitPlace, args: readonly string[]): ChildProcessWithoutNullStreams {
  const offline = place.transport === true ? [] : OFFLINE;
  const settings = [...SETTINGS, ...offline, ...place.config].flatMap((one) => ['-c', one]);
  return spawn('git', [...settings, ...args], {
    cwd: place.cwd,
    env: environmentFor(place),
    detached: true, // its own process group, so that what git starts ends with it
    stdio: 'pipe',
  });
}

/** Feeds and drains one git until it ends; the first reason to stop it is the result. */
function watch(
  child: ChildProcessWithoutNullStreams,
  args: readonly string[],
  run: GitRun,
  resolve: (result: GitResult | HoneError) => void,
  reject: (reason: unknown) => void,
): void {
  const timeoutMs = run.timeoutMs ?? GIT_TIMEOUT_MS;
  const chunks: Buffer[] = [];
  let bytes = 0;
  let tail: Buffer = Buffer.alloc(0);
  let stopped: { readonly reason: unknown } | null = null;
  const stop = (reason: unknown): void => {
    stopped ??= { reason };
    killGroup(child);
  };
  const take = (chunk: Buffer): void => {
    if (stopped !== null) {
      return;
    }
    bytes += run.onOutput === undefined ? chunk.length : 0;
    if (bytes > OUTPUT_BYTES_MAX) {
      stop(tooMuchOutput(args));
      return;
    }
    try {
      (run.onOutput ?? ((part: Buffer) => chunks.push(part)))(chunk);
    } catch (thrown) {
      stop(thrown);
    }
  };
  const onAbort = (): void => stop(interrupted(args));
  const timer = setTimeout(() => stop(tooSlow(args, timeoutMs)), timeoutMs);
  const finish = (): void => {
    clearTimeout(timer);
    run.signal?.removeEventListener('abort', onAbort);
  };
  run.signal?.addEventListener('abort', onAbort, { once: true });
  child.stdout.on('data', take);
  child.stderr.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-STDERR_TAIL_BYTES);
  });
  // git may end before it read everything; its exit code then says whether that is a failure.
  child.stdin.on('error', () => undefined);
  child.stdin.end(run.input ?? '');
  child.on('error', (thrown) => {
    finish();
    resolve(couldNotStart(thrown));
  });
  child.on('close', (code) => {
    finish();
    if (stopped === null) {
      const stderr = withoutCredentials(tail.toString('utf8').trim());
      resolve({ code: code ?? -1, stdout: Buffer.concat(chunks), stderr });
    } else {
      reject(stopped.reason);
    }
  });
}

/** Ends a child that leads its own process group, and all that it started. */
export function killGroup(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (thrown) {
    if (systemCodeOf(thrown) !== 'ESRCH') {
      throw thrown;
    }
  }
}

function couldNotStart(thrown: Error): HoneError {
  const code = systemCodeOf(thrown) === 'ENOENT' ? 'E_NO_GIT' : 'E_REPOSITORY';
  return new HoneError(code, `git could not be started: ${messageOf(thrown)}`, { cause: thrown });
}

/** Node reports a missing folder and a missing program with the same code. */
function missingGit(place: GitPlace, failure: HoneError): HoneError {
  if (!existsSync(place.cwd)) {
    return new HoneError('E_NOT_FOUND', `The folder ${place.cwd} does not exist any more.`, {
      cause: failure,
    });
  }
  return new HoneError(
    'E_NO_GIT',
    'git is not installed, or not on the PATH. Install git 2.30 or newer (for example with ' +
      '`apt-get install git` or `brew install git`), then run the same command again.',
    { cause: failure },
  );
}

function interrupted(args: readonly string[]): HoneError {
  return new HoneError('E_INTERRUPTED', `Interrupted during git ${args[0]}.`);
}

function tooSlow(args: readonly string[], timeoutMs: number): HoneError {
  return new HoneError(
    'E_REPOSITORY',
    `git ${args[0]} did not end within ${timeoutMs / MS_PER_S} s and was stopped. Check that the ` +
      `disk of the repository answers, then run the same command again.`,
  );
}

function tooMuchOutput(args: readonly string[]): HoneError {
  return new HoneError(
    'E_REPOSITORY',
    `git ${args[0]} printed more than ${OUTPUT_BYTES_MAX} bytes, which is more than hone reads.`,
  );
}
