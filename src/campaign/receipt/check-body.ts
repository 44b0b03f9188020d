import { STATISTICS_VERSION } from '../../gates/index.ts';
import type { Receipt, ReceiptArea, ReceiptFinding } from '../../model/index.ts';
import { proposerKey } from '../try/proposer-event.ts';
import { type Difference, differences } from './differences.ts';
import { finding, shownValue } from './finding.ts';
import { type ReceiptBody, receiptBody, sha256Of } from './receipt-body.ts';
import { blobsNeeded, type RecordedRun, startedIn } from './recorded-run.ts';

/** Holds every stored content against the hash that the journal refers to it by. */
export function blobFindings(receipt: Receipt): ReceiptFinding[] {
  const owners = blobsNeeded(receipt.journal.events);
  const findings = [...owners].flatMap(([hash, key]) => {
    const text = ownText(receipt, hash);
    const found = text === null ? null : sha256Of(text);
    if (found === hash) {
      return [];
    }
    const what = `${key} (content ${hash.slice(0, 12)})`;
    const about = { ...placeOfKey(receipt, key), field: key, said: hash, found };
    const area = key.startsWith('proposer/') ? 'proposal' : 'samples';
    return [
      found === null
        ? finding(area, `${what} is missing from the receipt.`, about)
        : finding(area, `${what} was changed: its SHA-256 is ${found.slice(0, 12)}.`, about),
    ];
  });
  const unowned = Object.keys(receipt.blobs).filter((hash) => !owners.has(hash));
  return [
    ...findings,
    ...unowned.map((hash) =>
      finding('samples', `The content ${shownValue(hash)} belongs to no event.`, { field: hash }),
    ),
  ];
}

/** The text of a blob of a receipt, or null. */
export function ownText(receipt: Receipt, hash: string): string | null {
  return Object.hasOwn(receipt.blobs, hash) ? (receipt.blobs[hash] ?? null) : null;
}

/** The proposal and benchmark that an event is about, by its key. */
function placeOfKey(
  { proposals }: Receipt,
  key: string,
): { proposal: string | null; benchmark: string | null } {
  for (const { name, measurements, rebased } of proposals) {
    const all = [...measurements, ...(rebased?.measurements ?? [])];
    const own = all.find((one) => key.startsWith(`${one.key}/`));
    const names = [name, ...(rebased === undefined ? [] : [rebased.name])];
    const isAbout = names.some((one) => key === `checked/${one}` || key === proposerKey(one));
    if (own !== undefined || isAbout) {
      return { proposal: name, benchmark: own?.benchmark ?? null };
    }
  }
  return { proposal: null, benchmark: null };
}

/**
 * Holds what the receipt says in plain fields against what follows from the journal in it.
 *
 * @throws RecordGap when the journal lacks what is needed
 */
export function bodyFindings(receipt: Receipt, recorded: RecordedRun): ReceiptFinding[] {
  const body = receiptBody(recorded);
  const { statistics } = startedIn(recorded);
  const found: Record<string, unknown> = {
    ...body,
    settings: receipt.statistics === STATISTICS_VERSION ? body.settings : settingsOf(receipt, body),
    statistics: statistics ?? receipt.statistics,
  };
  const { tree, branch } = receipt.subject;
  const whole = { ...receipt, subject: { tree, branch } };
  const said = Object.fromEntries(Object.entries(whole).filter(([key]) => key in found));
  const lists = listDifference(receipt, body);
  return lists ?? differences(said, found, 'exact').map((one) => bodyFinding(receipt, one));
}

/** The fixed settings belong to the version of the statistics; only the run's own are compared. */
function settingsOf(receipt: Receipt, { settings }: ReceiptBody): Receipt['settings'] {
  const { pairsMax, timeLimitMs } = settings;
  return { ...receipt.settings, pairsMax, timeLimitMs };
}

/** When proposals were added, removed or reordered, comparing one by one would say nonsense. */
function listDifference(receipt: Receipt, body: ReceiptBody): ReceiptFinding[] | null {
  const [said, found] = [receipt, body].map(({ proposals }) =>
    JSON.stringify(proposals.map(({ name }) => name)),
  );
  if (said === found) {
    return null;
  }
  const text = `The receipt lists the proposals ${said}, its journal ${found}.`;
  return [finding('proposal', text, { field: 'proposals', said: said ?? '', found: found ?? '' })];
}

const AREAS: Readonly<Record<string, ReceiptArea>> = {
  environment: 'environment',
  hone: 'environment',
  statistics: 'settings',
  settings: 'settings',
  seeds: 'settings',
  suiteHash: 'suite',
  commit: 'subject',
  subject: 'subject',
  run: 'subject',
  stack: 'stack',
  overrides: 'override',
};

function bodyFinding(receipt: Receipt, { path, said, found }: Difference): ReceiptFinding {
  const [top = '', index = '', part = '', ...rest] = path;
  const proposal = top === 'proposals' ? (receipt.proposals[Number(index)]?.name ?? null) : null;
  const isDiff = proposal !== null && (part === 'diff' || part === 'handedIn');
  const area = isDiff
    ? 'diff'
    : proposal === null
      ? (AREAS[top] ?? 'record')
      : part === 'decision'
        ? 'decision'
        : part === 'measurements'
          ? 'samples'
          : 'proposal';
  const field = (proposal === null ? path : [part, ...rest]).join('.');
  const isNumbers = rest[0] === 'metrics' || rest[0] === 'holdout';
  const benchmark = area === 'decision' && isNumbers ? (rest[1] ?? null) : null;
  // Two long texts look alike at their start, so their hashes are shown.
  const shown = isDiff && rest[0] === 'text' ? hashText : shownValue;
  const where = proposal === null ? field : `${field} of ${proposal}`;
  const text = `${where}: the receipt says ${shown(said)}, its journal ${shown(found)}.`;
  const about = { proposal, benchmark, field, said: shown(said), found: shown(found) };
  return finding(area, text, about);
}

function hashText(value: unknown): string {
  return typeof value === 'string' ? `a text with the SHA-256 ${sha256Of(value)}` : 'nothing';
}
