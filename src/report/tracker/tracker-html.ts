import type {
  TrackedCriterion,
  TrackedMetric,
  TrackedPull,
  TrackedState,
  Tracker,
} from '../../model/index.ts';
import { type Content, html, type Markup, NOTHING } from '../html.ts';
import { htmlPage, tableMarkup, type TableRow } from '../html-page.ts';
import { pullPart } from './pull-html.ts';
import { checkItem, paragraphs, pullRequestLink } from './tracker-markup.ts';

/**
 * The tracker as a page of its own: light and dark, nothing from outside, whole without scripts.
 * The same tracker is the same page, byte for byte.
 */
export function trackerHtml(tracker: Tracker): string {
  const { name, purpose, progress, counts } = tracker;
  const title = name.trim() === '' ? 'Campaign' : name;
  return htmlPage({
    title: `Tracker: ${title}`,
    kicker: html`<b>hone</b> tracker`,
    heading: title,
    lead: html`<p class="lead">${purpose}</p>
      <p>
        <progress max="100" value="${Math.floor(progress.share * 100)}">${progress.text}</progress>
        ${progress.percent}, ${progress.completed} of ${progress.total} pull requests completed
        (${counts})
      </p>`,
    body: html`${aboutPart(tracker)}${nextPart(tracker)}${dashboardPart(tracker)}${metricsPart(
      tracker,
    )}${contextPart(tracker)}${donePart(tracker)}${pullsPart(tracker)}`,
    footer: 'Every state and number follows from what was recorded and measured; nobody sets them.',
    data: {
      json: JSON.stringify(tracker, null, 2),
      file: 'tracker.json',
      holds: 'Everything on this page.',
    },
  });
}

function aboutPart({ scope, overview, documents }: Tracker): Markup {
  const scoped = scope.trim() === '' ? NOTHING : html`<p><b>Scope</b>: ${scope}</p>`;
  const listed = documents.map(
    ({ title, target, about }) =>
      html`<li>${title} <code>${target}</code>${about === '' ? '' : `: ${about}`}</li> `,
  );
  const links =
    documents.length === 0
      ? NOTHING
      : html`<ul>
          ${listed}
        </ul>`;
  return html`${scoped}${paragraphs(overview)}${links}`;
}

function nextPart({ next, pulls }: Tracker): Markup {
  const pull = pulls.find(({ id }) => next.kind === 'pull' && id === next.id);
  if (next.kind === 'none' || pull === undefined) {
    return html`<h2>Next pull request to implement</h2>
      <p>None. ${next.why}</p> `;
  }
  return html`<h2>Next pull request to implement</h2>
    <h3>${next.id} ${next.title}</h3>
    <p>${next.why}</p>
    ${checkList(next.preflight)}`;
}

function checkList(criteria: readonly TrackedCriterion[]): Markup {
  return html`<ul>
    ${criteria.map(checkItem)}
  </ul> `;
}

/** Classes that the page's style has; the words in a pill say the same. */
const STATE_CLASSES: Readonly<Record<TrackedState, string>> = {
  pending: 'unchanged',
  blocked: 'unchanged',
  'in-progress': 'started',
  waiting: 'needs-person',
  stopped: 'rejected',
  abandoned: 'unchanged',
  completed: 'kept',
};

function dashboardPart({ pulls }: Tracker): Markup {
  if (pulls.length === 0) {
    return html`<h2>Dashboard</h2>
      <p>No pull requests yet.</p> `;
  }
  return html`<h2>Dashboard</h2>
    ${tableMarkup(
      'Pull requests; completion is the share of exit criteria that hold',
      [
        { content: 'task' },
        { content: 'title' },
        { content: 'status' },
        { content: 'completion', set: 'number' },
        { content: 'pull request' },
        { content: 'complexity' },
        { content: 'priority' },
        { content: 'notes' },
      ],
      pulls.map(pullRow),
      'cards',
    )}`;
}

function pullRow(pull: TrackedPull): TableRow {
  const isDone = pull.state === 'completed' || pull.state === 'abandoned';
  const pill = html`<span class="pill ${STATE_CLASSES[pull.state]}">${pull.stateText}</span>`;
  return {
    kind: isDone ? 'beside' : 'claimed',
    cells: [
      { content: html`<a href="#task-${pull.id}">${pull.id}</a>` },
      { content: pull.title, set: 'name' },
      { content: pill, set: 'whole' },
      { content: pull.completion === null ? '–' : pull.completion.percent, set: 'number' },
      { content: pullRequestLink(pull) },
      { content: pull.complexity ?? '–' },
      { content: pull.priority ?? '–' },
      { content: pull.note, set: 'reason' },
    ],
  };
}

const METRIC_CLASSES: Readonly<Record<TrackedMetric['state'], string>> = {
  reached: 'kept',
  missed: 'rejected',
  unclear: 'inconclusive',
  'not-measured': 'unchanged',
};

function metricsPart({ metrics }: Tracker): Markup {
  if (metrics.length === 0) {
    return html`<h2>Success metrics</h2>
      <p>No metrics yet.</p> `;
  }
  const rows = metrics.map(({ name, base, current, target, state }): TableRow => {
    const words = state === 'not-measured' ? 'not measured' : state;
    return {
      kind: 'claimed',
      cells: [
        { content: name, set: 'name' },
        { content: base ?? '–', set: 'number' },
        { content: current?.value ?? '–', set: 'number' },
        { content: current?.interval ?? '–', set: 'number' },
        { content: target ?? '–', set: 'number' },
        { content: html`<span class="pill ${METRIC_CLASSES[state]}">${words}</span>` },
      ],
    };
  });
  return html`<h2>Success metrics</h2>
    ${tableMarkup(
      'Current value against target',
      [
        { content: 'metric' },
        { content: 'base', set: 'number' },
        { content: 'current', set: 'number' },
        { content: 'interval', set: 'number' },
        { content: 'target', set: 'number' },
        { content: 'state' },
      ],
      rows,
    )}`;
}

function contextPart({ attempts, context }: Tracker): Markup {
  const tried = attempts.map(
    ({ task, what, why, numbers }) =>
      html`<li>
        ${what}${task === null ? '' : ` (${task})`}: ${why}
        <span class="advice">${numbers === '' ? 'Not measured.' : numbers}</span>
      </li> `,
  );
  const known: Content = context.map((text) => html`<li>${text}</li> `);
  return html`<h2>Critical context</h2>
    ${
      context.length === 0
        ? NOTHING
        : html`<ul>
            ${known}
          </ul>`
    }
    <h3>Tried and rejected</h3>
    ${
      attempts.length === 0
        ? html`<p>Nothing yet.</p>`
        : html`<ul>
            ${tried}
          </ul>`
    }`;
}

function donePart({ done }: Tracker): Markup {
  return html`<h2>Definition of done</h2>
    ${checkList(done)}`;
}

function pullsPart({ pulls }: Tracker): Markup {
  return pulls.length === 0
    ? NOTHING
    : html`<h2>Pull requests</h2>
        ${pulls.map(pullPart)}`;
}
