import {
  asMap,
  Complaints,
  type FileKind,
  itemsAt,
  type MapTree,
  type Problem,
  PROBLEMS_MAX,
  readTree,
  type SchemaNode,
  TreeCheck,
} from '../../document/index.ts';
import { FLOW_BYTES_MAX, FLOW_DEPTH_MAX, FLOW_NODES_MAX, FLOW_STEPS_MAX } from '../limits.ts';
import { textAt, textsAt, wordAt } from './fields.ts';
import type { FlowFile } from './flow-file.ts';
import { FlowDocument, REFUSED_KEYS } from './flow-schema.ts';
import { PUBLISH_POLICIES, stepDraft, withFailurePlan } from './flow-step.ts';
import { groupsFrom } from './groups.ts';
import { runInputsFrom } from './run-inputs.ts';
import {
  checkpointFrom,
  fallbackFrom,
  parallelFrom,
  resourcesFrom,
  retryFrom,
} from './settings.ts';

/** A flow, or everything that keeps the text from being one. */
export type ParsedFlow =
  | { readonly kind: 'ok'; readonly flow: FlowFile; readonly warnings: readonly Problem[] }
  | {
      readonly kind: 'invalid';
      readonly problems: readonly Problem[];
      readonly warnings: readonly Problem[];
    };

const FLOW_KIND: FileKind = {
  where: 'here',
  bytesMax: FLOW_BYTES_MAX,
  depthMax: FLOW_DEPTH_MAX,
  nodesMax: FLOW_NODES_MAX,
  advice: {
    whenEmpty: 'A flow needs at least name and steps.',
    whenLarge: 'Is this the right file?',
    whenDeep: 'A flow needs at most 6 levels.',
  },
  refusedKeys: REFUSED_KEYS,
  adviceOn: () => null,
};

/**
 * Understands a flow file. Nothing is ignored silently: what can't be honoured is an error, what
 * means something else here than it says is a warning, each with its place. First the YAML has
 * to be right, then the types, then the meaning; only the first stage that fails is told, because
 * the rest would follow from it. What concerns several steps is for `checkFlow`.
 *
 * @param source - `path` is how messages call the file
 */
export function parseFlowFile(text: string, source: { readonly path: string }): ParsedFlow {
  const complaints = new Complaints();
  const { path } = source;
  const tree = readTree(text, path, FLOW_KIND, complaints);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeBox makes JSON Schema
  const schema = FlowDocument as unknown as SchemaNode;
  if (tree === null || !new TreeCheck(complaints, FLOW_KIND).check(tree, schema, path)) {
    return invalid(complaints);
  }
  const flow = flowFrom(asMap(tree), path, complaints);
  return found(complaints, 'error').length > 0
    ? invalid(complaints)
    : { kind: 'ok', flow, warnings: found(complaints, 'warning') };
}

function invalid(complaints: Complaints): ParsedFlow {
  return {
    kind: 'invalid',
    problems: found(complaints, 'error'),
    warnings: found(complaints, 'warning'),
  };
}

function found(complaints: Complaints, severity: Problem['severity']): Problem[] {
  return complaints
    .problems()
    .filter((problem) => problem.severity === severity)
    .slice(0, PROBLEMS_MAX);
}

function flowFrom(root: MapTree, path: string, complaints: Complaints): FlowFile {
  const retry = retryFrom(root, complaints);
  const items = itemsAt(root, 'steps');
  const extra = items[FLOW_STEPS_MAX];
  if (extra !== undefined) {
    complaints.refuse(extra.place, `A flow has at most ${FLOW_STEPS_MAX} steps.`, 'Split it.');
  }
  const drafts = items
    .slice(0, FLOW_STEPS_MAX)
    .map((item) => stepDraft(item, retry.attemptsMax, complaints));
  const groups = groupsFrom(root, drafts, complaints);
  const named = drafts.map(({ step }) => step);
  const groupOf = new Map(
    groups.flatMap(({ name, members }) => members.map(({ step }) => [step, name] as const)),
  );
  const steps = drafts.map((draft) => ({
    ...withFailurePlan(draft, named, complaints),
    group: groupOf.get(draft.step.id) ?? null,
  }));
  const name = textAt(root, 'name');
  if (name?.text === '') {
    complaints.refuse(name.place, '"name" is empty.', null);
  }
  const criteria = textsAt(root, 'completion_criteria');
  if (criteria[0] !== undefined) {
    const message =
      'Completion criteria are sentences, so a person is asked about each at the end.';
    complaints.warn(criteria[0].place, message, 'What can be computed belongs into a validation.');
  }
  return {
    path,
    name: name?.text ?? '',
    description: textAt(root, 'description')?.text ?? '',
    type: textAt(root, 'type')?.text ?? null,
    version: textAt(root, 'version')?.text ?? null,
    steps,
    groups,
    runInputs: runInputsFrom(root, steps, complaints),
    retry,
    fallbackAgents: fallbackFrom(root, complaints),
    parallel: parallelFrom(root, complaints),
    publishPolicy: wordAt(root, 'publish_policy', PUBLISH_POLICIES) ?? 'manual',
    checkpoint: checkpointFrom(root, complaints),
    resources: resourcesFrom(root, complaints),
    completionCriteria: criteria.map(({ text }) => text),
  };
}
