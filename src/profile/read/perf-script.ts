import { NO_STACK, ProfileBuilder } from '../profile-builder.ts';
import { linesOf } from './decoded.ts';
import { NOTES_MAX, SHORT_LINE_MAX, TITLES_MAX, VALUE_MAX } from './limits.ts';
import { perfFrame } from './perf-symbol.ts';
import { type ReadContext, type Reader, type TitledProfile, unreadable } from './reader.ts';

/** `comm pid[/tid] [cpu] seconds: [period] event: [frame]`; what is in brackets may be missing. */
const EVENT = new RegExp(
  String.raw`^\s*(\S.*?)\s+(-?\d+)(?:\/(-?\d+))?\s+(?:\[(\d+)\]\s+)?` +
    String.raw`(\d+\.\d+):\s+(?:(\d+)\s+)?(\S+?):(?:\s+(\S.*))?\s*$`,
);
/** `address symbol+0xoffset (library)`, innermost first. */
const FRAME = /^\s*[0-9a-f]+\s+(.*?)(?:\+0x[0-9a-f]+)?\s+\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$/;
/** Events whose period is nanoseconds of time. */
const CLOCK = /^(?:cpu-clock|task-clock)\b/;

const NS_PER_S = 1_000_000_000;

/**
 * The text that `perf script` prints. Each event that was recorded becomes a profile of its own.
 *
 * @see perf-script(1)
 */
export const perfScript: Reader = {
  kind: 'text',
  format: 'perf-script',
  title: 'output of perf script',
  signs: 'events like "node 4711 12.345678: 1000000 cpu-clock:" with a stack below each',
  recognises: (lines) => {
    const first = lines.findIndex((line) => EVENT.test(line));
    return first !== -1 && lines.slice(0, first).every(isComment);
  },
  read: readPerfScript,
};

interface EventProfile {
  readonly builder: ProfileBuilder;
  readonly threads: Map<
    string,
    { readonly index: number; readonly startNs: number; endNs: number }
  >;
}

interface OpenEvent {
  readonly profile: EventProfile;
  readonly thread: number;
  readonly value: number;
  readonly frames: number[]; // innermost first
}

function readPerfScript(bytes: Uint8Array, context: ReadContext): TitledProfile[] {
  const profiles = new Map<string, EventProfile>();
  const strange: string[] = [];
  let open: OpenEvent | null = null;
  let number = 0;
  for (const line of linesOf(bytes, context)) {
    number += 1;
    if (line.length > SHORT_LINE_MAX) {
      remember(strange, number);
      continue;
    }
    if (line.trim() === '') {
      close(open);
      open = null;
      continue;
    }
    const event =
      /^\s*[0-9a-f]+ .*\(.*\)\s*$/.test(line) && open !== null ? null : EVENT.exec(line);
    if (event !== null) {
      close(open);
      open = opened(profiles, event, context);
    } else if (open === null || !addFrame(open, line)) {
      if (!isComment(line)) {
        remember(strange, number);
      }
    }
  }
  close(open);
  return [...profiles].map(([title, profile]) => {
    if (strange.length > 0) {
      profile.builder.caveat(
        `Lines left out because they are no event and no frame: ${strange.join(', ')}` +
          `${strange.length === NOTES_MAX ? ' and more' : ''}.`,
      );
    }
    return { title, profile: finished(profile) };
  });
}

function remember(numbers: string[], line: number): void {
  if (numbers.length < NOTES_MAX) {
    numbers.push(String(line));
  }
}

function isComment(line: string): boolean {
  return line.trim() === '' || line.startsWith('#');
}

function opened(
  profiles: Map<string, EventProfile>,
  event: RegExpExecArray,
  context: ReadContext,
): OpenEvent {
  const [, name = '', first = '0', second, , time = '0', period, type = '', frame] = event;
  const title = type.replace(/:[a-zA-Z]+$/, '');
  let profile = profiles.get(title);
  if (profile === undefined) {
    if (profiles.size >= TITLES_MAX) {
      throw unreadable(context.name, `has more than ${TITLES_MAX} kinds of events. Record fewer.`);
    }
    const isTime = CLOCK.test(title) && period !== undefined;
    profile = { builder: new ProfileBuilder('perf', isTime ? 'ns' : 'count'), threads: new Map() };
    if (period === undefined) {
      profile.builder.caveat('The output has no periods, so each event counts as one.');
    }
    profiles.set(title, profile);
  }
  const atNs = Math.round(Number(time) * NS_PER_S);
  const thread = threadOf(profile, { name, pid: Number(first), tid: second, atNs });
  const value = Math.min(Number(period ?? 1), VALUE_MAX);
  const opening: OpenEvent = { profile, thread, value, frames: [] };
  if (frame !== undefined) {
    addFrame(opening, frame);
  }
  return opening;
}

/** Without `-F pid,tid` perf prints the id of the thread only. */
function threadOf(
  { builder, threads }: EventProfile,
  seen: {
    readonly name: string;
    readonly pid: number;
    readonly tid: string | undefined;
    readonly atNs: number;
  },
): number {
  const key = `${seen.pid}/${seen.tid ?? ''}`;
  const known = threads.get(key);
  if (known !== undefined) {
    known.endNs = Math.max(known.endNs, seen.atNs);
    return known.index;
  }
  const tid = seen.tid === undefined ? seen.pid : Number(seen.tid);
  const index = threads.size;
  threads.set(key, { index, startNs: seen.atNs, endNs: seen.atNs });
  const pid = seen.tid === undefined ? 0 : seen.pid;
  builder.thread({
    pid,
    ppid: 0,
    tid: tid === pid ? 0 : tid,
    name: seen.name,
    main: tid === pid || (pid === 0 && index === 0),
    startNs: 0,
    endNs: 0,
  });
  return index;
}

function addFrame(open: OpenEvent, line: string): boolean {
  const match = FRAME.exec(line);
  if (match === null) {
    return false;
  }
  const { name, ...details } = perfFrame(match[1] ?? '', match[2] ?? '');
  open.frames.push(open.profile.builder.frame(name, details));
  return true;
}

function close(open: OpenEvent | null): void {
  if (open === null) {
    return;
  }
  const { builder } = open.profile;
  let stack = NO_STACK;
  for (let index = open.frames.length - 1; index >= 0; index--) {
    stack = builder.stack(stack, open.frames[index] ?? 0);
  }
  if (stack === NO_STACK) {
    stack = builder.stack(NO_STACK, builder.frame('[unknown]', { kind: 'unknown' }));
  }
  builder.sample(open.thread, stack, open.value);
}

/** Times of threads are known only at the end. */
function finished({ builder, threads }: EventProfile) {
  const profile = builder.finish();
  const times = [...threads.values()];
  return {
    ...profile,
    threads: profile.threads.map((thread, index) => ({
      ...thread,
      startNs: times[index]?.startNs ?? 0,
      endNs: times[index]?.endNs ?? 0,
    })),
  };
}
