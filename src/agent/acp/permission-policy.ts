import { resolve } from 'node:path';

import { isOfThisMachine, reachOutside } from './command-reach.ts';
import { PATHS_MAX } from './limits.ts';
import { leadsInto } from './path-place.ts';
import { oneLine, type ToolCall } from './tool-call.ts';

/** What an agent may be allowed to touch. All paths are absolute. */
export interface Grounds {
  /** Where it works; what relative paths are relative to. */
  readonly folder: string;
  /** Where it hands in. */
  readonly outputFolder: string;
}

/** One of the answers that the agent offers. */
export interface PermissionOption {
  readonly id: string;
  /** `allow_once`, `allow_always`, `reject_once` or `reject_always` in the protocol. */
  readonly kind: string;
}

/** What is answered, with the option that says so; null where none that is offered does. */
export type PermissionAnswer =
  | { readonly kind: 'allowed'; readonly optionId: string }
  | { readonly kind: 'refused'; readonly optionId: string | null; readonly reason: string };

/** Kinds of tools that stay in the folder when they name no path. */
const AT_HOME = new Set(['read', 'edit', 'delete', 'move', 'search', 'think', 'switch_mode']);

/**
 * Decides about one request: work within the grounds is allowed once, everything else refused.
 * Nothing is ever allowed for good, because the next use of the same tool may go elsewhere.
 *
 * It keeps honest agents on their way and is no boundary: an agent that does not ask, or asks for
 * one thing and does another, is held by its sandbox and found by what is checked afterwards.
 */
export function permissionFor(
  call: ToolCall,
  options: readonly PermissionOption[],
  grounds: Grounds,
): PermissionAnswer {
  const option = (kind: string): string | null =>
    options.find((offered) => offered.kind === kind)?.id ?? null;
  const refuse = (reason: string): PermissionAnswer => ({
    kind: 'refused',
    optionId: option('reject_once') ?? option('reject_always'),
    reason,
  });
  const objection = objectionTo(call, grounds);
  if (objection !== null) {
    return refuse(objection);
  }
  const once = option('allow_once');
  return once === null
    ? refuse('it can only be allowed for good')
    : { kind: 'allowed', optionId: once };
}

/** Why a call is refused, or null. */
function objectionTo(call: ToolCall, { folder, outputFolder }: Grounds): string | null {
  const roots = [folder, outputFolder];
  const { kind, paths, command, cwd, urls } = call;
  const stranger = urls.find((url) => !isOfThisMachine(url));
  if (kind === 'fetch' || stranger !== undefined) {
    return `the network is not for it${stranger === undefined ? '' : ` (${oneLine(stranger)})`}`;
  }
  if (paths.length > PATHS_MAX) {
    return `it names more than ${PATHS_MAX} paths`;
  }
  const outside = paths.find((path) => !leadsInto(path, folder, roots));
  if (outside !== undefined) {
    return `${oneLine(outside)} is outside its folders`;
  }
  const reached = command === null ? null : reachOutside(command, cwdOf(cwd, folder), roots);
  if (reached !== null) {
    return `the command reaches ${oneLine(reached)}, outside its folders`;
  }
  const isKnown = command !== null || paths.length > 0 || (kind !== null && AT_HOME.has(kind));
  return isKnown ? null : 'it does not say what it is going to do';
}

/** A folder that a command changes to was found inside before. */
function cwdOf(cwd: string | null, folder: string): string {
  return cwd === null ? folder : resolve(folder, cwd);
}

/** What the trace tells of a request. */
export function permissionAbout(call: ToolCall, answer: PermissionAnswer): string {
  const what = [call.name, call.about].filter((part) => part !== '').join(': ');
  return oneLine(answer.kind === 'allowed' ? what : `${what} (${answer.reason})`);
}
