import type { CommandLine } from '../model/index.ts';
import type { Policy } from './containment.ts';
import { PRIVATE_FOLDER_BYTES_MAX } from './limits.ts';
import type { Place, View } from './view.ts';

/** What of the machine's bubblewrap and its surroundings matters for its flags. */
export interface BwrapProgram {
  /** Absolute. */
  readonly path: string;
  readonly version: string;
  /** True from 0.7 on: a private folder can be kept from filling the memory. */
  readonly hasSize: boolean;
  /** Absolute path of an `env` that can set how signals are taken (GNU), or null. */
  readonly env: string | null;
}

/** What is covered so that it can't be used although it can be seen. All paths without links. */
export interface Covers {
  /** Below `/proc`, bound over themselves as read-only. */
  readonly kernel: readonly string[];
  readonly sockets: readonly string[];
}

/**
 * The words that run a command in a view.
 *
 * Two flags and a mount are there because root keeps more than its capabilities:
 * without `--cap-drop ALL` it takes the mounts apart, and without a read-only `/proc/sys` it writes
 * the settings of the kernel, which bubblewrap leaves open to it (0.8 asks whether the folder is
 * writable; it never is, its files are). `kernel.core_pattern` names a program that the kernel runs
 * outside of every sandbox.
 *
 * With GNU `env` the bubblewrap process itself ignores a request to end, which its whole process
 * group gets, so that the command inside can end in order; SIGKILL ends everything. Without it, the
 * command gets a session of its own, so that it can't type into a terminal either.
 */
export function bwrapWords(
  program: BwrapProgram,
  view: View,
  covers: Covers,
  policy: Policy,
  command: CommandLine,
): readonly [string, ...string[]] {
  const flags = [
    ...FLAGS,
    ...(policy.network === 'none' ? ['--unshare-net'] : []),
    ...(program.env === null ? ['--new-session'] : []),
    ...GROUND,
    ...covers.kernel.flatMap((path) => ['--ro-bind', path, path]),
    ...view.places.flatMap((place) => mountWords(place, program)),
    ...view.links.flatMap(({ path, target }) => ['--symlink', target, path]),
    ...covers.sockets.flatMap((path) => ['--ro-bind', '/dev/null', path]),
    ...closedAgain(view.places).flatMap((path) => ['--remount-ro', path]),
    '--chdir',
    view.cwd,
  ];
  const inner = command.words;
  if (program.env === null) {
    return [program.path, ...flags, '--', ...inner];
  }
  return [
    program.env,
    `--ignore-signal=${ENDING_SIGNALS}`,
    program.path,
    ...flags,
    '--',
    program.env,
    `--default-signal=${ENDING_SIGNALS}`,
    // To env, a first word with this sign in it would be a variable.
    ...(inner[0].includes('=') ? ['/bin/sh', '-c', 'exec "$0" "$@"'] : []),
    ...inner,
  ];
}

const FLAGS = [
  ['--die-with-parent', '--cap-drop', 'ALL'],
  ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
].flat();

const GROUND = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'];

const ENDING_SIGNALS = 'HUP,INT,QUIT,TERM';

function mountWords(place: Place, { hasSize }: BwrapProgram): string[] {
  switch (place.kind) {
    case 'writable':
      return ['--bind', place.path, place.path];
    case 'read-only':
      return ['--ro-bind', place.path, place.path];
    case 'hidden':
      return place.isFolder ? ['--tmpfs', place.path] : ['--ro-bind', '/dev/null', place.path];
    case 'private': {
      const size = hasSize ? ['--size', String(PRIVATE_FOLDER_BYTES_MAX)] : [];
      return ['--perms', '1777', ...size, '--tmpfs', place.path];
    }
  }
}

/** Made in memory and open only until everything that lies in them is mounted. Deepest first. */
function closedAgain(places: readonly Place[]): string[] {
  const closed = places.filter(
    (place) =>
      (place.kind === 'hidden' && place.isFolder) ||
      (place.kind === 'private' && place.stays === 'read-only'),
  );
  return [...closed.map(({ path }) => path).toReversed(), '/dev'];
}
