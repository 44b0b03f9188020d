import { decodedMappings, FlattenMap, TraceMap } from '@jridgewell/trace-mapping';

import { messageOf } from '../base/index.ts';
import type { Frame, Profile } from './profile.ts';

/** Generated lines with more original lines than this between their ends are left unknown. */
const LINE_SPAN_MAX = 8;

/** Files whose map is broken that are named; the rest is counted. */
const BROKEN_NAMED_MAX = 5;

/** What may stand between a function's name and the place that V8 gives for it, its parameters. */
const GAPS = [
  '',
  '=',
  ':',
  ' = ',
  ': ',
  '=function',
  ':function',
  ' = function',
  '=async',
  ' = async ',
];

/** The text of the source map of a file, or null when there is none. */
export type ReadSourceMap = (file: string) => string | null;

/** Profiles with original places, and how many files had a map. */
export interface MappedProfile {
  readonly profile: Profile;
  readonly files: number;
}

/**
 * Moves frames and hot lines from generated code to what it was made from. Where a frame was seen
 * running stays known as `generated`. Frames keep their indices. A name becomes the original one
 * where the map tells it; names that the code itself has are right already.
 *
 * @param readMap - is asked once for each file of code; a file without a map stays as it is, one
 *   whose map is broken gets a caveat
 */
export function withSourceMaps(profile: Profile, readMap: ReadSourceMap): MappedProfile {
  const maps = new Maps(readMap);
  const frames = profile.frames.map((frame) => mappedFrame(frame, maps));
  const { samples } = profile;
  const moved = samples.line === null ? null : mappedLines(profile, samples.line, frames, maps);
  const caveats = [...profile.caveats, ...maps.caveats()];
  if (moved !== null && moved.unknown > 0) {
    caveats.push(
      `Samples whose line is not known, because their generated line holds code of many ` +
        `original ones: ${moved.unknown}.`,
    );
  }
  return {
    profile: { ...profile, frames, samples: { ...samples, line: moved?.line ?? null }, caveats },
    files: maps.found,
  };
}

class Maps {
  readonly #readMap: ReadSourceMap;
  readonly #known = new Map<string, TraceMap | null>();
  readonly #broken: string[] = [];

  constructor(readMap: ReadSourceMap) {
    this.#readMap = readMap;
  }

  get found(): number {
    return [...this.#known.values()].filter((map) => map !== null).length;
  }

  of(file: string): TraceMap | null {
    let map = this.#known.get(file);
    if (map === undefined) {
      map = this.#read(file);
      this.#known.set(file, map);
    }
    return map;
  }

  caveats(): string[] {
    const named = this.#broken.slice(0, BROKEN_NAMED_MAX).join('; ');
    const more = this.#broken.length - BROKEN_NAMED_MAX;
    return this.#broken.length === 0
      ? []
      : [`Source maps could not be read: ${named}${more > 0 ? ` and ${more} more` : ''}.`];
  }

  #read(file: string): TraceMap | null {
    let text: string | null = null;
    try {
      text = this.#readMap(file);
      // Some servers put this in front of JSON, and the specification allows it.
      const json: unknown = text === null ? null : JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, ''));
      return json === null ? null : traceMapOf(json, file);
    } catch (thrown) {
      this.#broken.push(`${file} (${messageOf(thrown).slice(0, 80)})`);
      return null;
    }
  }
}

function traceMapOf(json: unknown, file: string): TraceMap {
  if (typeof json !== 'object' || json === null) {
    throw new TypeError('it is no JSON object');
  }
  if ('sections' in json && Array.isArray(json.sections)) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it checks what it reads
    return new FlattenMap(json as ConstructorParameters<typeof FlattenMap>[0], file);
  }
  if (!('mappings' in json) || !('sources' in json) || !Array.isArray(json.sources)) {
    throw new TypeError('it has no mappings or no sources');
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked above as far as needed
  const map = new TraceMap(json as ConstructorParameters<typeof TraceMap>[0], file);
  decodedMappings(map); // now, so that what is broken is told for this file
  return map;
}

/** Where a piece of a generated line came from; numbers from 0. */
interface Segment {
  readonly source: string;
  readonly line: number;
  readonly originalColumn: number;
  readonly name: string | null;
}

function mappedFrame(frame: Frame, maps: Maps): Frame {
  if (frame.kind !== 'js' || frame.file === '' || frame.line === 0) {
    return frame;
  }
  const map = maps.of(frame.file);
  const found = map === null ? null : originalPlace(map, frame);
  if (map === null || found === null) {
    return frame;
  }
  const { file, line, column } = frame;
  return {
    name: originalName(map, frame) ?? frame.name,
    file: found.source,
    line: found.line + 1,
    column: found.originalColumn + 1,
    kind: frame.kind,
    generated: { file, line, column },
  };
}

/**
 * Where a function was written: the last segment of its line that begins at or before its place.
 * The code of a module itself begins at the beginning of the file; where several modules became one
 * file, it is the code of all of them and of the bundler, and no function of any.
 */
function originalPlace(map: TraceMap, { name, line, column }: Frame): Segment | null {
  const sources = map.resolvedSources.filter((source) => source !== null);
  const [only] = sources.length === 1 ? sources : [];
  if (line === 1 && column <= 1 && (name === '' || name === '(anonymous)')) {
    return only === undefined ? null : { source: only, line: 0, originalColumn: 0, name: null };
  }
  const segments = decodedMappings(map)[line - 1] ?? [];
  const index = lastUpTo(segments, Math.max(0, column - 1));
  // Before the first segment is what comes first when the column is not known, or nothing else can
  // be there; otherwise it is a wrapper that the bundler added.
  const isFirst = column <= 1 || only !== undefined;
  return index < 0 && !isFirst ? null : segmentOf(map, segments[Math.max(0, index)]);
}

/** Index of the last segment that begins at or before a column, or -1. */
function lastUpTo(segments: readonly (readonly number[])[], column: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((segments[middle]?.[0] ?? 0) <= column) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

function segmentOf(map: TraceMap, segment: readonly number[] | undefined): Segment | null {
  const [column, source, line, originalColumn, name] = segment ?? [];
  const path = source === undefined ? null : (map.resolvedSources[source] ?? null);
  if (column === undefined || path === null || line === undefined) {
    return null;
  }
  return {
    source: path,
    line,
    originalColumn: originalColumn ?? 0,
    name: name === undefined ? null : (map.names[name] ?? null),
  };
}

/**
 * The name before it was shortened. Maps name identifiers, so the one of the function is sought
 * right before the place of the function, as far as its short name is long.
 */
function originalName(map: TraceMap, { name, line, column }: Frame): string | null {
  const short = name.slice(name.lastIndexOf('.') + 1);
  if (short === '' || short === '(anonymous)') {
    return null;
  }
  const segments = decodedMappings(map)[line - 1] ?? [];
  for (const gap of GAPS) {
    const at = column - 1 - gap.length - short.length;
    const index = at < 0 ? -1 : lastUpTo(segments, at);
    const begins = segments[index]?.[0] === at;
    // Where a piece begins inside, this is no identifier of that length.
    if (begins && (segments[index + 1]?.[0] ?? Infinity) >= at + short.length) {
      const found = segmentOf(map, segments[index]);
      return found?.name == null ? null : name.slice(0, name.length - short.length) + found.name;
    }
  }
  return null;
}

/** Original lines of samples, whose columns are not known. */
function mappedLines(
  profile: Profile,
  lines: Int32Array,
  frames: readonly Frame[],
  maps: Maps,
): { readonly line: Int32Array; readonly unknown: number } {
  const { stackFrame, samples } = profile;
  const known = new Map<number, Map<number, number>>(); // frame → generated line → line
  const line = new Int32Array(lines.length);
  let unknown = 0;
  for (let index = 0; index < lines.length; index++) {
    const generated = lines[index] ?? 0;
    const frameIndex = stackFrame[samples.stack[index] ?? 0] ?? 0;
    const frame = frames[frameIndex];
    if (generated === 0 || frame?.generated === undefined) {
      line[index] = generated;
      continue;
    }
    const ofFrame = known.get(frameIndex) ?? new Map<number, number>();
    known.set(frameIndex, ofFrame);
    let original = ofFrame.get(generated);
    if (original === undefined) {
      original = originalLine(maps.of(frame.generated.file), generated, frame.file);
      ofFrame.set(generated, original);
    }
    line[index] = original;
    unknown += original === 0 ? 1 : 0;
  }
  return { line, unknown };
}

/** The original line of a whole generated one when that is one line or few; from 1, else 0. */
function originalLine(map: TraceMap | null, generated: number, source: string): number {
  const segments = map === null ? [] : (decodedMappings(map)[generated - 1] ?? []);
  let [first, last] = [Infinity, -Infinity];
  for (const segment of segments) {
    const [, sourceIndex, line] = segment;
    if (
      sourceIndex !== undefined &&
      line !== undefined &&
      map?.resolvedSources[sourceIndex] === source
    ) {
      first = Math.min(first, line);
      last = Math.max(last, line);
    }
  }
  return last >= first && last - first <= LINE_SPAN_MAX ? first + 1 : 0;
}
