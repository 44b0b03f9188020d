import { HoneError } from '../base/index.ts';
import { noSuchGate } from './fork-run.ts';
import { withMail } from './mail.ts';
import type { JournalMessage } from './journal-port.ts';
import { answerTo, passedGate, passedGates, questionAt, type Recorded } from './recorded.ts';
import type { Answer, FlowDefinition } from '../port/index.ts';
import type { RunId } from '../model/index.ts';

/**
 * @param what - what can't be done any more: `be cancelled`
 * @throws HoneError E_USAGE for a run that has ended
 */
export function refuseEnded(run: RunId, { end }: Recorded, what: string): void {
  if (end !== null) {
    const how = end.type.slice('flow.'.length);
    throw new HoneError('E_USAGE', `Run ${run} has ended (${how}) and can't ${what} any more.`);
  }
}

interface Sent {
  readonly recorded: Recorded;
  readonly messages: readonly JournalMessage[];
}

/** @throws HoneError E_USAGE for an answer that nobody waits for or that is not on offer */
export function refuseAnswer(run: RunId, id: string, answer: Answer, read: Sent): void {
  refuseEnded(run, read.recorded, 'be answered');
  const { recorded, cancelled } = withMail(read);
  if (cancelled !== null) {
    throw isCancelled(run, cancelled.by);
  }
  const entry = recorded.entries.get(id);
  const question = questionAt(recorded, id);
  const isOver = entry?.verb === 'gate' && entry.end !== null;
  if (isOver || (entry !== undefined && question === null)) {
    const is = isOver ? 'has been decided' : 'is no question';
    throw new HoneError('E_USAGE', `${id} of run ${run} ${is}, so it can't be answered.`);
  }
  // One that was sent before the question is held against its choices when it is asked.
  const given =
    question === null ? (recorded.answers.get(id)?.[0] ?? null) : answerTo(recorded, id);
  if (given !== null) {
    throw new HoneError(
      'E_USAGE',
      `${id} of run ${run} was answered by ${given.by} at ${given.at} (${given.choice}); the ` +
        'first answer counts.',
    );
  }
  const choices = question?.data.choices ?? [answer.choice];
  if (!choices.includes(answer.choice)) {
    throw new HoneError(
      'E_USAGE',
      `${id} of run ${run} can't be answered with ${JSON.stringify(answer.choice)}. Choose one ` +
        `of: ${choices.join(', ')}.`,
    );
  }
}

/** @throws HoneError E_NOT_FOUND without such a gate; E_USAGE for a run that was cancelled */
export function refuseRewind(run: RunId, gate: string | null, recorded: Recorded): void {
  if (recorded.end?.type === 'flow.cancelled') {
    throw isCancelled(run, recorded.end.data.by);
  }
  if (gate !== null && passedGate(recorded, gate) === null) {
    throw noSuchGate(run, gate, passedGates(recorded));
  }
}

/** The error for a run that somebody has ended for good. */
export function isCancelled(run: RunId, by: string): HoneError {
  return new HoneError(
    'E_USAGE',
    `Run ${run} was cancelled by ${by}, which ends it for good. Start a new run, or fork this ` +
      'one at a gate.',
  );
}

/** @throws HoneError E_NOT_FOUND for a run without a first event */
export function refuseUnbegun(run: RunId, { started }: Recorded): void {
  if (started === null) {
    throw new HoneError(
      'E_NOT_FOUND',
      `Run ${run} was stopped before it recorded anything. Start it again.`,
    );
  }
}

/** @throws HoneError E_FLOW_CHANGED when the run began with another flow than this one */
export function refuseOtherVersion<R>(
  run: RunId,
  flow: FlowDefinition<R>,
  recorded: Recorded,
): void {
  const { flow: name, version } = recorded.started?.data ?? { flow: '', version: '' };
  if (name !== flow.name) {
    throw new HoneError(
      'E_FLOW_CHANGED',
      `Run ${run} is one of the flow "${name}" and can't go on as one of "${flow.name}". Resume ` +
        'it with the flow that it began with.',
    );
  }
  if (version !== flow.version) {
    const gate = passedGates(recorded).at(-1);
    const advice =
      gate === undefined
        ? 'No gate of it has passed yet, so start a new run'
        : `To keep what was recorded up to the gate ${gate}, fork it there: \`hone run fork ` +
          `${run} --at ${gate}\``;
    throw new HoneError(
      'E_FLOW_CHANGED',
      `Run ${run} began with version ${version} of the flow "${name}", and that flow is now ` +
        `version ${flow.version}. ${advice}; or resume it with the version that it began with.`,
    );
  }
}
