import { basename } from 'node:path';

import type { OwnExit } from './run-command.ts';
import type { LostThread, ThreadHead, ThreadRecord } from './collected.ts';

const NODE_NAMES = new Set(['node', 'nodejs']);

/**
 * Threads that must have run but left no record, as far as that can be told: those that left a mark
 * at their start, and Node processes that a recorded thread started itself.
 */
export function lostThreads(
  records: readonly ThreadRecord[],
  unfinished: readonly ThreadHead[],
  exit: OwnExit,
): LostThread[] {
  const seen = new Set([...records, ...unfinished].map(({ pid }) => pid));
  const threads = new Set([...records, ...unfinished].map(({ pid, tid }) => `${pid}-${tid}`));
  return [
    ...unfinished.map(({ pid, tid, argv }) => ({ pid, tid, argv, reason: reasonFor(tid, exit) })),
    ...records.flatMap(({ pid, children, workers, argv }) => [
      ...children
        .filter((child) => !seen.has(child.pid) && isNode(child.file, argv[0]))
        .map((child) => ({
          pid: child.pid,
          tid: 0,
          argv: [child.file],
          reason:
            `It was started by process ${pid} with an environment of its own, without ` +
            `NODE_OPTIONS, so nothing looked into it.`,
        })),
      ...workers
        .filter((tid) => !threads.has(`${pid}-${tid}`))
        .map((tid) => ({
          pid,
          tid,
          argv: [],
          reason:
            'The worker was given an environment or options of its own, or ended before it began.',
        })),
    ]),
  ];
}

/** Names of started programs that are neither Node nor recorded, each once: only perf sees them. */
export function otherPrograms(
  records: readonly ThreadRecord[],
  unfinished: readonly ThreadHead[],
): string[] {
  const seen = new Set([...records, ...unfinished].map(({ pid }) => pid));
  const names = records.flatMap(({ children, argv }) =>
    children
      .filter(({ pid, file }) => !seen.has(pid) && !isNode(file, argv[0]))
      .map(({ file }) => basename(file)),
  );
  return [...new Set(names)].sort();
}

function isNode(file: string, ownNode: string | undefined): boolean {
  return file === ownNode || NODE_NAMES.has(basename(file));
}

function reasonFor(tid: number, exit: OwnExit): string {
  if (tid !== 0) {
    return (
      'The worker was ended with terminate() or with its process, which leaves it no time to ' +
      'write. Let it end by itself in the benchmark to see into it.'
    );
  }
  return exit.kind === 'timed-out' || exit.kind === 'flooded'
    ? 'It did not answer when the command was ended, because it was busy, and was killed.'
    : 'It was killed (SIGKILL, an abort or a crash), which leaves it no time to write.';
}
