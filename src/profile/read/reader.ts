import { HoneError } from '../../base/index.ts';
import type { Profile, ProfiledThread } from '../profile.ts';

/** The formats that can be read. */
export const PROFILE_FORMATS = [
  'cpuprofile',
  'heapprofile',
  'speedscope',
  'chrome-trace',
  'firefox',
  'pprof',
  'callgrind',
  'perf-script',
  'folded',
] as const;

/** The name of a format, as `--format` would take it. */
export type ProfileFormat = (typeof PROFILE_FORMATS)[number];

/** A profile and what it counts, in the file's own word: `cpu`, `alloc_space`, `cycles`. */
export interface TitledProfile {
  readonly title: string;
  readonly profile: Profile;
}

/** What a reader knows beside the content. */
export interface ReadContext {
  readonly name: string; // of the file, for messages
  readonly intervalNs: number | null; // between samples, where the caller knows it
  readonly thread: Partial<ProfiledThread>; // what a file about one thread does not say
  readonly scripts: ReadonlyMap<string, string>; // V8 script id → URL
  /** Adds what is to be said about every profile of the file. */
  readonly caveat: (text: string) => void;
}

interface ReaderBase {
  readonly format: ProfileFormat;
  /** What the format is called where people read. */
  readonly title: string;
  /** What it is recognised by, for the message about a file that nobody recognises. */
  readonly signs: string;
}

/** A reader of one format. All recognise by content; the name of a file is not evidence. */
export type Reader =
  | (ReaderBase & {
      readonly kind: 'json';
      readonly recognises: (value: unknown) => boolean;
      readonly read: (value: unknown, context: ReadContext) => TitledProfile[];
    })
  | (ReaderBase & {
      readonly kind: 'text';
      /** Given the first lines of the file; the last of them may be cut. */
      readonly recognises: (lines: readonly string[]) => boolean;
      readonly read: (bytes: Uint8Array, context: ReadContext) => TitledProfile[];
    })
  | (ReaderBase & {
      readonly kind: 'binary';
      readonly recognises: (bytes: Uint8Array) => boolean;
      readonly read: (bytes: Uint8Array, context: ReadContext) => TitledProfile[];
    });

/** The failure of a file that can't be read; `what` goes on after its name. */
export function unreadable(name: string, what: string, cause?: unknown): HoneError {
  return new HoneError('E_FORMAT', `${name} ${what}`, cause === undefined ? {} : { cause });
}

/** The one thread of a file that does not speak of threads. */
export function onlyThread(
  context: ReadContext,
  times: { readonly startNs: number; readonly endNs: number } = { startNs: 0, endNs: 0 },
): ProfiledThread {
  return { pid: 0, ppid: 0, tid: 0, name: '', main: true, ...times, ...context.thread };
}
