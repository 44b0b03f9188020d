import { exitWords, type SampleFailure } from '../bench/index.ts';
import { HoneError } from '../base/index.ts';
import type { Exit } from '../model/index.ts';
import { exceededAdvice, exceededWords } from './program-limits.ts';

/** Whether flags of `hone compare` are a way out, or hone.yaml, or either. */
type Ways = false | 'only' | 'and hone.yaml';

/** What is known of the comparison that a sample belongs to. */
interface FailureContext {
  readonly base: string;
  readonly flags: Ways;
}

/**
 * The error for a sample that can't be used: what happened, to which side, and what to do next.
 */
export function sampleError(failure: SampleFailure, context: FailureContext): HoneError {
  const { side, reason } = failure;
  const code =
    reason.kind === 'output-differs' || reason.kind === 'output-unstable'
      ? 'E_OUTPUT_DIFFERS'
      : 'E_COMMAND';
  return new HoneError(code, sampleFailureText(failure, context, side));
}

/** The same as text, for a decision's reason. */
export function sampleFailureText(
  failure: SampleFailure,
  context: FailureContext,
  side: string = failure.side,
): string {
  const { reason } = failure;
  switch (reason.kind) {
    case 'exit':
      return (
        `${side} ${exitText(reason.exit)}${adviceFor(reason.exit, context.flags)}` + tail(failure)
      );
    case 'leftovers':
      return (
        `${side} ended but left ${reason.processes.length} of its processes running ` +
        `(${reason.processes.join('; ')}). Their work is not in its time, so the sample is ` +
        `invalid. They were ended; make the command wait for them.`
      );
    case 'remains':
      return (
        `${side} left behind what would be there for its next run and can't be cleared away: ` +
        `${reason.what.join('; ')}. So its samples would not be independent. Make the command ` +
        `remove it.`
      );
    case 'metric-missing':
      return (
        `${side} did not print the metric "${reason.metric}". Expected a line like ` +
        `"${reason.metric}: 12.3 ms" or a JSON object with that key on standard output.`
      );
    case 'metric-unit':
      return (
        `${side} printed the metric "${reason.metric}" ${unitWords(reason.printed)}; expected it ` +
        `${unitWords(reason.expected)}. Such numbers can't be compared: print it with the same ` +
        `unit in every run` +
        (context.flags === 'only' ? '.' : ', or correct its "unit" in hone.yaml.')
      );
    case 'output-unstable':
      return (
        `${side} printed something else than in its first run, so outputs can't be compared. ` +
        unstableAdvice(context.flags)
      );
    case 'output-differs':
      return (
        `${side} printed something else than ${context.base} ` +
        `(sha256 ${reason.sha256.slice(0, 12)} against ${reason.baseSha256.slice(0, 12)}), so ` +
        `they do not do the same work.` +
        (context.flags === false ? '' : ' If that is meant, pass --no-expect-same-output.')
      );
  }
}

function unitWords(unit: string): string {
  const known = new Map([
    ['units', 'without a unit'],
    ['ns', 'as a time'],
    ['bytes', 'as a size'],
  ]);
  return known.get(unit) ?? `in ${unit}`;
}

function exitText(exit: Exit): string {
  switch (exit.kind) {
    case 'exited':
    case 'signalled':
      return `${exitWords(exit)}.`;
    case 'timed-out':
    case 'flooded':
      return `${exitWords(exit)} and was killed.`;
    case 'exceeded':
      return `${exceededWords(exit)}, and was ended.`;
  }
}

function unstableAdvice(flags: Ways): string {
  if (flags === 'only') {
    return 'Leave out --expect-same-output, or make the output repeatable.';
  }
  const flag = flags === false ? '' : 'pass --no-expect-same-output, ';
  return `Make the output repeatable, ${flag}or set "output: ignore" or a comparator in hone.yaml.`;
}

function adviceFor(exit: Exit, flags: Ways): string {
  switch (exit.kind) {
    case 'exited':
      return flags === false
        ? ''
        : ' A failing command has no time worth comparing; --ignore-failure measures it anyway.';
    case 'signalled':
      return (
        ' hone did not send that signal: run the command by hand and see whether it crashes' +
        (exit.signal === 'SIGKILL' ? ', or whether the system ends it for want of memory.' : '.')
      );
    case 'timed-out':
      return flags === false
        ? ' Raise its timeout in hone.yaml.'
        : ` Give it longer with --timeout${flags === 'only' ? '' : ' (or in hone.yaml)'} and ` +
            '--time-limit, or less work.';
    case 'flooded':
      return ' Send its output to /dev/null or a file.';
    case 'exceeded':
      return ` ${exceededAdvice(exit)}`;
  }
}

function tail(failure: SampleFailure): string {
  const text = failure.stderrTail.trim();
  return text === '' ? '' : ` Its last words on standard error: ${text.slice(-600)}`;
}
