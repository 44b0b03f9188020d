import { type Complaints, nearest } from '../../document/index.ts';
import type { FlowFile, FlowStep, StepInput } from '../file/flow-file.ts';
import { RUN_FILES, sourceOf, writes } from '../order/step-order.ts';

/** Outputs that several steps write, or that are the engine's own. */
export function checkOutputs(flow: FlowFile, complaints: Complaints): void {
  const writers = new Map<string, FlowStep>();
  for (const step of flow.steps) {
    for (const { name, place } of step.outputs) {
      const other = writers.get(name);
      if (RUN_FILES.includes(name)) {
        const message = `"${name}" is written by hone itself.`;
        complaints.refuse(place, message, 'Give the output another name.');
      } else if (other === step) {
        complaints.refuse(place, `Step ${step.id} writes "${name}" twice.`, 'Keep it once.');
      } else if (other !== undefined && other.group !== null && other.group === step.group) {
        const message = `Steps ${other.id} and ${step.id} write "${name}" at the same time.`;
        complaints.refuse(place, message, 'Give each a name of its own.');
      } else if (other !== undefined) {
        const message = `Steps ${other.id} and ${step.id} both write "${name}".`;
        const hint = 'Readers get that of the step they name, else the last one before them.';
        complaints.warn(place, message, hint);
      }
      writers.set(name, step);
    }
  }
}

/** Inputs that nobody writes, or that are not there yet when they are read. */
export function checkInputs(flow: FlowFile, complaints: Complaints): void {
  const index = new Map(flow.steps.map(({ id }, position) => [id, position] as const));
  flow.steps.forEach((step, position) => {
    const names = new Set<string>();
    for (const input of step.inputs) {
      const key = `${input.name} ${input.from ?? ''}`;
      if (names.has(key)) {
        const message = `Step ${step.id} reads "${input.name}" twice.`;
        complaints.refuse(input.place, message, 'Keep it once.');
        continue;
      }
      names.add(key);
      const source = sourceOf(flow, step, input);
      switch (source.kind) {
        case 'run':
          break;
        case 'step': {
          const writer = flow.steps[index.get(source.step) ?? -1];
          const distance = position - (index.get(source.step) ?? -1);
          const isFeedback = flow.steps
            .slice(position)
            .some(
              ({ onFailure }) => (index.get(onFailure.goto?.step ?? '') ?? Infinity) <= position,
            );
          // After a return the later step has been there, which is what the input is for.
          if (!(input.optional && isFeedback && distance < 0)) {
            checkSource(step, input, writer, distance, complaints);
          }
          break;
        }
        case 'unknown-step':
        case 'not-written':
        case 'nobody':
          refuseMissing(flow, step, input, source, complaints);
      }
    }
  });
}

/** @param distance - how many steps before the reader the writer stands; 0 is itself */
function checkSource(
  step: FlowStep,
  { name, optional, place }: StepInput,
  writer: FlowStep | undefined,
  distance: number,
  complaints: Complaints,
): void {
  if (writer === undefined) {
    return;
  }
  const isBeside = writer.group !== null && writer.group === step.group && distance !== 0;
  const state =
    distance === 0
      ? 'which it writes itself'
      : isBeside
        ? `which step ${writer.id} writes at the same time`
        : `which step ${writer.id} writes only later`;
  if (!isBeside && distance > 0) {
    const reason =
      writer.condition !== null
        ? 'has a condition and may be skipped'
        : writer.onFailure.finally === 'continue'
          ? 'may fail and be passed over'
          : null;
    if (reason !== null && !optional) {
      const message = `Step ${step.id} reads "${name}" of step ${writer.id}, which ${reason}.`;
      complaints.warn(place, message, 'Without it this step fails, unless it is optional.');
    }
    return;
  }
  const message = `Step ${step.id} reads "${name}", ${state}.`;
  if (optional) {
    complaints.warn(place, message, 'It is optional, so the step runs without it.');
  } else {
    const way = isBeside
      ? `Take one of them out of the group "${step.group ?? ''}"`
      : distance === 0
        ? 'Remove it'
        : `Move step ${writer.id} before it`;
    complaints.refuse(place, message, `${way}, or add ", optional" to the input.`);
  }
}

function refuseMissing(
  flow: FlowFile,
  step: FlowStep,
  { name, from, optional, place }: StepInput,
  source: { readonly kind: 'unknown-step' | 'not-written' | 'nobody' },
  complaints: Complaints,
): void {
  const written = flow.steps
    .filter(({ id }) => source.kind !== 'not-written' || id === from)
    .flatMap(({ outputs }) => outputs.map((output) => output.name));
  const ids = flow.steps.map(({ id }) => id);
  const writer = flow.steps.find((other) => writes(other, name))?.id;
  const meant = writer ?? (source.kind === 'unknown-step' ? nearest(from ?? '', ids) : null);
  const near = nearest(name, written);
  const hint =
    meant !== null && meant !== undefined
      ? `Is step ${meant} meant?`
      : near === null
        ? 'Add it to the outputs of a step before, or write ", optional" behind it.'
        : `Is "${near}" meant?`;
  const what =
    source.kind === 'nobody'
      ? 'which no step writes'
      : source.kind === 'unknown-step'
        ? `which should come from step ${from ?? ''}, but there is none`
        : `but step ${from ?? ''} does not write it`;
  const message = `Step ${step.id} reads "${name}", ${what}.`;
  if (optional && source.kind === 'nobody') {
    complaints.warn(place, message, 'It is optional, so the step always runs without it.');
  } else {
    complaints.refuse(place, message, hint);
  }
}
