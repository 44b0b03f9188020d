import { HoneError } from '../base/index.ts';
import { runLines, runStatus, type RunStatus, withStore } from '../campaign/index.ts';
import {
  LOG_SCHEMA,
  LogDocument,
  SHOW_SCHEMA,
  ShowDocument,
  STATUS_SCHEMA,
  StatusDocument,
  type TryResult,
} from '../model/index.ts';
import { proposalText, tryHtml, tryMarkdown, tryText } from '../report/index.ts';
import { printDocument } from './json-output.ts';
import { checkExportFiles, writeExportFiles } from './export-files.ts';
import type { RunFlags } from './run-flags.ts';
import type { Session } from './session.ts';
import { print, styleFor } from './terminal.ts';

/** Where a run stands. */
export async function printStatus(
  run: string | null,
  flags: RunFlags,
  session: Session,
): Promise<void> {
  const status = await statusOf(flags, session, run);
  if (flags.json === true) {
    await printDocument(StatusDocument, { schema: STATUS_SCHEMA, ...status });
    return;
  }
  await print(statusText(status));
}

/** Everything known about one proposal. */
export async function printProposal(
  proposal: string,
  flags: RunFlags,
  session: Session,
): Promise<void> {
  const result = finished(await statusOf(flags, session, flags.run ?? null));
  const decision = result.decisions.find((one) => one.proposal === proposal);
  if (decision === undefined) {
    const known = result.decisions.map((one) => one.proposal).join(', ');
    throw new HoneError(
      'E_NOT_FOUND',
      `Run ${result.run} has no proposal "${proposal}". It has: ${known}.`,
    );
  }
  if (flags.json === true) {
    await printDocument(ShowDocument, { schema: SHOW_SCHEMA, run: result.run, ...decision });
    return;
  }
  await print(proposalText(decision, result, styleFor(process.stdout)));
}

/** All runs, newest first. */
export async function printLog(flags: RunFlags, session: Session): Promise<void> {
  const lines = await withStore(flags.cwd, session.signal, runLines);
  if (flags.json === true) {
    await printDocument(LogDocument, { schema: LOG_SCHEMA, runs: lines });
    return;
  }
  const text = lines.map(
    (line) =>
      `${line.run}  ${line.state.padEnd(11)}  ${line.purpose}  ${line.proposals.join(', ')}`,
  );
  await print(text.join('\n') || 'No runs yet. "hone try fix.patch" makes one.');
}

/** The report of a run, printed or written. */
export async function printReport(
  run: string | null,
  flags: RunFlags,
  session: Session,
): Promise<void> {
  checkExportFiles([flags.markdown, flags.html]);
  const result = finished(await statusOf(flags, session, run));
  await writeReport(result, flags);
}

function statusOf(flags: RunFlags, session: Session, run: string | null): Promise<RunStatus> {
  return withStore(flags.cwd, session.signal, (store) => runStatus(store, run));
}

function finished(status: RunStatus): TryResult {
  if (status.result === null) {
    throw new HoneError(
      'E_NOT_FOUND',
      `Run ${status.run} has no result: it is ${status.state}. ` +
        (status.state === 'running' ? 'Wait for it.' : `Go on with it: hone resume ${status.run}`),
    );
  }
  return status.result;
}

function statusText(status: RunStatus): string {
  if (status.result !== null) {
    return `${tryText(status.result, styleFor(process.stdout))}\nFiles: ${status.folder}`;
  }
  const lines = status.progress.map(({ proposal, state }) => `  ${proposal}: ${state}`);
  const next = status.state === 'interrupted' ? `\nGo on with it: hone resume ${status.run}` : '';
  return `Run ${status.run} is ${status.state}.\n${lines.join('\n')}${next}`;
}

async function writeReport(result: TryResult, { markdown, html }: RunFlags): Promise<void> {
  await writeExportFiles([
    [markdown, () => tryMarkdown(result)],
    [html, () => tryHtml(result)],
  ]);
  if (html === undefined && markdown === undefined) {
    await print(tryText(result, styleFor(process.stdout)));
  }
}
