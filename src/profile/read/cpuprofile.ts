import { NS_PER_US } from '../../base/index.ts';
import { ProfileBuilder } from '../profile-builder.ts';
import { arrayOf, isRecord, numberOf, recordOf } from './json-value.ts';
import {
  onlyThread,
  type ReadContext,
  type Reader,
  type TitledProfile,
  unreadable,
} from './reader.ts';
import { scriptIdOf } from './v8-frame.ts';
import { addV8Samples } from './v8-samples.ts';
import { textOf } from './json-value.ts';

/**
 * CPU profiles of V8: `node --cpu-prof`, the inspector's `Profiler.stop`, Chrome's JavaScript
 * profiler.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile
 */
export const cpuprofile: Reader = {
  kind: 'json',
  format: 'cpuprofile',
  title: 'CPU profile of V8',
  signs: 'a JSON object with "nodes", "samples" and "timeDeltas"',
  recognises: (value) =>
    isRecord(value) &&
    Array.isArray(value['nodes']) &&
    (Array.isArray(value['samples']) || 'startTime' in value),
  read: readCpuprofile,
};

function readCpuprofile(value: unknown, context: ReadContext): TitledProfile[] {
  const fields = recordOf(value);
  const nodes = arrayOf(fields['nodes']);
  const samples = arrayOf(fields['samples']);
  if (samples.length === 0) {
    throw unreadable(
      context.name,
      `is a CPU profile with ${nodes.length} nodes and no samples. The program may have ended ` +
        `before the first one; use a shorter sampling interval or a longer workload.`,
    );
  }
  const startUs = numberOf(fields['startTime']) ?? 0;
  const endUs = numberOf(fields['endTime']);
  const builder = new ProfileBuilder('v8-cpu', 'ns');
  const thread = builder.thread(
    onlyThread(context, {
      startNs: startUs * NS_PER_US,
      endNs: Math.max(startUs, endUs ?? startUs) * NS_PER_US,
    }),
  );
  const deltas = arrayOf(fields['timeDeltas']);
  addV8Samples(builder, thread, { nodes, samples, deltas, lines: null, startUs, endUs }, context);
  return [{ title: 'cpu', profile: builder.finish() }];
}

/** URL of each script that a V8 profile names, by its id. */
export function scriptsOf(value: unknown): Map<string, string> {
  const scripts = new Map<string, string>();
  for (const node of arrayOf(recordOf(value)['nodes'])) {
    const { scriptId, url } = recordOf(recordOf(node)['callFrame']);
    const file = textOf(url);
    if (file !== '') {
      scripts.set(scriptIdOf(scriptId), file);
    }
  }
  return scripts;
}
