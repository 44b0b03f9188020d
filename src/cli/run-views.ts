import { HoneError, writeFileAtomic } from '../base/index.ts';
import { runLines, runStatus, type RunStatus, withStore } from '../campaign/index.ts';
import type { TryResult } from '../model/index.ts';
import { proposalText, tryHtml, tryMarkdown, tryText } from '../report/index.ts';
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
  await print(flags.json === true ? JSON.stringify(status, null, 2) : statusText(status));
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
  const text = proposalText(decision, result, styleFor(process.stdout));
  await print(flags.json === true ? JSON.stringify(decision, null, 2) : text);
}

/** All runs, newest first. */
export async function printLog(flags: RunFlags, session: Session): Promise<void> {
  const lines = await withStore(flags.cwd, session.signal, runLines);
  const text = lines.map(
    (line) =>
      `${line.run}  ${line.state.padEnd(11)}  ${line.purpose}  ${line.proposals.join(', ')}`,
  );
  await print(
    flags.json === true
      ? JSON.stringify(lines, null, 2)
      : text.join('\n') || 'No runs yet. "hone try fix.patch" makes one.',
  );
}

/** The report of a run, printed or written. */
export async function printReport(
  run: string | null,
  flags: RunFlags,
  session: Session,
): Promise<void> {
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

async function writeReport(result: TryResult, flags: RunFlags): Promise<void> {
  if (flags.html !== undefined) {
    writeFileAtomic(flags.html, tryHtml(result));
  }
  if (flags.markdown === '-') {
    await print(tryMarkdown(result));
  } else if (flags.markdown !== undefined) {
    writeFileAtomic(flags.markdown, tryMarkdown(result));
  }
  if (flags.html === undefined && flags.markdown === undefined) {
    await print(tryText(result, styleFor(process.stdout)));
  }
}
