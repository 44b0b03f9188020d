import type { AttemptEnd } from './attempt-failure.ts';

/** Why an attempt ends: what happens first counts, and nothing after it is listened to. */
export interface FirstEnd {
  readonly stop: (end: AttemptEnd) => void;
  /** Null while the work goes on. */
  readonly now: () => AttemptEnd | null;
  readonly came: Promise<AttemptEnd>;
}

/** Nothing has ended yet. */
export function firstEnd(): FirstEnd {
  const { promise, resolve } = Promise.withResolvers<AttemptEnd>();
  let first: AttemptEnd | null = null;
  return {
    stop(end) {
      first ??= end;
      resolve(first);
    },
    now: () => first,
    came: promise,
  };
}
