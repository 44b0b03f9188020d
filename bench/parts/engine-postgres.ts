import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A server that runs for this bench only. */
export interface Postgres {
  /** For clients, without a database. */
  readonly url: string;
  readonly version: string;
  /** Size of all that it stores, its log for recovery included. */
  readonly folder: string;
  end(): Promise<void>;
}

/** The user without rights; Postgres refuses to run as root. */
const NOBODY = 65_534;
const READY_MS_MAX = 30_000;
const END_MS_MAX = 15_000;
const LOOK_EVERY_MS = 100;

/**
 * Makes a cluster in a temporary folder and starts it, with Postgres' own settings.
 *
 * @returns in words what is missing, where it can't be started
 */
export async function startPostgres(): Promise<Postgres | string> {
  const binaries = globSync('/usr/lib/postgresql/*/bin').sort().at(-1);
  if (binaries === undefined) {
    return 'Postgres is not installed (no /usr/lib/postgresql/*/bin; Debian: postgresql)';
  }
  const isRoot = process.getuid?.() === 0;
  if (isRoot && spawnSync('setpriv', ['--version']).status !== 0) {
    return 'Postgres does not run as root, and there is no setpriv to become somebody else';
  }
  const folder = mkdtempSync(join(tmpdir(), 'hone-postgres-'));
  const data = join(folder, 'data');
  const words = (name: string, rest: readonly string[]): readonly [string, readonly string[]] => {
    const program = join(binaries, name);
    const asNobody = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', program];
    return isRoot ? ['setpriv', [...asNobody, ...rest]] : [program, rest];
  };
  if (isRoot) {
    chownSync(folder, NOBODY, NOBODY);
  }
  const [initdb, options] = words('initdb', [
    '-D',
    data,
    '-U',
    'hone',
    '-A',
    'trust',
    '-E',
    'UTF8',
  ]);
  const made = spawnSync(initdb, options, { encoding: 'utf8', cwd: folder });
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    return `initdb failed: ${made.stderr.trim().split('\n').at(-1) ?? ''}`;
  }
  const port = await freePort();
  const server = spawn(
    ...words('postgres', ['-D', data, '-k', folder, '-h', '127.0.0.1', '-p', String(port)]),
    { stdio: 'ignore', cwd: folder },
  );
  // Also when this process ends without having come to `end`.
  const kill = (): void => void server.kill('SIGQUIT');
  process.once('exit', kill);
  const end = async (): Promise<void> => {
    await ended(server);
    process.off('exit', kill);
    rmSync(folder, { recursive: true, force: true });
  };
  if (!(await isReady(join(binaries, 'pg_isready'), port, server))) {
    await end();
    return 'the Postgres server did not start';
  }
  const version = spawnSync(join(binaries, 'postgres'), ['--version'], { encoding: 'utf8' });
  return {
    url: `postgresql://hone@127.0.0.1:${port}`,
    version: version.stdout.trim(),
    folder: data,
    end,
  };
}

async function isReady(program: string, port: number, server: ChildProcess): Promise<boolean> {
  const words = ['-q', '-h', '127.0.0.1', '-p', String(port)];
  for (let waitedMs = 0; waitedMs < READY_MS_MAX; waitedMs += LOOK_EVERY_MS) {
    if (server.exitCode !== null) {
      return false;
    }
    if (spawnSync(program, words).status === 0) {
      return true;
    }
    await pause(LOOK_EVERY_MS);
  }
  return false;
}

/** SIGINT is its fast shutdown: clients are cut off, what is committed is kept. */
async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) {
    return;
  }
  const exit = once(server, 'exit');
  server.kill('SIGINT');
  const hasEnded = await Promise.race([exit.then(() => true), pause(END_MS_MAX, false)]);
  if (!hasEnded) {
    server.kill('SIGQUIT');
    await exit;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
