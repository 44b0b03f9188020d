import { join } from 'node:path';

import type { RunView } from '../../../port/index.ts';
import { answerCommand } from '../answer-command.ts';
import type { FlowContext } from '../flow-context.ts';
import { returnNoteOf } from '../return-note.ts';
import { artifactsIn } from './recorded-steps.ts';

/**
 * Everything that a person needs to decide about a step that failed for good, in one file: what is
 * asked, what went wrong, what passed, which files there are, and how to answer.
 *
 * @returns null while nothing is escalated
 */
export function escalationText(context: FlowContext, view: RunView): string | null {
  const open = view.questions.filter(({ id }) => id.endsWith('/escalation'));
  if (open.length === 0) {
    return null;
  }
  const { started, store, run, file } = context;
  const failures = view.steps.filter(({ failure }) => failure !== null);
  return [
    `# Run ${run} needs a decision`,
    '',
    ...open.flatMap((question) => [question.text, '', `    ${answerCommand(run, question)}`, '']),
    '## What it is about',
    '',
    `- Flow: ${file.name} (${started.flow.path ?? started.flow.name})`,
    `- Target: ${started.target ?? 'the targets of hone.yaml'}`,
    `- Base: ${started.base.commit} (${started.base.branch ?? 'no branch'})`,
    `- Suite: ${started.suiteHash ?? 'none'}`,
    '',
    ...section('What failed', [
      ...failures.map(({ id, attempts, failure }) => `${id}, ${attempts} attempt(s): ${failure}`),
      ...view.gates
        .filter(({ state }) => state === 'failed')
        .map(({ id, reasons }) => `gate ${id}: ${reasons.join('\n')}`),
    ]),
    ...section(
      'What passed',
      view.gates
        .filter(({ state, question }) => state === 'passed' && question === null)
        .map(({ id, commit }) => `${id}${commit === null ? '' : ` at ${commit.slice(0, 10)}`}`),
    ),
    ...section(
      'Ways back so far',
      view.rewinds.map(({ gate, by, reason, data }) => {
        const feedback = returnNoteOf(data)?.feedback ?? '';
        const why = [reason, feedback].filter((text) => text !== '').join('\n');
        return `to ${gate ?? 'the start'} by ${by}: ${why}`;
      }),
    ),
    ...section(
      'Files',
      artifactsIn(view).map(
        ({ name, step, agent }) => `${join(store.runFolder(run), name)} (step ${step}, ${agent})`,
      ),
    ),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines.map(item), ''];
}

/** Further lines belong to the item as well. */
function item(text: string): string {
  return `- ${text.trimEnd().replaceAll('\n', '\n  ')}`;
}
