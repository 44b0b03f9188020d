import { NS_PER_MS } from '../../base/index.ts';
import {
  asMap,
  asScalar,
  Complaints,
  type FileKind,
  type Problem,
  readTree,
  type SchemaNode,
  suggestion,
  TreeCheck,
} from '../../document/index.ts';
import { durationMs } from '../file/duration.ts';
import type { FlowFile } from '../file/flow-file.ts';
import { FLOW_BYTES_MAX, FLOW_STEPS_MAX } from '../limits.ts';

/** Durations of steps in ns by their ids, or everything that keeps the text from being that. */
export type StepDurations =
  | { readonly kind: 'ok'; readonly durationsNs: Readonly<Record<string, number>> }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

const SCHEMA: SchemaNode = {
  title: 'a map of steps and durations',
  type: 'object',
  patternProperties: {
    '.*': { title: 'a duration such as 90s', anyOf: [{ type: 'number' }, { type: 'string' }] },
  },
};

const DURATIONS_KIND: FileKind = {
  where: 'here',
  bytesMax: FLOW_BYTES_MAX,
  depthMax: 2,
  nodesMax: 2 * FLOW_STEPS_MAX + 10,
  advice: {
    whenEmpty: 'Write {"0": "90s"} and so on, a duration for each step.',
    whenLarge: 'Is this the right file?',
    whenDeep: null,
  },
  refusedKeys: {},
  adviceOn: () => null,
};

/**
 * Reads `{"0": "90s", "0.5": 120000}`: how long steps took, as JSON or YAML. As in flow files a
 * number alone is milliseconds. Steps may be missing; one that the flow has not is refused.
 *
 * @param fileName - how messages call the file
 */
export function parseStepDurations(text: string, fileName: string, flow: FlowFile): StepDurations {
  const complaints = new Complaints();
  const tree = readTree(text, fileName, DURATIONS_KIND, complaints);
  if (tree === null || !new TreeCheck(complaints, DURATIONS_KIND).check(tree, SCHEMA, fileName)) {
    return { kind: 'invalid', problems: complaints.problems() };
  }
  const ids = flow.steps.map(({ id }) => id);
  const durations = new Map<string, number>();
  for (const [key, { keyPlace, value }] of asMap(tree).entries) {
    const id = /^\d+(?:\.\d+)?$/.test(key) ? String(Number(key)) : key;
    const scalar = asScalar(value);
    const ms = durationMs(scalar);
    if (!ids.includes(id)) {
      const message = `The flow has no step "${key}".`;
      complaints.refuse(keyPlace, message, suggestion(id, ids, 'steps'));
    } else if (durations.has(id)) {
      complaints.refuse(keyPlace, `Step ${id} stands here a second time.`, 'Keep one of them.');
    }
    if (ms === null || !(ms > 0)) {
      const message = `${JSON.stringify(scalar.text)} is not a duration.`;
      complaints.refuse(scalar.place, message, 'Write a number and ms, s, m, h or d: 90s.');
    } else {
      durations.set(id, ms * NS_PER_MS);
    }
  }
  const problems = complaints.problems();
  return problems.length > 0
    ? { kind: 'invalid', problems }
    : { kind: 'ok', durationsNs: Object.fromEntries(durations) };
}
