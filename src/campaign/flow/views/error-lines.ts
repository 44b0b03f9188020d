import type { EventPlace, RunView } from '../../../port/index.ts';
import { ERROR_LOG_LINE_SCHEMA, type ErrorLogLine } from '../../../model/index.ts';
import type { FlowContext } from '../flow-context.ts';
import { returnNoteOf } from '../return-note.ts';
import { fittingName, fittingText } from './fitting-text.ts';
import { stepOfGate } from './recorded-steps.ts';

/**
 * One line for each failure that the journal knows, in the order in which they were recorded: the
 * clock may have been set back in between. What a way back dropped is no
 * part of the view any more; the reasons for going back are kept with the way back itself.
 */
export function errorLines({ run }: FlowContext, view: RunView): ErrorLogLine[] {
  const lines = [...stepLines(view), ...gateLines(view), ...returnLines(view), ...endLine(view)];
  return lines
    .toSorted((left, right) => left.order - right.order)
    .map(({ line }) => ({
      schema: ERROR_LOG_LINE_SCHEMA,
      run_id: run,
      ...line,
      step: line.step === null ? null : fittingName(line.step),
      message: fittingText(line.message, 'It failed without a word.'),
    }));
}

/** A line, and where what it tells lies in the record. */
interface Placed {
  readonly order: number;
  readonly line: Omit<ErrorLogLine, 'schema' | 'run_id'>;
}

function stepLines(view: RunView): Placed[] {
  return view.steps.flatMap(({ id, attempts, failure, failedAt, state }): Placed[] =>
    failedAt === null
      ? []
      : [
          placed(failedAt, {
            step: id,
            agent: id.split('/').at(-1) ?? null,
            attempt: Math.max(1, attempts),
            kind: state === 'failed' ? 'permanent' : 'transient',
            message: failure ?? '',
            next: state === 'failed' ? 'A stand-in, a way back or a person.' : 'Another attempt.',
          }),
        ],
  );
}

function gateLines(view: RunView): Placed[] {
  return view.gates
    .filter(({ state }) => state === 'failed')
    .map((gate) =>
      placed(gate, {
        step: stepOfGate(gate),
        kind: 'validation',
        message: gate.reasons.join(' '),
        next: 'Back to an earlier step with these reasons, or a person.',
      }),
    );
}

function returnLines(view: RunView): Placed[] {
  return view.rewinds.flatMap((rewind): Placed[] => {
    const note = returnNoteOf(rewind.data);
    return note === null
      ? []
      : [
          placed(rewind, {
            step: note.from,
            kind: 'validation',
            message: note.feedback,
            next: `Back to step ${note.to} with this as feedback.`,
          }),
        ];
  });
}

function endLine(view: RunView): Placed[] {
  return view.failure === null
    ? []
    : [
        placed(
          { at: view.changedAt, order: Number.MAX_SAFE_INTEGER }, // nothing comes after the end
          {
            step: null,
            kind: 'critical',
            message: view.failure,
            next: 'The run has ended. "hone run fork" begins a new one at a gate that passed.',
          },
        ),
      ];
}

function placed(
  { at, order }: EventPlace,
  line: Pick<ErrorLogLine, 'step' | 'kind' | 'message' | 'next'> & Partial<ErrorLogLine>,
): Placed {
  return { order, line: { at, agent: null, attempt: null, code: null, ...line } };
}
