import { NS_PER_MS } from '../../base/index.ts';
import type { NewFlowEvent } from '../events.ts';
import { failureText } from '../failure-text.ts';
import { VISIBLE_AFTER_MS } from '../limits.ts';
import type { Pass } from '../pass.ts';
import type { ProcessGroup } from '../../port/index.ts';

type Started = Extract<NewFlowEvent, { readonly type: 'step.started' }>;

/** What others see of an attempt that runs. */
export interface Visibility {
  /** Records a process group, and that the attempt has begun. */
  owns(group: ProcessGroup): void;
  /** To be called when the attempt takes a while. */
  slow(): void;
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

  if (atOnce) {
    recorder.append(...begin());
  }
  return {
    owns({ pid, startedAt }) {
      const { id, attempt } = started.data;
      const boot = parts.system.boot();
      const data = { id, attempt, pid, startedAt, boot };
      appendOrEnd(pass, [...begin(), { type: 'step.owns', data }]);
    },
    slow: () => appendOrEnd(pass, begin()),
  };
}

/** Records what somebody sees, from where nobody waits: a failure of the journal ends the pass. */
function appendOrEnd(pass: Pass, events: readonly NewFlowEvent[]): void {
  try {
    if (events.length > 0) {
      pass.recorder.append(...events);
    }
  } catch (thrown) {
    pass.end({ kind: 'fatal', thrown });
  }
}

/** What others see of the check of a gate that runs. */
export interface CheckVisibility {
  /** To be called with what the check looks at now. */
  looksAt(check: string): void;
  /** To be called when the check takes a while. */
  slow(): void;
  /** To be called when it is over: what it says afterwards is not heard. */
  stop(): void;
}

/** Records what the check of a gate looks at, once it takes so long that somebody may wonder. */
export function visibleCheck(pass: Pass, id: string): CheckVisibility {
  const { clock } = pass.parts;
  const startNs = clock.monotonicNs();
  let check: string | null = null;
  let isSlow = false;
  let isOver = false;

  function show(): void {
    isSlow = true;
    appendOrEnd(pass, [{ type: 'gate.checking', data: { id, check } }]);
  }

  return {
    looksAt(what) {
      check = failureText(what);
      // A check that computes lets no timer through, so it is found to be slow here.
      isSlow ||= (clock.monotonicNs() - startNs) / NS_PER_MS > VISIBLE_AFTER_MS;
      if (isSlow && !isOver) {
        show();
      }
    },
    slow: show,
    stop: () => void (isOver = true),
  };
}
