import type { RunView } from '../../../port/index.ts';
import { ERROR_LOG_LINE_SCHEMA, type ErrorLogLine } from '../../../model/index.ts';
import type { FlowContext } from '../flow-context.ts';
import { returnNoteOf } from '../return-note.ts';
import { fittingName, fittingText } from './fitting-text.ts';
import { stepOfGate } from './recorded-steps.ts';

/**
 * One line for each failure that the journal knows, oldest first. What a way back dropped is no
 * part of the view any more; the reasons for going back are kept with the way back itself.
 */
export function errorLines({ run }: FlowContext, view: RunView): ErrorLogLine[] {
  const lines = [...stepLines(view), ...gateLines(view), ...returnLines(view), ...endLine(view)];
  return lines
    .toSorted((left, right) => (left.at < right.at ? -1 : 1))
    .map(({ message, step, ...line }) => ({
      schema: ERROR_LOG_LINE_SCHEMA,
      run_id: run,
      step: step === null ? null : fittingName(step),
      message: fittingText(message, 'It failed without a word.'),
      ...line,
    }));
}

type Line = Omit<ErrorLogLine, 'schema' | 'run_id'>;

function stepLines(view: RunView): Line[] {
  return view.steps
    .filter(({ failure }) => failure !== null)
    .map(({ id, attempts, failure, endedAt, state }) => ({
      at: endedAt ?? view.changedAt,
      step: id,
      agent: id.split('/').at(-1) ?? null,
      attempt: Math.max(1, attempts),
      code: null,
      kind: state === 'failed' ? 'permanent' : 'transient',
      message: failure ?? '',
      next: state === 'failed' ? 'A stand-in, a way back or a person.' : 'Another attempt.',
    }));
}

function gateLines(view: RunView): Line[] {
  return view.gates
    .filter(({ state }) => state === 'failed')
    .map((gate) => ({
      at: gate.at,
      step: stepOfGate(gate),
      agent: null,
      attempt: null,
      code: null,
      kind: 'validation',
      message: gate.reasons.join(' '),
      next: 'Back to an earlier step with these reasons, or a person.',
    }));
}

function returnLines(view: RunView): Line[] {
  return view.rewinds.flatMap(({ at, data }): Line[] => {
    const note = returnNoteOf(data);
    return note === null
      ? []
      : [
          {
            at,
            step: note.from,
            agent: null,
            attempt: null,
            code: null,
            kind: 'validation',
            message: note.feedback,
            next: `Back to step ${note.to} with this as feedback.`,
          },
        ];
  });
}

function endLine(view: RunView): Line[] {
  return view.failure === null
    ? []
    : [
        {
          at: view.changedAt,
          step: null,
          agent: null,
          attempt: null,
          code: null,
          kind: 'critical',
          message: view.failure,
          next: 'The run has ended. "hone run fork" begins a new one at a gate that passed.',
        },
      ];
}
