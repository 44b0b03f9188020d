import { HoneError, messageOf } from '../../base/index.ts';
import { STATISTICS_VERSION } from '../../gates/index.ts';
import {
  type Receipt,
  RECEIPT_CHECK_SCHEMA,
  type ReceiptCheck,
  type ReceiptFinding,
} from '../../model/index.ts';
import { HONE_VERSION } from '../version.ts';
import { blobFindings, bodyFindings, ownText } from './check-body.ts';
import { decisionFindings } from './check-decisions.ts';
import { evidenceFindings } from './check-evidence.ts';
import { ontoBaseFindings } from './check-onto-base.ts';
import { stackFindings } from './check-stack.ts';
import { admissionFindings, suiteFindings } from './check-suite.ts';
import { finding } from './finding.ts';
import { chainFindings } from './journal-chain.ts';
import { FINDINGS_MAX } from './limits.ts';
import { RecordGap, recordedRun, type RecordedRun } from './recorded-run.ts';
import { replayContext, suiteIn } from './replay.ts';
import { checkSignature, type KnownKeys } from './sign-receipt.ts';

/**
 * Checks a receipt by itself: signature, journal, contents, and every statement, number and
 * decision against what follows from the raw samples. Needs no repository and runs nothing.
 */
export async function checkReceipt(receipt: Receipt, known: KnownKeys): Promise<ReceiptCheck> {
  const { signature, findings } = checkSignature(receipt, known);
  const chain = chainFindings(receipt);
  const recorded = recordedRun(receipt.run, receipt.journal.events, (hash) =>
    ownText(receipt, hash),
  );
  findings.push(...chain, ...blobFindings(receipt));
  const body = caught(() => bodyFindings(receipt, recorded));
  findings.push(...body.findings);
  const remarks = remarksOn(receipt, signature);
  let recomputed = false;
  if (body.complete) {
    findings.push(...recordFindings(receipt, recorded));
    if (receipt.statistics === STATISTICS_VERSION) {
      const again = await recompute(receipt, recorded);
      findings.push(...again.findings);
      remarks.push(...again.remarks);
      recomputed = again.complete;
    }
  }
  const { run, commit, createdAt, hone, journal } = receipt;
  return {
    schema: RECEIPT_CHECK_SCHEMA,
    outcome: outcomeOf(findings, signature, recomputed),
    run,
    commit,
    createdAt,
    hone,
    signature,
    statistics: { receipt: receipt.statistics, here: STATISTICS_VERSION, recomputed },
    journal: { events: journal.events.length, head: journal.head, intact: chain.length === 0 },
    samples: samplesIn(receipt),
    decisions: receipt.proposals.map(({ name, decision }) => ({
      proposal: name,
      decision: decision.decision,
      reason: decision.reason,
    })),
    findings: findings.slice(0, FINDINGS_MAX),
    findingsMore: Math.max(0, findings.length - FINDINGS_MAX),
    remarks,
    rerun: null,
  };
}

/** Wrong is wrong; what nobody known signed, or what could not be recomputed, is not right yet. */
function outcomeOf(
  findings: readonly ReceiptFinding[],
  { signer }: ReceiptCheck['signature'],
  recomputed: boolean,
): ReceiptCheck['outcome'] {
  if (findings.length > 0) {
    return 'broken';
  }
  return signer === 'unknown' || !recomputed ? 'inconclusive' : 'holds';
}

function remarksOn(receipt: Receipt, { signer, keyId }: ReceiptCheck['signature']): string[] {
  const remarks: string[] = [];
  if (signer === 'unknown') {
    remarks.push(
      `The key ${keyId} is unknown here, so nothing says who signed: anybody can make up a ` +
        `receipt and sign it with a key of their own. Ask whoever it is from for the output of ` +
        `"hone receipt key", and pass that file with --key.`,
    );
  }
  if (receipt.statistics !== STATISTICS_VERSION) {
    const judged =
      receipt.statistics === 0
        ? 'does not say by which version of the statistics it was judged'
        : `was judged by version ${receipt.statistics} of the statistics`;
    remarks.push(
      `The receipt ${judged}, and this hone has version ${STATISTICS_VERSION}. So intervals, ` +
        `p-values, verdicts, decisions and the stack were not recomputed; the signature, the ` +
        `journal, the contents and the diffs were checked. Use hone ${receipt.hone} for the rest.`,
    );
  }
  return remarks;
}

/** What needs the suite but no statistics. */
function recordFindings(receipt: Receipt, recorded: RecordedRun): readonly ReceiptFinding[] {
  return caught(() => {
    const suite = suiteIn(recorded);
    return [
      ...suiteFindings(receipt, recorded, suite),
      ...admissionFindings(recorded, suite),
      ...ontoBaseFindings(recorded),
    ];
  }).findings;
}

interface Again {
  readonly findings: readonly ReceiptFinding[];
  readonly remarks: readonly string[];
  readonly complete: boolean;
}

async function recompute(receipt: Receipt, recorded: RecordedRun): Promise<Again> {
  try {
    const decided = await decisionFindings(recorded, receipt.hone === HONE_VERSION);
    const findings = [...decided.findings, ...stackFindings(recorded, replayContext(recorded))];
    const remarks =
      decided.reworded === 0
        ? []
        : [
            `${decided.reworded} sentences are worded differently by hone ${HONE_VERSION} than ` +
              `by ${receipt.hone}; the numbers are the same.`,
          ];
    return { findings, remarks, complete: true };
  } catch (thrown) {
    const alone = caught(() => evidenceFindings(recorded, replayContext(recorded)));
    const findings = [notRecomputed(thrown), ...alone.findings];
    return { findings, remarks: [], complete: false };
  }
}

function caught(work: () => ReceiptFinding[]): {
  readonly findings: readonly ReceiptFinding[];
  readonly complete: boolean;
} {
  try {
    return { findings: work(), complete: true };
  } catch (thrown) {
    return { findings: [notRecomputed(thrown)], complete: false };
  }
}

/** Whatever the code of a run throws on a record that it did not write, the record is at fault. */
function notRecomputed(thrown: unknown): ReceiptFinding {
  const isExpected = thrown instanceof RecordGap || thrown instanceof HoneError;
  const why = messageOf(thrown);
  return finding('record', isExpected ? why : `The record can't be judged: ${why}`);
}

function samplesIn({ proposals, stack }: Receipt): number {
  const tried = proposals.flatMap((one) => [
    one,
    ...(one.rebased === undefined ? [] : [one.rebased]),
  ]);
  const all = [...tried.flatMap((one) => one.measurements), ...(stack?.measurements ?? [])];
  return all.reduce((sum, { samples }) => sum + samples, 0);
}
