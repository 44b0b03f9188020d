import type { RewindCause } from '../port/index.ts';

/** Why a pass through a flow is over. */
export type PassEnd =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly thrown: unknown }
  /** Everything that could be done is done; questions are open. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'interrupted' }
  | {
      readonly kind: 'cancelled';
      readonly by: string;
      readonly reason: string;
      readonly message: number;
    }
  | { readonly kind: 'rewind'; readonly gate: string | null; readonly cause: RewindCause }
  /** Work that can't be ended. */
  | { readonly kind: 'stuck'; readonly what: string }
  /** The journal failed, the flow is another one, or hone has a bug: not an end of the run. */
  | { readonly kind: 'fatal'; readonly thrown: unknown };

/** What aborted work finds in its signal. */
export function reasonOf(how: PassEnd): string {
  switch (how.kind) {
    case 'cancelled':
      return `the run was cancelled by ${how.by}: ${how.reason}`;
    case 'interrupted':
      return 'the run was interrupted';
    case 'rewind':
      return `the run goes back to ${how.gate ?? 'its start'}`;
    case 'returned':
    case 'threw':
    case 'waiting':
    case 'stuck':
    case 'fatal':
      return 'the run stopped';
  }
}
