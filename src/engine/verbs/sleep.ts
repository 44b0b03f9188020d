import { assert } from '../../base/index.ts';
import { SLEEP_MS_MAX } from '../limits.ts';
import type { Pass } from '../pass.ts';
import { never, type Scope } from '../scope.ts';
import { later, waitUntil } from '../wait-until.ts';

/** `Flow.sleep`. */
export async function sleep(pass: Pass, scope: Scope, id: string, ms: number): Promise<void> {
  const full = pass.claim(scope, id);
  assert(ms >= 0 && ms <= SLEEP_MS_MAX, `${full} sleeps 0 to ${SLEEP_MS_MAX} ms, not ${ms}`);
  const entry = pass.recordedAs(full, 'sleep');
  if (entry?.isDone === true) {
    return;
  }
  const { parts, recorder } = pass;
  const wait = entry?.started.data ?? {
    id: full,
    ms,
    until: later(parts.clock.isoNow(), ms),
  };
  if (entry === null) {
    recorder.append({ type: 'sleep.started', data: wait });
  }
  const done = scope.begin();
  await waitUntil(parts, scope, wait);
  if (scope.isClosed()) {
    return never();
  }
  recorder.append({ type: 'sleep.done', data: { id: full } });
  done();
}
