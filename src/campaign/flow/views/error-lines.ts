import type { FlowFile } from '../../../flow/index.ts';
import type { EventPlace, FailureView, RunView } from '../../../port/index.ts';
import { ERROR_LOG_LINE_SCHEMA, type ErrorLogLine } from '../../../model/index.ts';
import type { FlowContext } from '../flow-context.ts';
import { returnNoteOf } from '../return-note.ts';
import { fittingName, fittingText } from './fitting-text.ts';
import { stepOfGate } from './recorded-steps.ts';

/**
 * One line for each failure that the journal knows, in the order in which they were recorded: the
 * clock may have been set back in between. What a way back dropped has happened all the same.
 */
export function errorLines({ run, file }: FlowContext, view: RunView): ErrorLogLine[] {
  const lines = [...failureLines(file, view), ...returnLines(view), ...endLine(view)];
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

function failureLines(file: FlowFile, view: RunView): Placed[] {
  return view.failures.flatMap((failed): Placed[] => {
    switch (failed.kind) {
      case 'attempt':
      case 'step':
        return [attemptLine(file, failed)];
      case 'gate':
        return isToldByReturn(view, failed) ? [] : [gateLine(file, failed)];
    }
  });
}

function attemptLine(file: FlowFile, failed: Exclude<FailureView, FailedGate>): Placed {
  const isLast = failed.kind === 'step';
  return placed(failed, {
    step: failed.id,
    agent: agentOf(file, failed.id),
    attempt: failed.attempt,
    code: codeOf(failed.errorCode),
    kind: isLast ? 'permanent' : 'transient',
    message: failed.failure,
    next: isLast ? 'A stand-in, a way back or a person.' : 'Another attempt.',
  });
}

/** Codes of others say nothing to whoever looks for those of hone. */
function codeOf(code: string | null): string | null {
  return code?.startsWith('E_') === true ? fittingName(code) : null;
}

/** `3/propose/developer-2/clone` is the developer's, `0.1/raters/rater-1/rate` the rater's. */
function agentOf(file: FlowFile, id: string): string {
  const roles = new Set([
    ...file.steps.map(({ agent }) => agent),
    ...file.fallbackAgents.flatMap(({ instead }) => instead.map(({ agent }) => agent)),
    'rater',
  ]);
  const parts = id.split('/').slice(1); // the first is the step of the flow
  return fittingName(parts.findLast((part) => roles.has(part.replace(/-\d+$/, ''))) ?? 'hone');
}

function gateLine(file: FlowFile, failed: FailedGate): Placed {
  const step = stepOfGate(failed);
  const after = file.steps.find(({ id }) => id === step)?.onFailure.finally ?? 'ask';
  return placed(failed, {
    step,
    kind: 'validation',
    message: failed.reasons.join('\n'),
    next: AFTER_GATE[after],
  });
}

type FailedGate = Extract<FailureView, { readonly kind: 'gate' }>;

const AFTER_GATE = {
  ask: 'Back to an earlier step with these reasons, or a person.',
  continue: 'The flow goes on without it.',
  stop: 'The run ends.',
};

/** A way back that the failure led to says the same, and where it leads. */
function isToldByReturn(view: RunView, failed: FailedGate): boolean {
  const next = view.rewinds.find(({ order }) => order > failed.order);
  const note = next === undefined ? null : returnNoteOf(next.data);
  return note !== null && note.from === stepOfGate(failed);
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
