import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { TSchema, Static } from 'typebox';
import { Value } from 'typebox/value';

import { ThreadHead, ThreadRecord } from './collected.ts';
import { FILES_MAX, PROFILE_BYTES_MAX, RECORD_BYTES_MAX } from './limits.ts';

/** What the threads of a command left in their folder. */
export interface FoundRecords {
  /** In the order of their start; profiles as absolute paths. */
  readonly records: readonly ThreadRecord[];
  /** Threads that began and left no record. */
  readonly unfinished: readonly ThreadHead[];
  /** What could not be read, as sentences. */
  readonly caveats: readonly string[];
}

/**
 * Reads back what the preload wrote. The command itself could have written there too, so what is
 * too large, malformed, no plain file, or names a file elsewhere is left out and said.
 */
export function readRecords(folder: string): FoundRecords {
  const names = readdirSync(folder).sort();
  const caveats: string[] = [];
  if (names.length >= FILES_MAX) {
    caveats.push(
      `The command started more threads than are recorded (${FILES_MAX / 4}); later ones are ` +
        `missing. Profile a smaller part of it.`,
    );
  }
  const read = <Schema extends TSchema>(name: string, schema: Schema): Static<Schema>[] => {
    const value = jsonIn(join(folder, name));
    if (Value.Check(schema, value)) {
      return [value];
    }
    caveats.push(`The record ${name} is damaged and was left out.`);
    return [];
  };
  const counted = names.slice(0, 2 * FILES_MAX);
  const done = counted.filter((name) => name.endsWith('.json'));
  const records = done
    .flatMap((name) => read(name, ThreadRecord).map((record) => withPaths(folder, name, record)))
    .sort((a, b) => a.startNs - b.startNs);
  const unfinished = counted
    .filter((name) => name.endsWith('.begun') && !done.includes(`${stem(name)}.json`))
    .flatMap((name) => read(name, ThreadHead));
  return { records, unfinished, caveats };
}

function withPaths(folder: string, name: string, record: ThreadRecord): ThreadRecord {
  const problems = [...record.problems];
  const pathOf = (kind: 'cpuprofile' | 'heapprofile', said: string | null): string | null => {
    const path = join(folder, `${stem(name)}.${kind}`);
    if (said === null) {
      return null;
    }
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (said !== `${stem(name)}.${kind}` || found?.isFile() !== true) {
      problems.push(`${kind}: it is not where it should be`);
      return null;
    }
    if (found.size > PROFILE_BYTES_MAX) {
      problems.push(`${kind}: it is larger than ${PROFILE_BYTES_MAX} bytes and was left out`);
      return null;
    }
    return path;
  };
  const cpuProfile = pathOf('cpuprofile', record.cpuProfile);
  const heapProfile = pathOf('heapprofile', record.heapProfile);
  return { ...record, cpuProfile, heapProfile, problems };
}

function stem(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

/** Undefined when it is no plain file of a bearable size with JSON in it. */
function jsonIn(path: string): unknown {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true || found.size > RECORD_BYTES_MAX) {
    return undefined;
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // the caller says that it is damaged
  }
}
