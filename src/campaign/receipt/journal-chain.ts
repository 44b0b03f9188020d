import { canonicalJson } from '../../base/index.ts';
import type { Receipt, ReceiptEvent, ReceiptFinding } from '../../model/index.ts';
import { GENESIS_HASH } from '../../store/index.ts';
import { finding } from './finding.ts';
import { sha256Of } from './receipt-body.ts';

/**
 * The hash of an event as `hone.receipt.v1` defines it: SHA-256 over the canonical JSON of the
 * event with its run and without its hash. The journal computes the same. It is written down here
 * again because this format has to stay checkable when the journal's own goes on.
 */
export function eventHash(run: string, event: Omit<ReceiptEvent, 'hash'>): string {
  const { seq, at, type, key, data, previousHash } = event;
  return sha256Of(canonicalJson({ at, data, key, previousHash, run, seq, type }));
}

/** Every event that is not what was recorded, or not where it was. */
export function chainFindings({ run, journal }: Receipt): ReceiptFinding[] {
  const findings: ReceiptFinding[] = [];
  let before: ReceiptEvent | null = null;
  for (const event of journal.events) {
    const expected = (before?.seq ?? 0) + 1;
    const found = eventHash(run, event);
    if (found !== event.hash) {
      const text = `${called(event)} was changed after it was recorded.`;
      findings.push(onEvent(event, text, { said: event.hash, found }));
    }
    if (event.seq !== expected) {
      findings.push(outOfPlace(event, expected));
    } else if (event.previousHash !== (before?.hash ?? GENESIS_HASH)) {
      const other = before === null ? 'the start of the run' : called(before);
      const text = `${called(event)} does not follow on ${other}: one was put in its place.`;
      findings.push(onEvent(event, text));
    }
    before = event;
  }
  if ((before?.hash ?? GENESIS_HASH) !== journal.head) {
    const text =
      'The journal does not end with its head: events at the end are missing or were replaced.';
    findings.push(finding('journal', text, { said: journal.head, found: before?.hash ?? null }));
  }
  return findings;
}

function outOfPlace(event: ReceiptEvent, expected: number): ReceiptFinding {
  if (event.seq < expected) {
    return onEvent(event, `${called(event)} is out of order: it stands where ${expected} belongs.`);
  }
  const missing = event.seq - expected === 1 ? `Event ${expected} is` : `Events ${expected} to `;
  const rest = event.seq - expected === 1 ? '' : `${event.seq - 1} are`;
  return onEvent(event, `${missing}${rest} missing before ${called(event, 'event')}.`);
}

function onEvent(
  event: ReceiptEvent,
  text: string,
  about: { said?: string; found?: string } = {},
): ReceiptFinding {
  return finding('journal', text, { field: event.key ?? `event ${event.seq}`, ...about });
}

function called({ seq, type, key }: ReceiptEvent, word = 'Event'): string {
  return `${word} ${seq} (${key ?? type})`;
}
