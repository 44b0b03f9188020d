import { NS_PER_US } from '../../base/index.ts';
import { NO_STACK, ProfileBuilder } from '../profile-builder.ts';
import type { FrameKind, Profile } from '../profile.ts';
import { type ThreadNames, threadKey, threadOfKey } from './trace-threads.ts';
import { type JsonRecord, numberOf, recordOf, textOf } from './json-value.ts';
import { VALUE_MAX } from './limits.ts';
import type { ReadContext } from './reader.ts';

/** Categories in which Chrome tells of itself rather than of a program's functions. */
const OF_CHROME = /devtools|toplevel|blink|disabled-by-default|v8|^cc$|gpu|ipc|mojom|loading|node/;

/** An event with a place in time. */
interface Span {
  readonly event: JsonRecord;
  readonly atUs: number;
  readonly endUs: number; // of a whole event; infinite for a begin; the same as `atUs` for an end
  readonly kind: 'begin' | 'end' | 'whole';
}

/**
 * What a trace tells with begin and end (`B`, `E`) or with a duration (`X`), as time of each event
 * by itself below the events around it.
 *
 * @returns null when there is no such event
 */
export function spanProfile(
  events: readonly unknown[],
  names: ThreadNames,
  context: ReadContext,
): Profile | null {
  const threads = new Map<string, Span[]>();
  let broken = 0;
  for (const each of events) {
    const event = recordOf(each);
    const kind = kindOfPhase(event['ph']);
    if (kind === null) {
      continue;
    }
    const span = spanOf(event, kind);
    if (span === null) {
      broken += 1;
      continue;
    }
    const key = threadKey(event);
    const spans = threads.get(key) ?? [];
    spans.push(span);
    threads.set(key, spans);
  }
  if (threads.size === 0) {
    return null;
  }
  const builder = new ProfileBuilder('chrome-trace', 'ns');
  for (const [key, spans] of threads) {
    spans.sort(inOrder);
    const times = {
      startNs: (spans[0]?.atUs ?? 0) * NS_PER_US,
      endNs: (spans.at(-1)?.atUs ?? 0) * NS_PER_US,
    };
    broken += addThread(builder, builder.thread(threadOfKey(key, names, times, context)), spans);
  }
  if (broken > 0) {
    builder.caveat(
      `Events left out because they have no time, a negative one, or end what never began: ` +
        `${broken}.`,
    );
  }
  return builder.finish();
}

/** By time; of whole events that begin together the longer is around the other. */
function inOrder(left: Span, right: Span): number {
  const whole = left.kind === 'whole' && right.kind === 'whole';
  return left.atUs - right.atUs || (whole ? right.endUs - left.endUs : 0);
}

function kindOfPhase(phase: unknown): Span['kind'] | null {
  switch (phase) {
    case 'B':
      return 'begin';
    case 'E':
      return 'end';
    case 'X':
      return 'whole';
    default:
      return null;
  }
}

function spanOf(event: JsonRecord, kind: Span['kind']): Span | null {
  const atUs = numberOf(event['ts']);
  const durationUs = kind === 'whole' ? (numberOf(event['dur']) ?? 0) : 0;
  if (atUs === null || durationUs < 0 || durationUs * NS_PER_US > VALUE_MAX) {
    return null;
  }
  return { event, atUs, endUs: kind === 'begin' ? Infinity : atUs + durationUs, kind };
}

interface OpenSpan {
  readonly stack: number;
  readonly line: number;
  readonly endUs: number;
}

/** Walks the spans in the order of time; how many ends had no begin. */
function addThread(builder: ProfileBuilder, thread: number, spans: readonly Span[]): number {
  const open: OpenSpan[] = [];
  let unopened = 0;
  let now = spans[0]?.atUs ?? 0;
  const spend = (toUs: number): void => {
    const top = open.at(-1);
    if (top !== undefined && toUs > now) {
      builder.sample(thread, top.stack, Math.min((toUs - now) * NS_PER_US, VALUE_MAX), top.line);
    }
    now = Math.max(now, toUs);
  };
  const advance = (toUs: number): void => {
    for (let top = open.at(-1); top !== undefined && top.endUs <= toUs; top = open.at(-1)) {
      spend(top.endUs);
      open.pop();
    }
    spend(toUs);
  };
  for (const span of spans) {
    advance(span.atUs);
    if (span.kind === 'end') {
      unopened += open.pop() === undefined ? 1 : 0;
    } else {
      const { frame, line } = frameOf(builder, span.event);
      const stack = builder.stack(open.at(-1)?.stack ?? NO_STACK, frame);
      open.push({ stack, line, endUs: span.endUs });
    }
  }
  // What is still open ends with the last event that has an end.
  const rest = open.map(({ endUs }) => endUs).filter((endUs) => endUs !== Infinity);
  advance(rest.reduce((latest, endUs) => Math.max(latest, endUs), now));
  return unopened;
}

function frameOf(builder: ProfileBuilder, event: JsonRecord): { frame: number; line: number } {
  const name = textOf(event['name']);
  const { filename, line } = recordOf(event['args']);
  const kind = kindOf(name, textOf(event['cat']));
  return {
    frame: builder.frame(name, { file: textOf(filename), kind }),
    line: numberOf(line) ?? 0,
  };
}

function kindOf(name: string, category: string): FrameKind {
  if (/^(?:V8\.GC|MinorGC|MajorGC|BlinkGC|GCEvent)/.test(name)) {
    return 'gc';
  }
  if (/^(?:V8\.[Cc]ompile|v8\.(?:compile|parse)|V8\.Optimize)/.test(name)) {
    return 'compile';
  }
  return OF_CHROME.test(category) ? 'native' : 'js';
}
