import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

import { assert, diskErrorFrom, HoneError } from '../base/index.ts';
import type { CommandLine } from '../model/index.ts';
import type { Containment, Policy } from './containment.ts';
import { SELF_TEST_MS_MAX, SELF_TEST_STARTS_MAX } from './limits.ts';
import { CONNECT_SCRIPT, PROBE_SCRIPT } from './probe-script.ts';
import { type BriefEnd, runBriefly } from './run-briefly.ts';
import { isPrivate } from './view.ts';

/** What came of trying to break out. */
export type SelfTestResult =
  | { readonly kind: 'passed' }
  /** The rest of a sentence after `because`. */
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Tries to break out of a containment: writes a read-only file and outside, reads a hidden folder,
 * takes the mounts apart, writes a setting of the kernel, reaches a port of the machine. All of it
 * has to fail, and a write into a writable folder has to work. Everything is looked at from outside
 * as well, because a broken sandbox may print anything.
 *
 * @param scratch - an existing private folder
 * @throws HoneError E_DISK when the folder can't be used, E_INTERRUPTED on abort
 */
export async function selfTest(
  containment: Containment,
  scratch: string,
  signal?: AbortSignal,
): Promise<SelfTestResult> {
  const ground = layGround(scratch);
  const server = createServer((socket) => socket.destroy());
  let reached = false;
  server.on('connection', () => {
    reached = true;
  });
  try {
    const port = await listen(server);
    const end = await started(containment, probe(ground, port), {
      policy: {
        writable: [ground.work],
        // Node may be installed below a folder that is empty inside, as in a temporary checkout.
        readOnly: [join(ground.work, 'frozen'), process.execPath],
        hidden: [ground.hidden],
        network: 'none',
      },
      signal,
    });
    if (end.kind === 'interrupted') {
      throw new HoneError('E_INTERRUPTED', 'Interrupted while the sandbox was being tested.');
    }
    return judge(end, ground, reached);
  } finally {
    server.close();
    rmSync(ground.root, { recursive: true, force: true });
    rmSync(ground.farFile, { force: true }); // there only when the containment does not hold
  }
}

/** Sockets and the like that a sandbox covers may go away while it is made: then once more. */
async function started(
  containment: Containment,
  command: CommandLine,
  { policy, signal }: { readonly policy: Policy; readonly signal: AbortSignal | undefined },
): Promise<BriefEnd> {
  for (let left = SELF_TEST_STARTS_MAX - 1; ; left--) {
    const inside = await containment.contain(command, policy);
    const end = await runBriefly(inside, SELF_TEST_MS_MAX, signal);
    const isRefusal =
      end.kind === 'ended' &&
      end.code !== 0 &&
      end.stdout === '' &&
      end.stderr.startsWith('bwrap: ');
    if (left === 0 || !isRefusal) {
      return end;
    }
  }
}

interface Ground {
  readonly root: string;
  readonly work: string;
  readonly frozenFile: string;
  readonly outside: string;
  readonly hidden: string;
  /** In a folder of the machine that we could write to and that no command has as its own. */
  readonly farFile: string;
}

const FROZEN_TEXT = 'frozen';

function layGround(scratch: string): Ground {
  try {
    const root = mkdtempSync(join(scratch, 'hone-self-test-'));
    const ground = {
      root,
      work: join(root, 'work'),
      frozenFile: join(root, 'work', 'frozen', 'file'),
      outside: join(root, 'outside'),
      hidden: join(root, 'hidden'),
      farFile: join(farFolder(), `.${basename(root)}`),
    };
    mkdirSync(join(ground.work, 'frozen'), { recursive: true });
    writeFileSync(ground.frozenFile, FROZEN_TEXT);
    mkdirSync(ground.outside);
    mkdirSync(ground.hidden);
    writeFileSync(join(ground.hidden, 'secret'), '');
    return ground;
  } catch (thrown) {
    throw diskErrorFrom(thrown, scratch);
  }
}

/**
 * Where a write shows that the machine itself can be written to. Usually HOME; but one below a
 * private folder, such as `/var/tmp`, is another folder inside, where a write proves nothing.
 */
function farFolder(): string {
  const candidates = [homedir(), '/', process.cwd()];
  return candidates.find((path) => canWrite(path) && !isPrivate(path)) ?? homedir();
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false; // it is not there, or not for us
  }
}

function probe(ground: Ground, port: number): CommandLine {
  return {
    words: ['/bin/sh', '-c', PROBE_SCRIPT],
    cwd: ground.work,
    env: {
      // Where mount and umount are, whatever the user's own path says.
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HONE_PROBE_WORK: ground.work,
      HONE_PROBE_OUTSIDE: ground.outside,
      HONE_PROBE_HIDDEN: ground.hidden,
      HONE_PROBE_FAR_FILE: ground.farFile,
      HONE_PROBE_PORT: String(port),
      HONE_PROBE_NODE: process.execPath,
      HONE_PROBE_CONNECT: CONNECT_SCRIPT,
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      assert(typeof address === 'object' && address !== null, 'it listens at a port');
      resolve(address.port);
    });
  });
}

const BREACHES: Readonly<Record<string, string>> = {
  frozen: 'wrote to a read-only file',
  outside: 'wrote outside of its folders',
  hidden: 'looked into a hidden folder',
  remount: 'made a read-only mount writable again',
  umount: 'took a mount away',
  kernel: 'could change settings of the kernel',
  connect: 'reached a port of the machine without being allowed a network',
};

function judge(end: BriefEnd, ground: Ground, reached: boolean): SelfTestResult {
  switch (end.kind) {
    case 'not-started':
      return failed(`it could not be started: ${end.cause.message}`);
    case 'timed-out':
      return failed(`its self-test did not end within ${SELF_TEST_MS_MAX / 1_000} s`);
    case 'interrupted':
      return failed('its self-test was interrupted');
    case 'ended':
      break;
  }
  const lines = new Set(end.stdout.split('\n'));
  const breaches = [
    ...Object.entries(BREACHES).flatMap(([word, what]) => (lines.has(word) ? [what] : [])),
    ...(textAt(ground.frozenFile) === FROZEN_TEXT ? [] : [BREACHES['frozen']]),
    ...(existsSync(ground.farFile) || existsSync(join(ground.outside, 'written'))
      ? [BREACHES['outside']]
      : []),
    ...(reached ? [BREACHES['connect']] : []),
  ];
  if (breaches.length > 0) {
    const all = [...new Set(breaches)].join(', ');
    return failed(`it does not hold: a process inside ${all}`);
  }
  if (!lines.has('end')) {
    const said = end.stderr.trim().split('\n').at(-1) ?? '';
    return failed(`it could not run a command${said === '' ? '' : `: ${said}`}`);
  }
  if (!lines.has('work') || !existsSync(join(ground.work, 'written'))) {
    return failed('a process inside could not write to its own folder');
  }
  return lines.has('connect-tried')
    ? { kind: 'passed' }
    : failed('a process inside could not run Node, so the network was not tested');
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // it was moved away or removed
  }
}

function failed(reason: string): SelfTestResult {
  return { kind: 'failed', reason };
}
