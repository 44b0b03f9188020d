import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { assert, canonicalJson, HoneError, type Json, messageOf } from '../base/index.ts';
import type { Blobs } from './blobs.ts';
import type { Event } from './event.ts';
import type { Journal } from './journal.ts';
import { STEP_INLINE_BYTES_MAX } from './limits.ts';
import type { RunId } from '../model/index.ts';

/** What the event of a step carries. */
const Stored = Type.Union([
  Type.Object({ result: Type.Unknown() }),
  Type.Object({ blob: Type.String(), bytes: Type.Integer() }),
]);

/** The type of the event that a completed step leaves. */
export const STEP_EVENT_TYPE = 'step';

/** Runs durable steps, see `Store.step`. */
export type RunStep = <T>(
  run: RunId,
  key: string,
  parse: (json: unknown) => T,
  work: () => Promise<T>,
) => Promise<T>;

/** Steps whose results are events of the journal. */
export function stepsOn(journal: Journal, blobs: Blobs): RunStep {
  const running = new Set<string>();

  return async (run, key, parse, work) => {
    const done = journal.eventByKey(run, key);
    if (done !== null) {
      return storedResult(done, parse, blobs);
    }
    const name = `${run}/${key}`;
    assert(!running.has(name), `step ${key} of run ${run} is not running already`);
    running.add(name);
    try {
      journal.assertDriving(run);
      // The caller gets what a resumed run will get: the result after its way through JSON.
      const text = canonicalJson((await work()) ?? null);
      const result = parse(JSON.parse(text));
      const data = placed(text, blobs);
      journal.append(run, { type: STEP_EVENT_TYPE, key, data });
      return result;
    } finally {
      running.delete(name);
    }
  };
}

/**
 * The blob is on the disk before the event that refers to it is written, which for a reader is the
 * same as both in one transaction: a crash in between leaves a blob that the next sweep takes.
 */
function placed(text: string, blobs: Blobs): Json {
  const bytes = Buffer.byteLength(text);
  if (bytes <= STEP_INLINE_BYTES_MAX) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- JSON.parse gives Json
    return { result: JSON.parse(text) as Json };
  }
  return { blob: blobs.put(text), bytes };
}

function storedResult<T>(event: Event, parse: (json: unknown) => T, blobs: Blobs): T {
  assert(event.type === STEP_EVENT_TYPE, `the key ${event.key} names a step, not ${event.type}`);
  const data: unknown = event.data;
  assert(Value.Check(Stored, data), `step ${event.key} stored a result or where it is`);
  const json: unknown = 'blob' in data ? JSON.parse(blobs.get(data.blob).toString()) : data.result;
  try {
    return parse(json);
  } catch (thrown) {
    throw new HoneError(
      'E_JOURNAL',
      `Step ${event.key} of run ${event.run} recorded a result that this version of hone does ` +
        `not understand (${messageOf(thrown)}). Resume it with the version that started it, or ` +
        'start a new run.',
      { cause: thrown },
    );
  }
}
