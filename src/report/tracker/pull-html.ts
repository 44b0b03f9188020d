import type { TrackedPull } from '../../model/index.ts';
import { type Content, html, type Markup, NOTHING } from '../html.ts';
import { tableMarkup } from '../html-page.ts';
import { checkItem, paragraphs, pullRequestLink } from './tracker-markup.ts';

/** One pull request, folded unless it is being worked on. */
export function pullPart(pull: TrackedPull): Markup {
  const heading = html`${pull.id} ${pull.title}: ${pull.stateText}`;
  const body = html`${factsTable(pull)}${objectives(pull)}${criteria(pull)}${checks(
    pull,
  )}${notes(pull)}`;
  return pull.state === 'in-progress'
    ? html`<details id="task-${pull.id}" open>
        <summary>${heading}</summary>
        ${body}
      </details> `
    : html`<details id="task-${pull.id}">
        <summary>${heading}</summary>
        ${body}
      </details> `;
}

function factsTable(pull: TrackedPull): Markup {
  const { completion, dependencies } = pull;
  const counted =
    completion === null
      ? 'not counted'
      : `${completion.percent}, ${completion.met} of ${completion.total} exit criteria met`;
  const { phase, why, stateText } = pull;
  const where = phase === null || why.includes(phase) ? stateText : `${stateText}, ${phase}`;
  const needs = dependencies.map(({ id, reason, isCompleted }) => {
    const state = isCompleted ? 'completed' : 'not completed';
    return html`${id} (${state})${reason === '' ? '' : `: ${reason}`}<br />`;
  });
  const rows: readonly (readonly [string, Content])[] = [
    ['status', `${where}. ${why}`],
    ['branch', pull.branch === null ? 'none yet' : html`<code>${pull.branch}</code>`],
    ['pull request', pullRequestLink(pull)],
    ['completion', counted],
    ['estimated effort', pull.effort ?? 'not known'],
    ['complexity', pull.complexity ?? 'not known'],
    ['priority', pull.priority ?? 'not known'],
    ['depends on', dependencies.length === 0 ? 'nothing' : needs],
  ];
  return tableMarkup(
    `Pull request of task ${pull.id}`,
    [{ content: 'what' }, { content: 'value' }],
    rows.map(([name, value]) => ({
      kind: 'claimed',
      cells: [{ content: name }, { content: value }],
    })),
    'facts',
  );
}

function objectives({ objectives: all }: TrackedPull): Markup {
  const items = all.map(({ text, isDone }) => {
    const state = isDone === null ? 'unknown' : isDone ? 'met' : 'unmet';
    const evidence = isDone === null ? '' : isDone ? 'done' : 'open';
    return checkItem({ text, state, evidence });
  });
  return listPart('Objectives', items);
}

function criteria({ criteria: all }: TrackedPull): Markup {
  return listPart('Success criteria', all.map(checkItem));
}

function checks({ checks: all }: TrackedPull): Markup {
  const items = all.map(({ name, state }) => {
    const met = state === 'passed' ? 'met' : state === 'failed' ? 'unmet' : 'unknown';
    const evidence = state === 'not-run' ? 'not run' : state;
    return checkItem({ text: name, state: met, evidence });
  });
  return listPart('Testing checklist', items);
}

function notes({ notes: text }: TrackedPull): Markup {
  return text.trim() === ''
    ? NOTHING
    : html`<h3>Notes</h3>
        ${paragraphs(text)}`;
}

function listPart(title: string, items: readonly Markup[]): Markup {
  return items.length === 0
    ? html`<h3>${title}</h3>
        <p class="soft">None.</p> `
    : html`<h3>${title}</h3>
        <ul>
          ${items}
        </ul> `;
}
