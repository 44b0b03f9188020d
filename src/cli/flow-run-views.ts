import {
  acceptedRisks,
  answerCommand,
  artifactStates,
  flowRun,
  flowRuns,
  inbox,
  pruneRuns,
  type RunView,
  unpublishedGate,
  verifyRun,
  withStore,
} from '../campaign/index.ts';
import {
  INBOX_SCHEMA,
  InboxDocument,
  RUN_ARTIFACTS_SCHEMA,
  RUN_LIST_SCHEMA,
  RUN_PRUNE_SCHEMA,
  RUN_STATUS_SCHEMA,
  RUN_VERIFY_SCHEMA,
  RunArtifactsDocument,
  RunListDocument,
  RunPruneDocument,
  RunStatusDocument,
  type RunSummary,
  RunVerifyDocument,
} from '../model/index.ts';
import { EXIT } from './exit-codes.ts';
import type { FlowRunFlags } from './flow-run-flags.ts';
import { questionsText, unpublishedText } from './flow-run-text.ts';
import { printDocument } from './json-output.ts';
import type { Session } from './session.ts';
import { print } from './terminal.ts';

/** All runs of flows, newest first. */
export async function printRuns(flags: FlowRunFlags, session: Session): Promise<void> {
  const { views, damaged } = await withStore(flags.cwd, session.signal, flowRuns);
  if (flags.json === true) {
    const runs = views.map(summaryOf);
    await printDocument(RunListDocument, { schema: RUN_LIST_SCHEMA, runs, damaged });
    return;
  }
  const lines = [
    ...views.map((view) =>
      `${view.run}  ${view.status.padEnd(9)}  ${view.flow}  ${lastWords(view)}`.trimEnd(),
    ),
    ...damaged.map(({ run, what }) => `${run}  damaged    ${what}`),
  ];
  await print(lines.join('\n') || 'No runs yet. "hone run performance --target …" starts one.');
}

function summaryOf(view: RunView): RunSummary {
  const { run, flow, version, status, startedAt, changedAt, failure, questions } = view;
  return { run, flow, version, status, startedAt, changedAt, failure, questions };
}

function lastWords(view: RunView): string {
  const [question] = view.questions;
  if (question !== undefined) {
    return `waits for ${question.of}: ${question.id}`;
  }
  const checked = view.gates.findLast(({ state }) => state === 'checking');
  const running = view.steps.findLast(({ state }) => state === 'running' || state === 'retrying');
  return checked?.id ?? running?.id ?? (view.failure ?? '').split('\n', 1).join('');
}

/** Where a run stands. */
export async function printRun(
  wanted: string | null,
  flags: FlowRunFlags,
  session: Session,
  length: 'short' | 'long',
): Promise<void> {
  const view = await withStore(flags.cwd, session.signal, (store) => flowRun(store, wanted));
  if (flags.json === true) {
    await printDocument(RunStatusDocument, {
      schema: RUN_STATUS_SCHEMA,
      ...view,
      risks: acceptedRisks(view),
      isUnpublished: unpublishedGate(view) !== null,
    });
    return;
  }
  const ending = view.failure === null ? '.' : `: ${view.failure}`;
  const parts = [
    `Run ${view.run} of ${view.flow} is ${view.status}${ending}`,
    ...stepLines(view, length),
    ...gateLines(view, length),
    ...acceptedRisks(view).map(
      ({ step, risk, by, at }) =>
        `Accepted risk: ${by} let step ${step} pass at ${at} although it failed: ${risk}`,
    ),
    ...view.rewinds.map(
      ({ gate, reason, by, at }) => `Back to ${gate ?? 'the start'} at ${at} by ${by}: ${reason}`,
    ),
    questionsText(view),
    view.status === 'stopped' ? `Go on with it: hone run resume ${view.run}` : '',
    unpublishedText(view),
  ];
  await print(parts.filter((part) => part !== '').join('\n'));
}

function stepLines(view: RunView, length: 'short' | 'long'): string[] {
  const shown =
    length === 'long' ? view.steps : view.steps.filter(({ state }) => state !== 'done').slice(-5);
  return shown.map(({ id, title, state, attempts, failure }) => {
    const tried = attempts > 1 ? `, ${attempts} attempts` : '';
    const why = failure === null ? '' : `: ${failure}`;
    return `  ${state.padEnd(8)} ${id}${title === '' ? '' : ` (${title})`}${tried}${why}`;
  });
}

/** Gates that are being evaluated are what happens now, so they are told in short as well. */
function gateLines(view: RunView, length: 'short' | 'long'): string[] {
  const shown =
    length === 'long' ? view.gates : view.gates.filter(({ state }) => state === 'checking');
  return shown.map(({ id, state, checking, answer, reasons }) => {
    const what = checking === null ? '' : ` (${checking})`;
    const who = answer === null ? '' : `, ${answer.choice} by ${answer.by}`;
    const said = answer === null || answer.reason === '' ? '' : ` (${answer.reason})`;
    const why = reasons.length === 0 ? '' : `: ${reasons.join(' ')}`;
    return `  ${state.padEnd(8)} ${id}${what}${who}${said}${why}`;
  });
}

/** The files of a run. @returns 1 when one of them is not what was recorded */
export async function printArtifacts(
  wanted: string | null,
  flags: FlowRunFlags,
  session: Session,
): Promise<number> {
  const { run, states } = await withStore(flags.cwd, session.signal, (store) => {
    const found = flowRun(store, wanted).run;
    return { run: found, states: artifactStates(store, found) };
  });
  const isIntact = states.every(({ state }) => state === 'intact');
  if (flags.json === true) {
    const artifacts = states;
    await printDocument(RunArtifactsDocument, { schema: RUN_ARTIFACTS_SCHEMA, run, artifacts });
    return isIntact ? EXIT.passed : EXIT.refused;
  }
  const lines = states.map(
    ({ name, step, agent, sha256, state }) =>
      `${sha256.slice(0, 12)}  ${state.padEnd(8)}  ${name}  (step ${step}, ${agent})`,
  );
  await print(lines.join('\n') || 'The run has no files yet.');
  return isIntact ? EXIT.passed : EXIT.refused;
}

/** Everything that a run recorded, read and checked. @returns 1 when something is damaged */
export async function printVerification(
  wanted: string | null,
  flags: FlowRunFlags,
  session: Session,
): Promise<number> {
  const { run, damage } = await withStore(flags.cwd, session.signal, (store) =>
    verifyRun(store, wanted),
  );
  const isIntact = damage.length === 0;
  if (flags.json === true) {
    await printDocument(RunVerifyDocument, { schema: RUN_VERIFY_SCHEMA, run, damage });
  } else {
    await print(
      isIntact
        ? `Run ${run} is intact: its chain of events and all results that they refer to.`
        : `Run ${run} is damaged:\n${damage.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  return isIntact ? EXIT.passed : EXIT.refused;
}

/** Everything that waits for a person. */
export async function printInbox(flags: FlowRunFlags, session: Session): Promise<void> {
  const asked = await withStore(flags.cwd, session.signal, inbox);
  if (flags.json === true) {
    const questions = asked.map(({ run, flow, question }) => ({ run, flow, ...question }));
    await printDocument(InboxDocument, { schema: INBOX_SCHEMA, questions });
    return;
  }
  const lines = asked.map(
    ({ run, flow, question }) =>
      `${run} (${flow}), step ${question.id}, for ${question.of}, since ${question.askedAt}:\n` +
      `${question.text.replaceAll(/^/gm, '  ')}\n  Answer: ${answerCommand(run, question)}`,
  );
  await print(lines.join('\n\n') || 'Nothing waits.');
}

/** Large results of old finished runs. */
export async function printPruned(flags: FlowRunFlags, session: Session): Promise<void> {
  const { keepLast = null, olderThan } = flags;
  const ttlHours = olderThan === undefined ? null : olderThan / MS_PER_HOUR;
  const pruned = await withStore(flags.cwd, session.signal, (store) =>
    pruneRuns(store, { folder: flags.cwd, keepLast, ttlHours }),
  );
  if (flags.json === true) {
    const nothing = { cleared: [], keepLast, ttlHours, removedBlobs: 0, removedBytes: 0 };
    await printDocument(RunPruneDocument, { schema: RUN_PRUNE_SCHEMA, ...(pruned ?? nothing) });
    return;
  }
  if (pruned === null) {
    await print('There are no runs yet, so there is nothing to remove.');
    return;
  }
  const hours = Number(pruned.ttlHours.toPrecision(3));
  const mebibytes = (pruned.removedBytes / 1_048_576).toFixed(1);
  const runs = pruned.cleared.length === 0 ? 'no run' : pruned.cleared.join(', ');
  await print(
    `Removed ${pruned.removedBlobs} results (${mebibytes} MiB) of ${runs}: kept those of the ` +
      `last ${pruned.keepLast} finished runs that ended within ${hours} hours.`,
  );
}

const MS_PER_HOUR = 3_600_000;
