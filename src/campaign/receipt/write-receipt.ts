import { dirname } from 'node:path';

import { BYTES_PER_MIB, HoneError, systemClock } from '../../base/index.ts';
import { STATISTICS_VERSION } from '../../gates/index.ts';
import {
  parseRunId,
  Receipt,
  RECEIPT_SCHEMA,
  type ReceiptEvent,
  type RunId,
} from '../../model/index.ts';
import type { Event, Store } from '../../store/index.ts';
import type { FreezeManifest } from '../../suite/index.ts';
import { SUITE_KEY } from '../try/frozen-suite.ts';
import { HONE_VERSION } from '../version.ts';
import { RECEIPT_BYTES_MAX } from './limits.ts';
import { receiptBody } from './receipt-body.ts';
import { openReceiptKey } from './receipt-key.ts';
import { blobsNeeded, recordedRun, startedIn } from './recorded-run.ts';
import { signReceipt } from './sign-receipt.ts';

/** Name of the artifact in the folder of a run. */
export const RECEIPT_NAME = 'receipt.json';

/**
 * The signed receipt of a run.
 *
 * @param store - of the subject; its journal holds the finished run
 * @throws HoneError E_NOT_FOUND when its results were removed, E_JOURNAL when they are damaged,
 *   E_CONFIG without a usable key, E_DISK
 */
export function receiptOf(store: Store, run: RunId): Receipt {
  const key = openReceiptKey(dirname(store.folder));
  const events = store.events(run).map(receiptEvent);
  const blobs = contentsOf(store, events);
  const recorded = recordedRun(run, events, (hash) => blobs.get(hash) ?? null);
  const { subject, ...body } = receiptBody(recorded);
  const { suiteHash, configBlob, frozenGlobs, statistics } = startedIn(recorded);
  const suite = {
    hash: suiteHash,
    configHash: configBlob,
    files: filesFrozenAs(store, suiteHash),
    frozenGlobs: [...frozenGlobs],
  };
  return signReceipt(
    {
      schema: RECEIPT_SCHEMA,
      createdAt: systemClock.isoNow(),
      statistics: statisticsOf(statistics, body.hone),
      ...body,
      subject: { ...subject, suite },
      journal: { head: events.at(-1)?.hash ?? '', events },
      blobs: Object.fromEntries(blobs),
    },
    key,
  );
}

/**
 * Writes `receipt.json` at the end of a run, which has to end whether there is a receipt or not.
 *
 * @returns one sentence on why there is none, or null when it was written
 */
export function writeReceipt(store: Store, run: RunId): string | null {
  try {
    writeInRunFolder(store, receiptOf(store, run));
    return null;
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      return `There is no receipt of run ${run}: ${thrown.message}`;
    }
    throw thrown;
  }
}

/** Writes a receipt into the folder of its run. @returns the path */
export function writeInRunFolder(store: Store, receipt: Receipt): string {
  const { run, commit, suiteHash } = receipt;
  const meta = { schema: RECEIPT_SCHEMA, commit, suiteHash };
  return store.writeArtifact(parseRunId(run), RECEIPT_NAME, receipt, { schema: Receipt, meta });
}

function receiptEvent({ seq, at, type, key, data, previousHash, hash }: Event): ReceiptEvent {
  return { seq, at, type, key, data, previousHash, hash };
}

function contentsOf(store: Store, events: readonly ReceiptEvent[]): Map<string, string> {
  const blobs = new Map<string, string>();
  let bytes = 0;
  for (const hash of blobsNeeded(events).keys()) {
    const content = store.getBlob(hash);
    bytes += content.length;
    if (bytes > RECEIPT_BYTES_MAX) {
      throw new HoneError(
        'E_FORMAT',
        `The samples of this run have more than ${RECEIPT_BYTES_MAX / BYTES_PER_MIB} MiB, which ` +
          `is too much for a receipt. Try fewer proposals in one run.`,
      );
    }
    blobs.set(hash, new TextDecoder('utf-8', { ignoreBOM: true }).decode(content));
  }
  return blobs;
}

/** The files of the suite from the event that froze it, which may be another run's. */
function filesFrozenAs(store: Store, hash: string): Receipt['subject']['suite']['files'] {
  for (const { run } of store.runs().toReversed()) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by freeze
    const data = store.eventByKey(run, SUITE_KEY)?.data as { manifest: FreezeManifest } | undefined;
    if (data?.manifest.hash === hash) {
      return data.manifest.files.map(({ path, mode, oid }) => ({ path, mode, oid }));
    }
  }
  throw new HoneError('E_JOURNAL', `The journal does not say what the suite ${hash} consists of.`);
}

/** What the run recorded; else this version's, if this version judged; else 0 for unknown. */
function statisticsOf(recorded: number | undefined, judgedBy: string): number {
  return recorded ?? (judgedBy === HONE_VERSION ? STATISTICS_VERSION : 0);
}
