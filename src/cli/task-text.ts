import {
  type CleanedTask,
  lastOf,
  type OpenReview,
  phaseExits,
  phaseRecord,
  sinceStart,
  type TaskState,
} from '../campaign/index.ts';

/** Tasks one in a line, with why they are where they are. */
export function statusLines(states: readonly TaskState[]): string {
  if (states.length === 0) {
    return 'There are no tasks here. "hone task new" writes one.';
  }
  const width = Math.max(...states.map(({ status }) => status.kind.length));
  return states
    .map(({ document, status }) => {
      const title = document.parsed.task.title?.value ?? '(no title)';
      return `${document.id}  ${status.kind.padEnd(width)}  ${title}\n     ${status.why}`;
    })
    .join('\n');
}

/** A task with its phases, the criteria of each, and what it waits for. */
export function shownTask(state: TaskState, store: Parameters<typeof phaseRecord>[0]): string {
  const { document, status, view, log } = state;
  const started = lastOf(sinceStart(log), 'started');
  const pull = lastOf(sinceStart(log), 'pull-request');
  const { task, errors, warnings } = document.parsed;
  const problems = [...errors, ...warnings].map(
    ({ line, message, hint }) => `  ${document.folder}/task.md:${line}: ${message} ${hint ?? ''}`,
  );
  const exits = (view === null ? [] : phaseExits(view)).flatMap((exit) => {
    const { phase, title, criteria } = phaseRecord(store, exit);
    const mark = exit.isPassed ? '✔' : '✘';
    return [
      `${mark} Phase ${phase} - ${title}`,
      ...criteria.map(({ text, state: held, message }) => {
        return `    ${held === 'met' ? '✔' : '✘'} ${text}: ${message}`;
      }),
    ];
  });
  const questions = (view?.questions ?? []).map(({ id, text, choices }) => {
    return `Waits for ${id} (${choices.join(', ')}): ${text}`;
  });
  const trouble = lastOf(sinceStart(log), 'trouble');
  return [
    `Task ${document.id}: ${task.title?.value ?? '(no title)'}`,
    `Status: ${status.kind}. ${status.why}`,
    ...(started === null ? [] : [`Branch: ${started.branch}, in ${started.root}`]),
    ...(pull === null ? [] : [`Pull request: ${pull.url ?? pull.name}`]),
    ...(view === null ? [] : [`Run: ${view.run} (hone run show ${view.run})`]),
    ...problems,
    ...exits,
    ...questions,
    ...(trouble === null ? [] : [`Last trouble: ${trouble.text}`]),
  ].join('\n');
}

/** Open comments with the code that they stand at, and how they are handled. */
export function reviewText({ pullRequest, comments, cannot }: OpenReview, id: string): string {
  if (comments.length === 0) {
    const why = cannot.length === 0 ? '' : ` ${cannot.join(' ')}`;
    return `Nothing is open in ${pullRequest}.${why}`;
  }
  const parts = comments.map((comment) => {
    const head = `${comment.id}  ${comment.author}, ${comment.updatedAt}`;
    return [head, ...codeOf(comment), indented(comment.body)].join('\n');
  });
  const first = comments[0]?.id ?? '';
  return [
    ...parts,
    `Say what became of each: hone task review ${id} --changed ${first}=COMMIT, ` +
      `--answered ${first}="…" or --question ${first}="…"`,
  ].join('\n\n');
}

/** Where a comment stands, with the code there; nothing for one on the whole. */
function codeOf(comment: OpenReview['comments'][number]): string[] {
  if (comment.kind !== 'code') {
    return [];
  }
  const { path, line, diffHunk } = comment.place;
  return [line === null ? path : `${path}:${line}`, indented(diffHunk)];
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

/** What was removed and what stays. */
export function cleanedText(cleaned: readonly CleanedTask[], isDry: boolean): string {
  if (cleaned.length === 0) {
    return 'There is nothing to clean up.';
  }
  const lines = cleaned.flatMap(({ id, removed, kept }) => [
    ...removed.map((what) => `${id}: ${isDry ? 'would remove' : 'removed'} ${what}.`),
    ...kept.map((why) => `${id}: ${why}`),
  ]);
  return [...lines, ...(isDry ? ['Nothing was changed. Do it with --yes.'] : [])].join('\n');
}
