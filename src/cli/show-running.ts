import type { Hooks, RunEvent } from '../campaign/index.ts';
import { runningSteps } from './running-steps.ts';
import type { LiveLine } from './terminal.ts';

/** How often the time of what runs is shown anew, in ms. */
const SHOWN_EVERY_MS = 1_000;

/** Keeps the line on a terminal up to date with what a run does, until it is stopped. */
export interface RunningShown {
  /** To be used instead of those of the line: what a measurement tells of itself is more. */
  readonly hooks: Hooks;
  take(event: RunEvent): void;
  stop(): void;
}

/** Begins to show what runs on this line. */
export function showRunning(live: LiveLine): RunningShown {
  const running = runningSteps();
  let progressAt = -Infinity;
  let stage = '';
  const ticking = setInterval(() => {
    const now = performance.now();
    const line = running.line(now);
    if (line !== null && now - progressAt > SHOWN_EVERY_MS) {
      live.onRunning(stage === '' ? line : `${line}  ${stage}`);
    }
  }, SHOWN_EVERY_MS);
  ticking.unref();
  return {
    hooks: {
      ...live,
      onStage: (text) => {
        stage = text;
        live.onStage(text);
      },
      onProgress: (progress) => {
        progressAt = performance.now();
        live.onProgress(progress);
      },
    },
    take(event) {
      stage = ''; // what it was about has begun or ended
      running.take(event, performance.now());
    },
    stop: () => clearInterval(ticking),
  };
}
