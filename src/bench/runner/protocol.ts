import type { HoneErrorCode } from '../../base/index.ts';
import type { Environment, Exceeded, Exit, Placement } from '../../model/index.ts';
import type { Traces } from '../clean/traces.ts';

/** One run of one command, to be taken as a sample. */
export interface RunRequest {
  /** Executable and arguments; the executable is looked up on `env.PATH`, as a shell would. */
  readonly words: readonly [string, ...string[]];
  /** Absolute working directory. */
  readonly cwd: string;
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of the file on standard input; null for an empty one. */
  readonly stdinPath: string | null;
  /** `pinned` only where the runner's hello names a core. */
  readonly placement: Placement;
  /** Then the whole process tree is killed; at most TIMEOUT_MS_MAX. */
  readonly timeoutMs: number;
  /** Limit on standard output and on standard error; OUTPUT_BYTES_MAX unless given. */
  readonly outputBytesMax?: number;
  /** Start in a way that makes small peaks visible; takes about 1 ms more per sample. */
  readonly exactMemory: boolean;
  /** Bytes of standard output to return as text, from its end in whole lines; 0 for none. */
  readonly captureBytesMax: number;
  /** Absolute path to which standard output is copied; null for nowhere. */
  readonly keepStdoutAt: string | null;
}

/** What the runner saw of one run. */
export interface RunResult {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** From just before the start to the end of the command (of its tree, see `notes`). */
  readonly wallNs: number;
  /** CPU time of the whole tree; null where the system does not tell. */
  readonly userNs: number | null;
  readonly systemNs: number | null;
  /** Largest process of the tree; null when it is below what can be seen. */
  readonly peakRssBytes: number | null;
  readonly exit: Exit;
  /** SHA-256 of standard output, hex; of its first `outputBytesMax` bytes when flooded. */
  readonly outputSha256: string;
  readonly outputBytes: number;
  /** Processes that outlived the command and were killed. Any makes the sample invalid. */
  readonly leftovers: readonly string[];
  /** The last 4 KiB of standard error. */
  readonly stderrTail: string;
  /** null when nothing was asked for. */
  readonly stdoutText: string | null;
  /** Files in the runner's private folders that were removed again; none where it has none. */
  readonly wrote: Traces;
  /** What else outlived it in the runner's private world. Any makes the sample invalid. */
  readonly remains: readonly string[];
  /** What a reader of the numbers must know about this run, in words. */
  readonly notes: readonly string[];
}

/** What the runner can do on this machine, found out once at its start. */
export type Hello = Environment['runner'];

/** Engine to runner, one JSON object a line. The first is `begin`. */
export type EngineMessage =
  /** Stands in every answer: a command that gets hold of the runner's pipe does not know it. */
  | { readonly kind: 'begin'; readonly token: string }
  | { readonly kind: 'run'; readonly id: number; readonly request: RunRequest }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Ends the command and answers with what it printed and cost, and with this as its exit. */
  | { readonly kind: 'exceeded'; readonly id: number; readonly exit: Exceeded };

/**
 * Runner to engine, one JSON object a line with the token beside it. A `run` is answered exactly
 * once.
 */
export type RunnerMessage =
  | { readonly kind: 'hello'; readonly hello: Hello; readonly peakRssBytes: number }
  | {
      readonly kind: 'ended';
      readonly id: number;
      readonly result: RunResult;
      readonly peakRssBytes: number; // of the runner itself
    }
  | { readonly kind: 'cancelled'; readonly id: number }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly code: HoneErrorCode;
      readonly message: string;
    };
