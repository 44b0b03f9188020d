import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { type Profile, type ReadProfile, readProfile } from '../../../src/profile/index.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/profiles');

function inflate(bytes: Uint8Array): Uint8Array {
  return gunzipSync(bytes, { maxOutputLength: 1e8 });
}

/** A captured file as the reader sees it; packed ones are unpacked. */
export function readFixture(name: string): ReadProfile {
  return readProfile(readFileSync(join(FIXTURES, name)), { name, inflate });
}

/** The only profile of text that a test made up. */
export function readText(text: string, options: { readonly intervalNs?: number } = {}): Profile {
  const read = readProfile(new TextEncoder().encode(text), { name: 'made-up', ...options });
  const first = read.profiles[0];
  if (first === undefined) {
    throw new TypeError('a profile that was read is there');
  }
  return first.profile;
}

/** The same for a value that becomes JSON. */
export function readValue(value: unknown, options: { readonly intervalNs?: number } = {}): Profile {
  return readText(JSON.stringify(value), options);
}

/** What tests hold against: totals, depths and the heaviest of a profile. */
export interface Described {
  readonly total: number;
  readonly samples: number;
  readonly depth: number;
  readonly threads: readonly string[];
  readonly top: readonly string[];
  readonly lines: readonly string[];
}

/** A profile in few words; weights are rounded to whole numbers of its unit. */
export function described(profile: Profile, count = 4): Described {
  const { stackFrame, stackParent, samples, frames } = profile;
  const depth = new Int32Array(stackFrame.length);
  for (let stack = 0; stack < depth.length; stack++) {
    const parent = stackParent[stack] ?? -1;
    if (parent >= stack) {
      throw new TypeError(`stack ${stack} comes before its caller ${parent}`);
    }
    depth[stack] = 1 + (parent < 0 ? 0 : (depth[parent] ?? 0));
  }
  const self = new Map<string, number>();
  const lines = new Map<string, number>();
  let deepest = 0;
  for (let index = 0; index < samples.value.length; index++) {
    const stack = samples.stack[index] ?? -1;
    const frame = frames[stackFrame[stack] ?? -1];
    const value = samples.value[index] ?? Number.NaN;
    if (
      frame === undefined ||
      !(value >= 0) ||
      profile.threads[samples.thread[index] ?? -1] === undefined
    ) {
      throw new TypeError(`sample ${index} names what is not there`);
    }
    deepest = Math.max(deepest, depth[stack] ?? 0);
    add(self, `${frame.kind} ${frame.name}`, value);
    if ((samples.line?.[index] ?? 0) > 0) {
      add(lines, `${frame.name}:${samples.line?.[index] ?? 0}`, value);
    }
  }
  return {
    total: Math.round(samples.value.reduce((sum, value) => sum + value, 0)),
    samples: samples.value.length,
    depth: deepest,
    threads: profile.threads.map(
      ({ pid, tid, name, main }) => `${pid}/${tid} ${name}${main ? ' main' : ''}`,
    ),
    top: heaviest(self, count),
    lines: heaviest(lines, count),
  };
}

/** Names of the frames of a sample, outermost first. */
export function stackOf(profile: Profile, sample: number): string[] {
  const names: string[] = [];
  for (let stack = profile.samples.stack[sample] ?? -1; stack >= 0;) {
    names.unshift(profile.frames[profile.stackFrame[stack] ?? -1]?.name ?? '?');
    stack = profile.stackParent[stack] ?? -1;
  }
  return names;
}

function add(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

function heaviest(sums: ReadonlyMap<string, number>, count: number): string[] {
  return [...sums]
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .slice(0, count)
    .map(([key, value]) => `${key} ${Math.round(value)}`);
}
