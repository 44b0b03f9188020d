import type { ReceiptCheck, ReceiptFinding, RerunProposal } from '../model/index.ts';
import { oneLine } from './safe-text.ts';
import { type Ink, type TextStyle, type TextWriter, textWriter } from './text-style.ts';

/**
 * What `hone receipt verify` prints: whether the receipt holds, who signed it, what was checked,
 * what is wrong with it, and what measuring again said.
 */
export function receiptText(check: ReceiptCheck, style: TextStyle): string {
  const writer = textWriter(style);
  const blocks = [
    headLines(writer, check),
    factLines(writer, check),
    decisionLines(writer, check),
    findingLines(writer, check),
    rerunLines(writer, check),
    check.remarks.flatMap((remark) => writer.paragraph(remark, 0)),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

/** What is said first. */
function headLines(writer: TextWriter, check: ReceiptCheck): string[] {
  const [ink, words] = headline(check);
  return writer.paragraph(words, 0).map((line) => writer.paint(ink, line));
}

function headline(check: ReceiptCheck): [Ink, string] {
  const { outcome, findings, findingsMore, rerun, run } = check;
  const receipt = `The receipt of run ${oneLine(run)}`;
  if (findings.length > 0) {
    const count = findings.length + findingsMore;
    return [
      'bad',
      `${receipt} does not hold: ${count} ${count === 1 ? 'thing is' : 'things are'} wrong.`,
    ];
  }
  if (rerun !== null) {
    return {
      holds: ['good', `${receipt} holds, and so do its gains on this machine.`] as [Ink, string],
      broken: ['bad', `${receipt} is sound, but not all of its gains hold here.`] as [Ink, string],
      inconclusive: ['unsure', `${receipt} is sound; its gains could not be told here.`] as [
        Ink,
        string,
      ],
    }[outcome];
  }
  return outcome === 'holds'
    ? ['good', `${receipt} holds: everything in it follows from its raw samples.`]
    : ['unsure', `Nothing is wrong with the receipt of run ${oneLine(run)}, but see below.`];
}

function factLines(writer: TextWriter, check: ReceiptCheck): string[] {
  const { signature, journal, samples, statistics, commit, hone, createdAt } = check;
  const facts = [
    `Signature: ${signature.valid ? 'valid' : 'NOT valid'}, ${signerText(signature)}`,
    `Journal: ${journal.events} events, ${journal.intact ? 'unbroken' : 'BROKEN'}, up to ` +
      journal.head,
    `Samples: ${samples}, ${statistics.recomputed ? 'all judged again' : 'NOT judged again'}`,
    `Base: ${oneLine(commit)}`,
    `Made: ${oneLine(createdAt)}, judged by hone ${oneLine(hone)}`,
  ];
  return facts.flatMap((text) => writer.paragraph(text, 2, 2));
}

function signerText({ signer, keyId }: ReceiptCheck['signature']): string {
  switch (signer) {
    case 'this-machine':
      return `by your own key ${keyId}`;
    case 'key-file':
      return `by the key ${keyId} of the file that you gave`;
    case 'unknown':
      return `by an UNKNOWN key ${keyId}`;
  }
}

function decisionLines(writer: TextWriter, { decisions }: ReceiptCheck): string[] {
  return [
    ...writer.heading('What it says'),
    ...decisions.flatMap(({ proposal, decision, reason }) =>
      writer.paragraph(`${oneLine(proposal)}: ${decision}. ${oneLine(reason)}`, 2, 2),
    ),
  ];
}

function findingLines(writer: TextWriter, { findings, findingsMore }: ReceiptCheck): string[] {
  if (findings.length === 0) {
    return [];
  }
  const more = findingsMore === 0 ? [] : writer.paragraph(`and ${findingsMore} more`, 2);
  return [
    ...writer.heading('What is wrong'),
    ...findings.flatMap((one) => findingLine(writer, one)),
    ...more,
  ];
}

function findingLine(writer: TextWriter, { area, text }: ReceiptFinding): string[] {
  return writer.paragraph(`${area}: ${oneLine(text)}`, 2, 2);
}

const RERUN_INKS: Readonly<Record<RerunProposal['outcome'], Ink>> = {
  holds: 'good',
  fails: 'bad',
  inconclusive: 'unsure',
};

function rerunLines(writer: TextWriter, { rerun }: ReceiptCheck): string[] {
  if (rerun === null) {
    return [];
  }
  return [
    ...writer.heading(`Measured again on this machine (run ${oneLine(rerun.run)})`),
    ...rerun.proposals.flatMap(({ proposal, outcome, text }) =>
      writer
        .paragraph(`${oneLine(proposal)}: ${oneLine(text)}`, 2, 2)
        .map((line) => writer.paint(RERUN_INKS[outcome], line)),
    ),
  ];
}
