import { NS_PER_US } from '../../base/index.ts';
import { ProfileBuilder } from '../profile-builder.ts';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, textOf } from './json-value.ts';
import { type ReadContext, type Reader, type TitledProfile } from './reader.ts';
import { spanProfile } from './trace-spans.ts';
import { type ThreadNames, threadKey, threadOfKey } from './trace-threads.ts';
import { addV8Samples } from './v8-samples.ts';

/**
 * Traces in Chrome's JSON: the Performance panel, `chrome://tracing`, Playwright, Node's
 * `--trace-events-enabled`, py-spy. V8's CPU samples become one profile (`cpu`), what is told with
 * begin and end or with a duration another (`events`).
 *
 * @see https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
export const chromeTrace: Reader = {
  kind: 'json',
  format: 'chrome-trace',
  title: 'Chrome trace',
  signs: 'a JSON array of events with "ph" and "ts", or an object with "traceEvents"',
  recognises: (value) =>
    (isRecord(value) && Array.isArray(value['traceEvents'])) ||
    (Array.isArray(value) && value.length > 0 && 'ph' in recordOf(value[0])),
  read: readChromeTrace,
};

function readChromeTrace(value: unknown, context: ReadContext): TitledProfile[] {
  const events = arrayOf(isRecord(value) ? value['traceEvents'] : value);
  const names = threadNames(events);
  const cpu = cpuProfile(events, names, context);
  const spans = spanProfile(events, names, context);
  return [
    ...(cpu === null ? [] : [{ title: 'cpu', profile: cpu }]),
    ...(spans === null ? [] : [{ title: 'events', profile: spans }]),
  ];
}

function threadNames(events: readonly unknown[]): ThreadNames {
  const names = new Map<string, string>();
  for (const each of events) {
    const event = recordOf(each);
    if (event['ph'] === 'M' && event['name'] === 'thread_name') {
      names.set(threadKey(event), textOf(recordOf(event['args'])['name']));
    }
  }
  return names;
}

/** Pieces of a CPU profile that a trace has in several events. */
interface Pieces {
  readonly key: string;
  readonly startUs: number;
  readonly nodes: unknown[];
  readonly samples: unknown[];
  readonly deltas: unknown[];
  readonly lines: number[];
  hasLines: boolean;
  endUs: number | null;
}

function cpuProfile(events: readonly unknown[], names: ThreadNames, context: ReadContext) {
  const pieces = new Map<string, Pieces>();
  for (const each of events) {
    const event = recordOf(each);
    if (event['name'] === 'Profile' || event['name'] === 'ProfileChunk') {
      addPiece(pieces, event);
    }
  }
  const whole = [...pieces.values()].filter(({ samples }) => samples.length > 0);
  if (whole.length === 0) {
    return null;
  }
  const builder = new ProfileBuilder('v8-cpu', 'ns');
  for (const { key, hasLines, lines, ...profile } of whole) {
    const spent = profile.deltas.reduce<number>((sum, delta) => sum + (numberOf(delta) ?? 0), 0);
    const times = {
      startNs: profile.startUs * NS_PER_US,
      endNs: (profile.endUs ?? profile.startUs + spent) * NS_PER_US,
    };
    const thread = builder.thread(threadOfKey(key, names, times, context));
    addV8Samples(builder, thread, { ...profile, lines: hasLines ? lines : null }, context);
  }
  return builder.finish();
}

/** Chunks come from V8's sampling thread; the first event says which thread was sampled. */
function addPiece(pieces: Map<string, Pieces>, event: JsonRecord): void {
  const id = `${numberOf(event['pid']) ?? 0} ${String(event['id'])}`;
  const data = recordOf(recordOf(event['args'])['data']);
  const profile = recordOf(data['cpuProfile']);
  let target = pieces.get(id);
  if (target === undefined) {
    const startUs = numberOf(data['startTime']) ?? numberOf(event['ts']) ?? 0;
    const empty = { nodes: [], samples: [], deltas: [], lines: [], hasLines: false, endUs: null };
    target = { key: threadKey(event), startUs, ...empty };
    pieces.set(id, target);
  }
  append(target.nodes, profile['nodes']);
  append(target.samples, profile['samples']);
  append(target.deltas, data['timeDeltas']);
  target.endUs = numberOf(profile['endTime']) ?? numberOf(data['endTime']) ?? target.endUs;
  const lines = arrayOf(data['lines'] ?? profile['lines']);
  target.hasLines ||= lines.length > 0;
  for (let index = 0; index < arrayOf(profile['samples']).length; index++) {
    target.lines.push(numberOf(lines[index]) ?? 0);
  }
}

function append(target: unknown[], list: unknown): void {
  for (const item of arrayOf(list)) {
    target.push(item);
  }
}
