import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { FlowResult, FlowRun, RunEvent, RunView } from '../campaign/index.ts';
import { answerCommand, unpublishedGate } from '../campaign/index.ts';

/** A recorded event as a line for people; null for what they need not see. */
export function eventLine(event: RunEvent): string | null {
  switch (event.kind) {
    case 'run-started':
    case 'run-resumed':
    case 'step-done':
    case 'run-completed':
    case 'run-failed':
    case 'run-cancelled':
    case 'asked':
      return null; // said at the end, or by the gate
    case 'step-started':
      return event.attempt > 1
        ? `  ${event.id}: attempt ${event.attempt}`
        : `  ${event.id}${event.title === '' ? '' : `: ${event.title}`}`;
    case 'attempt-failed':
      return `  ${event.id}: attempt ${event.attempt} failed: ${event.failure}`;
    case 'step-failed':
      return `  ${event.id} failed: ${event.failure}`;
    case 'gate-checking':
      return `  ${event.id}: checking ${event.check ?? 'what the step brought'}`;
    case 'gate-passed':
      return `Passed ${event.id}`;
    case 'gate-failed':
      return `Did not pass ${event.id}`;
    case 'answered':
      return `${event.answer.by} answered ${event.id}: ${event.answer.choice}`;
    case 'rewound':
      return `Back to ${event.rewind.gate ?? 'the start'}: ${event.rewind.reason}`;
  }
}

/** How driving a run ended, and what to do next. */
export function outcomeText(
  run: string,
  outcome: FlowRun['outcome'],
  folder: string,
  view: RunView,
): string {
  const files = filesText(folder);
  switch (outcome.kind) {
    case 'completed':
      return [resultText(run, outcome.result), unpublishedText(view), files]
        .filter((line) => line !== '')
        .join('\n');
    case 'waiting':
      return `${questionsText(view)}\nThen go on with it: hone run resume ${run}\n${files}`;
    case 'failed':
      return `Run ${run} failed. ${outcome.failure}\n${files}`;
    case 'cancelled':
      return `Run ${run} was cancelled by ${outcome.by}. ${outcome.reason}\n${files}`;
    case 'interrupted':
      return `Run ${run} was interrupted. Nothing is lost: hone run resume ${run}\n${files}`;
  }
}

/** Where the report of a run is, when there is one already, and everything else. */
function filesText(folder: string): string {
  const reports = ['hone-report.md', 'report.md'].map((name) => join(folder, name));
  const report = reports.find((path) => existsSync(path));
  return report === undefined ? `Files: ${folder}` : `Report: ${report}\nFiles: ${folder}`;
}

/** What to do about a completed run whose results were not published; '' for any other. */
export function unpublishedText(view: RunView): string {
  return unpublishedGate(view) === null
    ? ''
    : `The results were not published. Publish them again: hone run resume ${view.run}`;
}

/** Everything that a run asks, with the command that answers it. */
export function questionsText(view: RunView): string {
  return view.questions
    .map(
      (question) =>
        `Run ${view.run} waits: ${question.id} (${question.of}) asks:\n` +
        `${indented(question.text)}\n  Answer: ${answerCommand(view.run, question)}`,
    )
    .join('\n');
}

function resultText(run: string, result: FlowResult): string {
  const width = Math.max(0, ...result.steps.map(({ id }) => id.length));
  const lines = result.steps.map(
    ({ id, state, note }) => `  ${id.padEnd(width)}  ${state}${note === '' ? '' : `: ${note}`}`,
  );
  const risks = result.risks.map(
    ({ step, risk, by }) => `  ${by} let step ${step} pass although it failed: ${risk}`,
  );
  return [
    `Run ${run} completed${result.complete ? '' : ', with steps that failed'}.`,
    ...lines,
    ...(risks.length === 0 ? [] : ['Accepted risks:', ...risks]),
    keptText(result),
  ].join('\n');
}

function keptText({ steps, branch }: FlowResult): string {
  const merged = ['passed', 'overridden']; // who lets the last phase pass has it merged as well
  if (steps.some(({ id, state }) => id === 'phase-8' && merged.includes(state))) {
    return 'The work is merged, and the merge was seen on the base branch.';
  }
  return branch === null
    ? 'No change was kept.'
    : `What was kept is on the branch ${branch}. Take it over: git merge ${branch}`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
