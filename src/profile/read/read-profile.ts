import type { ProfiledThread } from '../profile.ts';
import { callgrind } from './callgrind.ts';
import { chromeTrace } from './chrome-trace.ts';
import { cpuprofile, scriptsOf } from './cpuprofile.ts';
import { parseJson } from './decoded.ts';
import { firefox } from './firefox.ts';
import { folded } from './folded.ts';
import { heapprofile } from './heapprofile.ts';
import { isRecord, namesOf, quoted, recordOf } from './json-value.ts';
import { HEAD_BYTES_MAX, HEAD_LINES_MAX, LINE_BYTES_MAX } from './limits.ts';
import { perfScript } from './perf-script.ts';
import { pprof } from './pprof.ts';
import {
  type ProfileFormat,
  type ReadContext,
  type Reader,
  type TitledProfile,
  unreadable,
} from './reader.ts';
import { speedscope } from './speedscope.ts';

/** All readers; the first that recognises a file reads it. */
const READERS: readonly Reader[] = [
  cpuprofile,
  heapprofile,
  speedscope,
  chromeTrace,
  firefox,
  pprof,
  callgrind,
  perfScript,
  folded,
];

/** How to read a file. */
export interface ReadProfileOptions {
  /** Name or path of the file, for messages; never a sign of its format. */
  readonly name: string;
  /** Reads the file as this format; by default it is recognised by its content. */
  readonly format?: ProfileFormat;
  /** Time between two samples of V8, in ns, when it is known; else their median is taken. */
  readonly intervalNs?: number;
  /** What a file of V8 does not tell about its thread: pid, ppid, tid, name, main. */
  readonly thread?: Partial<ProfiledThread>;
  /** URLs of V8's scripts by id, for allocation profiles of Node 20, which leave some out. */
  readonly scripts?: ReadonlyMap<string, string>;
  /**
   * Unpacks gzip, with a bound on the result; what it throws goes through. Without it a packed file
   * is refused.
   */
  readonly inflate?: (bytes: Uint8Array) => Uint8Array;
}

/** What a file held. */
export interface ReadProfile {
  readonly format: ProfileFormat;
  /** At least one, each with samples. The first is the one that is meant when one is wanted. */
  readonly profiles: readonly TitledProfile[];
  /** URLs of V8's scripts by id, as a CPU profile tells them; empty for other formats. */
  readonly scripts: ReadonlyMap<string, string>;
}

/**
 * Reads a profile of any known format. Threads of a file are threads of a profile; different kinds
 * of values (CPU time, bytes, events of perf) are profiles of their own.
 *
 * @throws HoneError E_FORMAT when the file is empty, packed, of no known format, cut off, broken,
 *   not as its format should be (with the place in it), or holds no samples
 */
export function readProfile(bytes: Uint8Array, options: ReadProfileOptions): ReadProfile {
  const { name } = options;
  const content = unpacked(bytes, options);
  const caveats: string[] = [];
  const context: ReadContext = {
    name,
    intervalNs: options.intervalNs ?? null,
    thread: options.thread ?? {},
    scripts: options.scripts ?? new Map(),
    caveat: (text) => {
      if (!caveats.includes(text)) {
        caveats.push(text);
      }
    },
  };
  const { reader, value } = readerFor(content, options.format, context);
  const profiles =
    reader.kind === 'json' ? reader.read(value, context) : reader.read(content, context);
  const filled = profiles.filter(({ profile }) => profile.samples.value.some((each) => each > 0));
  if (filled.length === 0) {
    const why = [...caveats, ...profiles.flatMap(({ profile }) => profile.caveats)].join(' ');
    throw unreadable(
      name,
      `is a ${reader.title} without any sample that counts. ${why}${why === '' ? '' : ' '}Record ` +
        `it again, for longer or with a shorter sampling interval.`,
    );
  }
  return {
    format: reader.format,
    profiles: filled.map(({ title, profile }) => ({
      title,
      profile: { ...profile, caveats: [...profile.caveats, ...caveats] },
    })),
    scripts: reader.format === 'cpuprofile' ? scriptsOf(value) : new Map(),
  };
}

function unpacked(bytes: Uint8Array, { name, inflate }: ReadProfileOptions): Uint8Array {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    if (inflate === undefined) {
      throw unreadable(name, 'is packed with gzip. Unpack it first (`gunzip -k`).');
    }
    const content = inflate(bytes);
    if (content[0] === 0x1f && content[1] === 0x8b) {
      throw unreadable(name, 'is packed with gzip twice. Unpack it first (`gunzip -k`).');
    }
    return content;
  }
  return bytes;
}

/** The reader of a file, and its value when it is JSON, which is parsed only once. */
function readerFor(
  bytes: Uint8Array,
  format: ProfileFormat | undefined,
  context: ReadContext,
): { readonly reader: Reader; readonly value: unknown } {
  const forced = READERS.find((reader) => reader.format === format);
  if (bytes.length === 0) {
    throw unreadable(context.name, 'is empty. What should have written it may have been killed.');
  }
  refuseOthers(bytes, context.name);
  const looksJson = /^[\ufeff\s]*[{[]/.test(headText(bytes.subarray(0, 1_024)));
  if (forced !== undefined) {
    const value = forced.kind === 'json' ? parseJson(bytes, context) : null;
    return { reader: forced, value };
  }
  if (looksJson) {
    const value = parseJson(bytes, context);
    const reader = READERS.find((each) => each.kind === 'json' && each.recognises(value));
    if (reader !== undefined) {
      return { reader, value };
    }
    throw unrecognised(context.name, jsonAppearance(value));
  }
  const lines = headText(bytes.subarray(0, headEnd(bytes)))
    .split(/\r?\n/, HEAD_LINES_MAX)
    .filter((line) => line.trim() !== '');
  for (const reader of READERS) {
    const found =
      (reader.kind === 'binary' && reader.recognises(bytes)) ||
      (reader.kind === 'text' && reader.recognises(lines));
    if (found) {
      return { reader, value: null };
    }
  }
  throw unrecognised(context.name, textAppearance(lines));
}

/** The start of a file in which its format shows; a first line that is longer belongs to it. */
function headEnd(bytes: Uint8Array): number {
  const newline = bytes.subarray(0, LINE_BYTES_MAX).indexOf(0x0a);
  const end = newline === -1 ? LINE_BYTES_MAX : newline + 1;
  return Math.max(HEAD_BYTES_MAX, Math.min(end, bytes.length));
}

function headText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Formats that other programs turn into one that can be read. */
function refuseOthers(bytes: Uint8Array, name: string): void {
  const start = headText(bytes.subarray(0, 8));
  const advice = [
    ['PERFILE2', 'is a recording of perf. Run `perf script -i` on it and read what that prints.'],
    ['FLR\0', 'is a recording of the JVM. Turn it into text with `jfrconv --cpu -o collapsed`.'],
    ['\u0028\ufffd/\ufffd', 'is packed with zstd. Unpack it first (`zstd -d`).'],
    ['PK\u0003\u0004', 'is a ZIP archive. Unpack it first.'],
  ].find(([magic]) => start.startsWith(magic ?? ' '))?.[1];
  if (advice !== undefined) {
    throw unreadable(name, advice);
  }
}

function unrecognised(name: string, appearance: string): Error {
  const known = READERS.map(({ title, signs }) => `${title} (${signs})`).join('; ');
  return unreadable(
    name,
    `is no profile that is known: it looks like ${appearance}. Looked for: ${known}.`,
  );
}

function jsonAppearance(value: unknown): string {
  if (isRecord(value)) {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty JSON object' : `a JSON object with ${namesOf(keys)}`;
  }
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const keys = Object.keys(recordOf(items[0]));
  return keys.length > 0
    ? `a JSON array of ${items.length} objects with ${namesOf(keys)}`
    : `a JSON array of ${items.length} values`;
}

function textAppearance(lines: readonly string[]): string {
  const first = lines[0];
  if (first === undefined) {
    return 'nothing but white space';
  }
  // oxlint-disable-next-line no-control-regex -- that is what tells binary data
  return /[\u0000-\u0008\ufffd]/.test(lines.join('').slice(0, 1_000))
    ? 'binary data'
    : `text that begins with ${quoted(first)}`;
}
