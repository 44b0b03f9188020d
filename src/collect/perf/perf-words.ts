import { PERF_DATA_BYTES_MAX } from '../limits.ts';

/** What perf is to record. */
export interface PerfSettings {
  /** As perf names it. */
  readonly event: string;
  /** Looks a second. */
  readonly hz: number;
  /** Absolute path of the file that it records to. */
  readonly data: string;
}

/** The command line that records another one. Nothing is written to perf's cache of programs. */
export function perfRecordWords(
  { event, hz, data }: PerfSettings,
  words: readonly string[],
): [string, ...string[]] {
  return [
    'perf',
    'record',
    '--quiet',
    '--no-buildid',
    '--no-buildid-cache',
    '-e',
    event,
    '-F',
    String(hz),
    '--call-graph=fp',
    `--max-size=${PERF_DATA_BYTES_MAX}B`,
    '-o',
    data,
    '--',
    ...words,
  ];
}

/** The command line that prints what was recorded; inlined frames would take it minutes. */
export function perfScriptWords(data: string): [string, ...string[]] {
  return [
    'perf',
    'script',
    '-i',
    data,
    '--no-inline',
    '-F',
    'comm,pid,tid,time,period,event,ip,sym,dso',
  ];
}
