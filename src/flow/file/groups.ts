import {
  asMap,
  asScalar,
  type Complaints,
  itemsAt,
  type MapTree,
  type Place,
  suggestion,
} from '../../document/index.ts';
import { placedText, textAt } from './fields.ts';
import type { FlowStep, ParallelGroup } from './flow-file.ts';
import type { StepDraft } from './flow-step.ts';
import { stepMeant } from './step-reference.ts';

interface Draft {
  readonly name: string;
  readonly place: Place;
  readonly members: { step: string; place: Place }[];
}

/**
 * All groups of a flow, from `parallel_groups` and from the steps' own `parallel_group`. Steps
 * that follow each other with `parallel: true` and no group make one of their own.
 */
export function groupsFrom(
  root: MapTree,
  drafts: readonly StepDraft[],
  complaints: Complaints,
): ParallelGroup[] {
  const steps = drafts.map(({ step }) => step);
  const groups = [...declaredGroups(root, steps, complaints)];
  let open: Draft | null = null;
  for (const { step, parallel } of drafts) {
    if (parallel === false && step.group !== null) {
      const message = `Step ${step.id} has a parallel_group and "parallel: false".`;
      complaints.refuse(step.place, message, 'Remove one of them.');
    }
    const member = { step: step.id, place: step.place };
    if (step.group !== null) {
      const found = groups.find(({ name }) => name === step.group);
      if (found === undefined) {
        groups.push({ name: step.group, place: step.place, members: [member] });
      } else if (!found.members.some((other) => other.step === step.id)) {
        found.members.push(member);
      }
      open = null;
      continue;
    }
    const isDeclared = groups.some(({ members }) => members.some((one) => one.step === step.id));
    if (parallel !== true || isDeclared) {
      open = null;
      continue;
    }
    if (open === null) {
      open = { name: `from step ${step.id}`, place: step.place, members: [] };
      groups.push(open);
    }
    open.members.push(member);
  }
  return checked(groups, complaints);
}

function declaredGroups(
  root: MapTree,
  steps: readonly FlowStep[],
  complaints: Complaints,
): Draft[] {
  const groups: Draft[] = [];
  for (const item of itemsAt(root, 'parallel_groups')) {
    const map = asMap(item);
    const name = textAt(map, 'name')?.text ?? '';
    if (groups.some((group) => group.name === name)) {
      complaints.refuse(map.place, `There is a second group "${name}".`, 'Join them.');
      continue;
    }
    const members = itemsAt(map, 'steps').flatMap((entry) => {
      const { text, place } = placedText(asScalar(entry));
      const meant = stepMeant(text, steps);
      if (meant.kind === 'one') {
        return [{ step: meant.id, place }];
      }
      if (meant.kind === 'none') {
        const options = [...steps.map(({ id }) => id), ...steps.map(({ agent }) => agent)];
        const hint = suggestion(text, [...new Set(options)], 'steps and agents');
        complaints.refuse(place, `The group "${name}" names no step with "${text}".`, hint);
      } else {
        const message = `"${text}" may mean several steps: ${meant.ids.join(', ')}.`;
        complaints.refuse(place, message, 'Name each step by its number.');
      }
      return [];
    });
    groups.push({ name, place: map.place, members });
  }
  return groups;
}

function checked(groups: readonly Draft[], complaints: Complaints): ParallelGroup[] {
  const seen = new Map<string, string>();
  for (const { name, place, members } of groups) {
    if (members.length === 1) {
      const message = `The group "${name}" has only one step, so nothing runs beside it.`;
      complaints.warn(place, message, null);
    }
    for (const member of members) {
      const other = seen.get(member.step);
      if (other !== undefined) {
        const where = other === name ? `twice in the group "${name}"` : `in "${other}" as well`;
        complaints.refuse(member.place, `Step ${member.step} is ${where}.`, 'Keep it once.');
      }
      seen.set(member.step, name);
    }
  }
  return groups.map(({ name, place, members }) => ({ name, place, members }));
}
