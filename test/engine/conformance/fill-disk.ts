import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { HoneError, type Json } from '../../../src/base/index.ts';
import type { RunOutcome } from '../../../src/port/index.ts';
import type { DriverUnderTest } from './driver.ts';
import { drive, flowOf, lengthOf, RUN, STEP } from './place.ts';

/** What was found while a disk was full and afterwards. */
export interface FilledDisk {
  /** Code of what `start` threw. */
  readonly whileFull: string;
  /** Bodies that ran before the disk was full, and after there was room again. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly done: readonly string[];
  readonly damage: readonly string[];
  readonly outcome: RunOutcome<Json>;
}

const STEPS = 12;
/** The step during which the disk fills up. */
const FULL_AT = 4;

/** Runs steps whose results do not compress well on a small disk, frees it, and goes on. */
export async function fillAndGoOn(
  open: () => Promise<DriverUnderTest>,
  folder: string,
): Promise<FilledDisk> {
  const bodies: string[] = [];
  const filler = join(dirname(folder), 'filler');
  let wasFull = false;
  const flow = flowOf(async (verbs) => {
    let characters = 0;
    for (let number = 0; number < STEPS; number++) {
      const result = await verbs.step(`fill/${number}`, STEP, async () => {
        bodies.push(`fill/${number}`);
        if (number === FULL_AT && !wasFull) {
          wasFull = true;
          fillUp(filler);
        }
        return noise(number);
      });
      characters += lengthOf(result);
    }
    return characters;
  });
  const driver = await open();
  const { engine } = driver;
  const whileFull = await codeOf(engine.start(RUN, flow, null, drive()));
  const before = bodies.splice(0);
  rmSync(filler);
  const { steps } = engine.view(RUN);
  const done = steps.filter(({ state }) => state === 'done').map(({ id }) => id);
  const outcome = await engine.resume(RUN, flow, drive());
  const damage = engine.verify(RUN);
  await driver.close();
  return { whileFull, before, after: bodies, done, damage, outcome };
}

function noise(seed: number): string {
  return Array.from({ length: 2_000 }, (_, index) => Math.sin(seed * 2_000 + index)).join(' ');
}

function fillUp(path: string): void {
  for (const bytes of [65_536, 4_096, 1]) {
    try {
      for (let written = 0; written < 16_777_216; written += bytes) {
        writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' });
      }
    } catch {
      // Full for pieces of this size: go on with smaller ones.
    }
  }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    return `no error but ${JSON.stringify(await promise)}`;
  } catch (thrown) {
    return thrown instanceof HoneError ? thrown.code : String(thrown);
  }
}
