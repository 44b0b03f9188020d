import type { ThreadRecord } from './collected.ts';
import { NAMES_SHOWN_MAX } from './limits.ts';
import { otherPrograms } from './lost-threads.ts';
import type { Collectors } from './options.ts';
import type { FoundRecords } from './read-records.ts';

/** What weakens the profiles of a run, as sentences; each once. */
export function caveatsOn(
  { records, unfinished }: Pick<FoundRecords, 'records' | 'unfinished'>,
  collectors: Collectors,
): string[] {
  const caveats: string[] = [];
  const wantsNode = Object.values({ ...collectors, perfHz: null }).some(
    (wanted) => wanted !== null && wanted !== false && wanted !== undefined,
  );
  if (records.length + unfinished.length === 0 && wantsNode) {
    caveats.push(
      'No Node process left a record, so there is no profile of JavaScript. For other programs ' +
        'use perf, or hand in a profile that they write themselves.',
    );
  }
  const old = [...new Set(records.map(({ node }) => node).filter((node) => majorOf(node) < 20))];
  if (old.length > 0 && collectors.allocIntervalBytes !== null) {
    caveats.push(
      `Node ${old.join(', ')} may count only allocations that were still alive at the end.`,
    );
  }
  if (old.length > 0 && collectors.io) {
    caveats.push(
      `In Node ${old.join(', ')}, stacks of errors from synchronous calls show a line of the ` +
        `collector.`,
    );
  }
  const hidden = records.filter(({ http }) => http?.http2 === 'hidden').map(({ node }) => node);
  if (hidden.length > 0) {
    caveats.push(
      `Responses of node:http2 were not seen: Node ${[...new Set(hidden)].join(', ')} tells ` +
        'nothing of its servers (22.17 and 24.3 do).',
    );
  }
  const others = otherPrograms(records, unfinished);
  if (others.length > 0 && collectors.perfHz === null) {
    caveats.push(`These programs are not in the profiles, only perf sees them: ${listed(others)}.`);
  }
  caveats.push(...problemsOf(records));
  return caveats;
}

/** The same problem in a hundred processes is one sentence. */
function problemsOf(records: readonly ThreadRecord[]): string[] {
  const where = new Map<string, string[]>();
  for (const { pid, tid, problems } of records) {
    for (const problem of problems) {
      const thread = tid === 0 ? `${pid}` : `${pid} (worker ${tid})`;
      where.set(problem, [...(where.get(problem) ?? []), thread]);
    }
  }
  return [...where].map(
    ([problem, threads]) =>
      `Incomplete in process ${listed(threads)}: ${problem.slice(0, 300).replace(/\.$/, '')}.`,
  );
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN_MAX;
  const shown = names.slice(0, NAMES_SHOWN_MAX).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function majorOf(version: string): number {
  return Number.parseInt(version.replace(/^v/, ''), 10);
}
