import type { ProfiledThread } from '../profile.ts';
import { type JsonRecord, numberOf } from './json-value.ts';
import { onlyThread, type ReadContext } from './reader.ts';

/** The names that a trace gives to its threads, by `threadKey`. */
export type ThreadNames = ReadonlyMap<string, string>;

/** Process and thread of an event as one word. */
export function threadKey(event: JsonRecord): string {
  return `${numberOf(event['pid']) ?? 0}/${numberOf(event['tid']) ?? 0}`;
}

/** A thread of a trace. */
export function threadOfKey(
  key: string,
  names: ThreadNames,
  times: { readonly startNs: number; readonly endNs: number },
  context: ReadContext,
): ProfiledThread {
  const [pid = 0, tid = 0] = key.split('/').map(Number);
  const name = names.get(key) ?? '';
  const main = tid === pid || tid === 0 || name.endsWith('Main');
  return { ...onlyThread(context, times), pid, tid: tid === pid ? 0 : tid, name, main };
}
