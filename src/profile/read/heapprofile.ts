import { NO_STACK, ProfileBuilder } from '../profile-builder.ts';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, textOf } from './json-value.ts';
import { VALUE_MAX } from './limits.ts';
import {
  onlyThread,
  type ReadContext,
  type Reader,
  type TitledProfile,
  unreadable,
} from './reader.ts';
import { V8Frames } from './v8-frame.ts';

/**
 * Sampled allocations of V8: `node --heap-prof`, the inspector's `HeapProfiler.stopSampling`. The
 * sizes are V8's estimate of all bytes from the sampled ones.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/tot/HeapProfiler/#type-SamplingHeapProfile
 */
export const heapprofile: Reader = {
  kind: 'json',
  format: 'heapprofile',
  title: 'allocation profile of V8',
  signs: 'a JSON object with a tree under "head" whose nodes have "selfSize"',
  recognises: (value) => isRecord(value) && isRecord(value['head']) && 'selfSize' in value['head'],
  read: readHeapprofile,
};

function readHeapprofile(value: unknown, context: ReadContext): TitledProfile[] {
  const head = recordOf(recordOf(value)['head']);
  if (!('selfSize' in head)) {
    throw unreadable(
      context.name,
      `has a tree without sizes. CPU profiles of before 2017 look like that, and heap snapshots ` +
        `are something else; record an allocation profile with \`node --heap-prof\`.`,
    );
  }
  const builder = new ProfileBuilder('v8-alloc', 'bytes');
  const thread = builder.thread(onlyThread(context));
  const frames = new V8Frames(builder, context.scripts);
  let broken = 0;
  // Each entry of `open` is a node and the stack of its caller; a list, however deep the tree is.
  const open: { readonly node: JsonRecord; readonly caller: number }[] = [
    { node: head, caller: NO_STACK },
  ];
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const { node, caller } = entry;
    const { callFrame, children, selfSize } = node;
    const isRoot = node === head && textOf(recordOf(callFrame)['functionName']) === '(root)';
    const size = numberOf(selfSize) ?? -1;
    let stack = caller;
    if (!isRoot || size > 0) {
      stack = builder.stack(caller, frames.frame(callFrame));
    }
    if (size > 0 && size <= VALUE_MAX) {
      builder.sample(thread, stack, size);
    } else {
      broken += size === 0 ? 0 : 1;
    }
    const callees = arrayOf(children);
    for (let index = callees.length - 1; index >= 0; index--) {
      open.push({ node: recordOf(callees[index]), caller: isRoot ? NO_STACK : stack });
    }
  }
  if (broken > 0) {
    builder.caveat(`Nodes left out because they have no size that can be: ${broken}.`);
  }
  return [{ title: 'allocated', profile: builder.finish() }];
}
