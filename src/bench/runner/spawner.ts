import type { Exceeded, Placement } from '../../model/index.ts';
import type { EngineInput, Wish } from './engine-input.ts';
import type { Hello } from './protocol.ts';

/** A command that is ready to start: everything was looked up, opened and checked. */
export interface SpawnOrder {
  /** Identifies the request, so that an old cancel is not taken for this one's. */
  readonly id: number;
  /** Absolute path of the executable. */
  readonly file: string;
  readonly words: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdinFd: number;
  readonly stdoutFd: number;
  readonly stderrFd: number;
  readonly placement: Placement;
  readonly timeoutMs: number;
  readonly outputBytesMax: number;
  readonly exactMemory: boolean;
}

/** How a command ended; `gone` means that the engine is, so nobody waits for an answer. */
export type End =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'flooded' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'gone' }
  | Exceeded;

/** How a command ends that the engine no longer wants to run. */
export function endFor(
  wish: Exclude<Wish, 'go-on'>,
): Exclude<End, { kind: 'exited' | 'signalled' }> {
  return typeof wish === 'string' ? { kind: wish === 'gone' ? 'gone' : 'cancelled' } : wish;
}

/** What a spawner saw. Nothing of the command's tree runs any more. */
export interface Ended {
  readonly end: End;
  readonly wallNs: number;
  readonly userNs: number | null;
  readonly systemNs: number | null;
  readonly peakRssBytes: number | null;
  readonly leftovers: readonly string[];
  readonly notes: readonly string[];
}

/** One way of starting a command and waiting for it. */
export interface Spawner {
  readonly hello: Hello;
  /**
   * Runs one command to its end and leaves no process of its tree behind.
   *
   * @throws RunnerFailure E_COMMAND when the command can't be started or can't be ended
   */
  run(order: SpawnOrder, input: EngineInput): Promise<Ended>;
}
