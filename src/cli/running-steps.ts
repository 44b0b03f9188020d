import type { RunEvent } from '../campaign/index.ts';

/** What a run does at this moment, from its events, for the line that is kept up to date. */
export interface RunningSteps {
  /** Takes in an event that happened at this time, in ms. */
  take(event: RunEvent, nowMs: number): void;
  /** Everything that runs, with its attempt and time; null when nothing does. */
  line(nowMs: number): string | null;
}

interface Running {
  readonly what: string;
  readonly sinceMs: number;
}

/** Begins with nothing running. */
export function runningSteps(): RunningSteps {
  const running = new Map<string, Running>();
  return {
    take(event, nowMs) {
      switch (event.kind) {
        case 'step-started': {
          const attempt = event.attempt > 1 ? `, attempt ${event.attempt}` : '';
          const what = `${event.title === '' ? event.id : event.title}${attempt}`;
          running.set(event.id, { what, sinceMs: nowMs });
          break;
        }
        case 'attempt-failed': {
          const what = `${event.title === '' ? event.id : event.title}, before the next attempt`;
          running.set(event.id, { what, sinceMs: nowMs });
          break;
        }
        case 'gate-checking': {
          const sinceMs = running.get(event.id)?.sinceMs ?? nowMs;
          running.set(event.id, { what: `${event.id}: ${event.check ?? 'checking'}`, sinceMs });
          break;
        }
        case 'step-done':
        case 'step-failed':
        case 'gate-passed':
        case 'gate-failed':
          running.delete(event.id);
          break;
        case 'asked':
          running.delete(event.question.id);
          break;
        case 'rewound':
        case 'run-started':
        case 'run-resumed':
        case 'run-completed':
        case 'run-failed':
        case 'run-cancelled':
          running.clear();
          break;
        case 'answered':
          break;
      }
    },
    line(nowMs) {
      const all = [...running.values()].map(
        ({ what, sinceMs }) => `${what}, ${secondsText(nowMs - sinceMs)}`,
      );
      const count = all.length > 1 ? `${all.length} at once: ` : '';
      return all.length === 0 ? null : `${count}${all.join(' · ')}`;
    },
  };
}

function secondsText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
