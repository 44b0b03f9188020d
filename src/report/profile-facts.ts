import type { ProfiledWorkload } from '../model/index.ts';
import { STARTUP_MS_SHOWN_MIN, STARTUP_SHARE_SHOWN_MIN } from './limits.ts';
import { countOf, formatShare } from './quantity.ts';
import { oneLine } from './safe-text.ts';

/** Modules, processes and functions that one sentence lists. */
const LISTED_MAX = 5;

/** Exponent from which growth is worth a word: above n log n, below n^1.5. */
const GROWTH_SHOWN_MIN = 1.25;

/**
 * What runs of a workload showed beside their profile, a sentence or two each: modules that are
 * slow to load, garbage collection, event loops, growth with the input. Nothing for what nobody
 * looked at.
 */
export function besideTexts(workload: ProfiledWorkload): string[] {
  return [
    ...startupText(workload),
    ...collectionText(workload),
    ...loopTexts(workload),
    ...growthTexts(workload),
  ];
}

/** What detectors nominate outside of the listed functions. */
export function elsewhereTexts({ elsewhere = [] }: ProfiledWorkload): string[] {
  return elsewhere.map(
    ({ rule, match, technique }) =>
      `${oneLine(rule)}: ${oneLine(match)} What may help: ${oneLine(technique.name)}.`,
  );
}

function startupText({ startup = [] }: ProfiledWorkload): string[] {
  const slow = startup.filter(
    ({ own_ms: ms, share }) => ms >= STARTUP_MS_SHOWN_MIN && share >= STARTUP_SHARE_SHOWN_MIN,
  );
  const more = slow.length > LISTED_MAX ? ` and ${slow.length - LISTED_MAX} more` : '';
  const listed = slow.slice(0, LISTED_MAX).map(({ module, own_ms: ms, share, seen, files }) => {
    const parts = [
      `${milliseconds(ms)}, ${formatShare(share)}`,
      ...(files > 1 ? [countOf(files, 'file')] : []),
      ...(seen === 'evaluation' ? ['only its code'] : []),
    ];
    return `${oneLine(module)} (${parts.join('; ')})`;
  });
  return listed.length === 0
    ? []
    : [`Slow to load, without what they load in turn: ${listed.join(', ')}${more}.`];
}

function collectionText({ gc }: ProfiledWorkload): string[] {
  if (gc === undefined || gc === null) {
    return [];
  }
  const kinds = gc.kinds.map(
    ({ kind, collections, total_ms: ms }) =>
      `${oneLine(kind)} ${rounded(collections)} in ${milliseconds(ms)}`,
  );
  return gc.collections.estimate === 0
    ? ['Garbage collection: none.']
    : [
        `Garbage collection: ${rounded(gc.collections.estimate)} a run in ` +
          `${milliseconds(gc.total_ms.estimate)}, the longest pause ` +
          `${milliseconds(gc.longest_ms)} (${kinds.join(', ')}).`,
      ];
}

function loopTexts({ event_loops: loops = [] }: ProfiledWorkload): string[] {
  const more = loops.length - LISTED_MAX;
  return [
    ...loops.slice(0, LISTED_MAX).map(({ process, utilisation, delay_ms: delay }) => {
      const late =
        delay === null
          ? ''
          : `; its turns came late by ${milliseconds(delay.p50)} (half), ` +
            `${milliseconds(delay.p99)} (99 %), ${milliseconds(delay.max)} (at most)`;
      return `Event loop of ${oneLine(process)}: ${formatShare(utilisation)} busy${late}.`;
    }),
    ...(more > 0 ? [`${countOf(more, 'more event loop')} in bottleneck-report.json.`] : []),
  ];
}

function growthTexts({ growth = [] }: ProfiledWorkload): string[] {
  return growth.map(({ input, sizes, functions }) => {
    const over = `over ${oneLine(input)} ${sizes.join(', ')}`;
    const steep = functions.filter(({ exponent }) => (exponent.lo ?? 0) > GROWTH_SHOWN_MIN);
    const listed = steep.slice(0, LISTED_MAX).map(({ function: name, file, line, exponent }) => {
      const place = file === null ? '' : ` (${oneLine(file)}${line === null ? '' : `:${line}`})`;
      const range = [exponent.lo, exponent.hi].map((one) => one?.toFixed(2) ?? '?').join(' to ');
      return `${oneLine(name)}${place} as size^${exponent.estimate.toFixed(2)} (${range})`;
    });
    const of = countOf(functions.length, 'function');
    return listed.length === 0
      ? `Growth ${over}: of ${of} that could be followed, none clearly grows faster than n log n.`
      : `Growth ${over}: ${listed.join(', ')}. Followed: ${of}.`;
  });
}

function rounded(value: number): string {
  return value >= 10 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}

function milliseconds(ms: number): string {
  return `${Number(ms.toPrecision(3))} ms`;
}
