import { Profile as Pprof } from 'pprof-format';

import { messageOf } from '../../base/index.ts';
import { NO_STACK, ProfileBuilder } from '../profile-builder.ts';
import { kindByName } from './frame-kind.ts';
import { TITLES_MAX, VALUE_MAX } from './limits.ts';
import { type MessageShape, protobufFault } from './protobuf-check.ts';
import {
  onlyThread,
  type ReadContext,
  type Reader,
  type TitledProfile,
  unreadable,
} from './reader.ts';
import { unitScale } from './value-unit.ts';

/** Messages inside of messages: types, samples and labels, mappings, locations, functions. */
const SHAPE: MessageShape = { 1: {}, 2: { 3: {} }, 3: {}, 4: { 4: {} }, 5: {}, 11: {} };

/** Labels in which profilers tell the thread. */
const THREAD_LABELS = new Set(['thread', 'thread name', 'thread_name', 'threadName']);

/**
 * Profiles in pprof's format, unpacked: Go, @datadog/pprof, Pyroscope, gperftools' converter,
 * `perf_to_profile`. Each type of value becomes a profile; the one to be shown comes first.
 *
 * @see https://github.com/google/pprof/blob/main/proto/profile.proto
 */
export const pprof: Reader = {
  kind: 'binary',
  format: 'pprof',
  title: 'pprof profile',
  signs: 'a protobuf message that begins with the types of its values',
  recognises: (bytes) => bytes[0] === 0x0a && hasBinary(bytes.subarray(0, 64)),
  read: readPprof,
};

function hasBinary(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20));
}

function readPprof(bytes: Uint8Array, context: ReadContext): TitledProfile[] {
  const pprofFile = decoded(bytes, context);
  const text = (index: number | bigint): string =>
    pprofFile.stringTable.strings[Number(index)] ?? '';
  const types = pprofFile.sampleType.slice(0, TITLES_MAX);
  const wanted = text(pprofFile.defaultSampleType);
  const chosen = types.findIndex(({ type }) => wanted !== '' && text(type) === wanted);
  const first = chosen === -1 ? types.length - 1 : chosen;
  const others = types.map((_, index) => index).filter((index) => index !== first);
  const order = [first, ...others];
  return order.flatMap((index) => {
    const type = types[index];
    if (type === undefined) {
      return [];
    }
    const profile = profileOf(pprofFile, index, text(type.unit), context);
    return profile.samples.value.length > 0 ? [{ title: text(type.type), profile }] : [];
  });
}

function decoded(bytes: Uint8Array, context: ReadContext): Pprof {
  const fault = protobufFault(bytes, SHAPE);
  if (fault !== null) {
    const what =
      fault.kind === 'cut'
        ? 'is cut off: a pprof profile that ends'
        : 'is no whole pprof profile: it breaks';
    throw unreadable(
      context.name,
      `${what} in what begins at byte ${fault.offset} of ${bytes.length}. Record or download it ` +
        `again.`,
    );
  }
  try {
    return Pprof.decode(bytes);
  } catch (thrown) {
    throw unreadable(
      context.name,
      `is no whole pprof profile: ${messageOf(thrown)}. Record or download it again.`,
      thrown,
    );
  }
}

/** The frames of a location, callers first, because functions may be inlined into one another. */
interface Place {
  readonly frames: readonly number[];
  readonly line: number; // of the innermost
}

function profileOf(file: Pprof, valueIndex: number, unit: string, context: ReadContext) {
  const scale = unitScale(unit);
  const builder = new ProfileBuilder('pprof', scale.unit);
  const places = placesOf(builder, file);
  const threads = new Map<string, number>();
  let broken = 0;
  let without = 0;
  for (const sample of file.sample) {
    const value = signed(sample.value[valueIndex] ?? 0) * scale.factor;
    if (value === 0) {
      continue;
    }
    if (value < 0 || value > VALUE_MAX) {
      broken += 1;
      continue;
    }
    let stack = NO_STACK;
    let line = 0;
    for (let at = sample.locationId.length - 1; at >= 0; at--) {
      const place = places.get(Number(sample.locationId[at]));
      for (const frame of place?.frames ?? []) {
        stack = builder.stack(stack, frame);
      }
      line = place?.line ?? 0;
    }
    if (stack === NO_STACK) {
      without += 1;
      stack = builder.stack(NO_STACK, builder.frame('(unknown)', { kind: 'unknown' }));
    }
    builder.sample(threadOf(file, sample, { builder, threads, context }), stack, value, line);
  }
  if (broken > 0) {
    builder.caveat(`Samples left out because their value is negative or too large: ${broken}.`);
  }
  if (without > 0) {
    builder.caveat(`Samples without a place, which count as (unknown): ${without}.`);
  }
  return builder.finish();
}

/** Values are 64-bit integers; the decoder gives negative ones as if they had no sign. */
function signed(value: number | bigint): number {
  return Number(typeof value === 'bigint' ? BigInt.asIntN(64, value) : value);
}

function placesOf(builder: ProfileBuilder, file: Pprof): Map<number, Place> {
  const text = (index: number | bigint): string => file.stringTable.strings[Number(index)] ?? '';
  const functions = new Map(file.function.map((each) => [Number(each.id), each]));
  const mappings = new Map(file.mapping.map((each) => [Number(each.id), text(each.filename)]));
  const places = new Map<number, Place>();
  for (const location of file.location) {
    const library = mappings.get(Number(location.mappingId)) ?? '';
    // The innermost function comes first in the file.
    const frames = location.line.toReversed().map(({ functionId }) => {
      const called = functions.get(Number(functionId));
      const name = called === undefined ? '' : text(called.name) || text(called.systemName);
      const path = called === undefined ? '' : text(called.filename);
      return builder.frame(name, {
        file: path === '' ? library : path,
        line: Number(called?.startLine ?? 0),
        kind: kindByName(name, path === '' && library !== '' ? 'native' : 'js', path),
      });
    });
    const unnamed = `0x${location.address.toString(16)}`;
    places.set(Number(location.id), {
      frames:
        frames.length > 0 ? frames : [builder.frame(unnamed, { file: library, kind: 'native' })],
      line: Number(location.line[0]?.line ?? 0),
    });
  }
  return places;
}

function threadOf(
  file: Pprof,
  sample: Pprof['sample'][number],
  target: {
    readonly builder: ProfileBuilder;
    readonly threads: Map<string, number>;
    readonly context: ReadContext;
  },
): number {
  const text = (index: number | bigint): string => file.stringTable.strings[Number(index)] ?? '';
  const label = sample.label.find(({ key }) => THREAD_LABELS.has(text(key)));
  const name = label === undefined ? '' : text(label.str);
  let index = target.threads.get(name);
  if (index === undefined) {
    const startNs = Number(file.timeNanos);
    const times = { startNs, endNs: startNs + Number(file.durationNanos) };
    const thread = onlyThread(target.context, times);
    index = target.builder.thread({
      ...thread,
      name: name === '' ? thread.name : name,
      main: target.threads.size === 0,
    });
    target.threads.set(name, index);
  }
  return index;
}
