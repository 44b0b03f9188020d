import { HoneError } from '../base/index.ts';
import type { Backend } from './backend.ts';
import { openBwrap } from './bwrap.ts';
import type { Containment } from './containment.ts';
import { selfTest } from './self-test.ts';
import { openSrt } from './srt.ts';

/** Which containment is wanted, and where it may be tried. */
export interface ContainmentOptions {
  /**
   * `best`: bubblewrap, else `@anthropic-ai/sandbox-runtime`, else none, which says why. `none`: no
   * attempt is made.
   */
  readonly wanted: 'best' | 'bwrap' | 'srt' | 'none';
  /** An existing private folder; nothing stays in it. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
}

/** Ways of containing by name; each says whether it could work here. */
export interface Backends {
  readonly bwrap: () => Promise<Backend>;
  readonly srt: () => Promise<Backend>;
}

/**
 * Finds a containment that holds here: every one is made to prove it with `selfTest` first, because
 * inside another container, or as root, one that is installed may hold nothing.
 *
 * @param backends - left out: those of this machine
 * @throws HoneError E_MISSING_TOOL when one is wanted by name and is missing or does not hold,
 *   E_DISK when the scratch folder can't be used, E_INTERRUPTED on abort
 */
export async function openContainment(
  options: ContainmentOptions,
  backends: Backends = backendsOfMachine(options),
): Promise<Containment> {
  switch (options.wanted) {
    case 'none':
      return noContainment('not contained: that was asked for');
    case 'bwrap':
    case 'srt': {
      const backend = await proven(backends[options.wanted], options);
      if (backend.kind === 'refused') {
        throw notToBeHad(options.wanted, backend);
      }
      return backend.containment;
    }
    case 'best': {
      const bwrap = await proven(backends.bwrap, options);
      if (bwrap.kind === 'ready') {
        return bwrap.containment;
      }
      const srt = await proven(backends.srt, options);
      return srt.kind === 'ready' ? srt.containment : noContainment(descriptionOf([bwrap, srt]));
    }
  }
}

type Refused = Extract<Backend, { kind: 'refused' }>;

function backendsOfMachine({ signal }: ContainmentOptions): Backends {
  return {
    bwrap: () => openBwrap(process.env['PATH'] ?? '', signal),
    srt: () => openSrt(),
  };
}

/** A backend that has passed its self-test, or is refused. */
async function proven(
  open: () => Promise<Backend>,
  { scratch, signal }: ContainmentOptions,
): Promise<Backend> {
  if (signal?.aborted === true) {
    throw new HoneError('E_INTERRUPTED', 'Interrupted while a sandbox was looked for.');
  }
  const backend = await open();
  if (backend.kind === 'refused') {
    return backend;
  }
  const result = await selfTest(backend.containment, scratch, signal);
  return result.kind === 'passed'
    ? backend
    : {
        kind: 'refused',
        reason: `${NAMES[backend.containment.kind]} was tried and ${result.reason}`,
        advice: adviceFor(result.reason),
      };
}

const NAMES: Readonly<Record<Containment['kind'], string>> = {
  bwrap: 'bubblewrap',
  srt: '@anthropic-ai/sandbox-runtime',
  none: 'nothing',
};

/** bubblewrap's own words where a system forbids it what it needs. */
const FORBIDDEN = /uid map|new namespace|No permissions|Operation not permitted|Permission denied/i;

function adviceFor(reason: string): string {
  return FORBIDDEN.test(reason)
    ? 'The system forbids it new namespaces: inside a container allow them (for Docker ' +
        '`--security-opt seccomp=unconfined --security-opt systempaths=unconfined`), on Ubuntu ' +
        '24.04 and newer set `sysctl kernel.apparmor_restrict_unprivileged_userns=0` or install ' +
        'an AppArmor profile for bwrap.'
    : '';
}

function notToBeHad(wanted: 'bwrap' | 'srt', { reason, advice }: Refused): HoneError {
  const other = wanted === 'bwrap' ? 'srt' : 'bwrap';
  return new HoneError(
    'E_MISSING_TOOL',
    `The sandbox ${wanted} can't be used, because ${reason}.${advice === '' ? '' : ` ${advice}`} ` +
      `Or ask for another sandbox: ${other}, or the best that there is.`,
  );
}

function descriptionOf(refused: readonly Refused[]): string {
  const reasons = refused.map(({ reason }) => reason).join('; ');
  const advice = refused.map((each) => each.advice).find((each) => each !== '');
  return `not contained: ${reasons}.${advice === undefined ? '' : ` ${advice}`}`;
}

function noContainment(description: string): Containment {
  return { kind: 'none', description, contain: (command) => Promise.resolve(command) };
}
