import type { NewFlowEvent } from '../events.ts';
import { VISIBLE_AFTER_MS } from '../limits.ts';
import type { Pass } from '../pass.ts';
import type { ProcessGroup } from '../../flow/index.ts';

type Started = Extract<NewFlowEvent, { readonly type: 'step.started' }>;

/** What others see of an attempt that runs. */
export interface Visibility {
  /** Records a process group, and that the attempt has begun. */
  owns(group: ProcessGroup): void;
  /** To be called when the attempt is over. */
  stop(): void;
}

/**
 * Records that an attempt has begun: at once for another attempt, else when it takes a while or
 * has processes of its own. A quick step so costs one event instead of two.
 */
export function visibleAttempt(pass: Pass, started: Started, atOnce: boolean): Visibility {
  const { recorder, parts } = pass;
  let isRecorded = false;

  function begin(): readonly Started[] {
    const missing = isRecorded ? [] : [started];
    isRecorded = true;
    return missing;
  }

  function appendOrEnd(events: readonly NewFlowEvent[]): void {
    try {
      if (events.length > 0) {
        recorder.append(...events);
      }
    } catch (thrown) {
      pass.end({ kind: 'fatal', thrown });
    }
  }

  if (atOnce) {
    recorder.append(...begin());
  }
  const stopTimer = parts.timers.after(VISIBLE_AFTER_MS, () => appendOrEnd(begin()));
  return {
    owns({ pid, startedAt }) {
      const { id, attempt } = started.data;
      const boot = parts.system.boot();
      appendOrEnd([...begin(), { type: 'step.owns', data: { id, attempt, pid, startedAt, boot } }]);
    },
    stop: stopTimer,
  };
}
