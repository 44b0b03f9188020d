import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { silent } from '../../../src/campaign/hooks.ts';
import { checkReceipt } from '../../../src/campaign/receipt/check-receipt.ts';
import { createReceipt } from '../../../src/campaign/receipt/create-receipt.ts';
import { openReceiptKey } from '../../../src/campaign/receipt/receipt-key.ts';
import { type ProposalSource, tryProposals } from '../../../src/campaign/index.ts';
import type { Proposer, Receipt } from '../../../src/model/index.ts';
import { copyOf, dataOf, type Forged, signedBy } from './forge.ts';
import { receiptPlace, type ReceiptPlace } from './receipt-place.ts';

/** What Claude's command line prints, between words of the script around it. */
const PRINTS = [
  '{"type":"system","subtype":"init","session_id":"s","tools":[]}',
  '{"type":"assistant","message":{"content":[{"type":"tool_use","id":"1","name":"Edit","input":{"file_path":"src/alpha"}}]}}',
  '{"type":"result","subtype":"success","is_error":false,"result":"I made it bad.","total_cost_usd":0.25,"usage":{"input_tokens":1000,"output_tokens":234}}',
];

const SEEN = { tokens: 77, cost: null };

let place: ReceiptPlace;
let receipt: Receipt;

/** A line that makes a change which the tests refuse. */
function shell(text: string): ProposalSource {
  const line = `${text}; echo bad > src/alpha`;
  return { kind: 'command', command: { kind: 'shell', text: line } };
}

/** Proposals that the tests refuse, so that nothing is measured. */
before(async () => {
  place = receiptPlace();
  const path = place.patch('by-agent.patch', 'src/alpha', 'bad\n');
  const { signal } = new AbortController();
  await tryProposals(
    {
      folder: place.subject,
      base: null,
      proposals: [
        shell(`printf '%s\\n' ${PRINTS.map((line) => `'${line}'`).join(' ')}`),
        shell('echo I know better'),
        { kind: 'patch', path, proposer: { by: 'model:x#y', trace: null, usage: SEEN } },
        { kind: 'patch', path: place.patch('ready.patch', 'src/alpha', 'bad bad\n') },
      ],
      keep: false,
      seed: 7,
      pairsMax: null,
      timeLimitMs: null,
      run: null,
    },
    { signal, hooks: silent },
  );
  ({ receipt } = await createReceipt(place.subject, null, { out: 'caller', signal }));
});

after(() => place.remove());

function proposerOf(name: string, of: Receipt = receipt): Proposer {
  const found = of.proposals.find((one) => one.name === name)?.proposer;
  assert.ok(found !== undefined, `${name} is among ${of.proposals.map((one) => one.name).join()}`);
  return found;
}

function traceOf(name: string): string {
  const hash = proposerOf(name).trace?.sha256 ?? '';
  return receipt.blobs[hash] ?? assert.fail(`${name} has a trace`);
}

test("an agent's tokens, cost and trace are in the receipt, whoever started it", () => {
  const { kind, by, usage, trace } = proposerOf('command');
  assert.equal(kind, 'command');
  assert.match(by ?? '', /^printf /);
  assert.deepEqual(usage, { tokens: 1_234, cost: 0.25 });
  assert.equal(trace?.summary, 'I made it bad.');
  const lines = traceOf('command').trim().split('\n');
  assert.equal(trace?.events, lines.length);
  assert.ok(
    lines.some((line) => line.includes('"Edit"')),
    lines.join('\n'),
  );
});

test('words of another command are its trace, and its cost is unknown', () => {
  const { usage, trace } = proposerOf('command~2');
  assert.equal(usage, null);
  assert.equal(trace?.summary, 'I know better');
  assert.deepEqual(JSON.parse(traceOf('command~2')), { kind: 'said', text: 'I know better\n' });
});

test('who made a patch is there where it was seen, and is not made up where it was not', () => {
  const { source, by, usage } = proposerOf('by-agent');
  assert.deepEqual([by, usage], ['model:x#y', SEEN]);
  assert.deepEqual(Object.keys(Object(source)).sort(), ['kind', 'path']);
  const ready = proposerOf('ready');
  assert.deepEqual([ready.by, ready.trace, ready.usage], [undefined, null, null]);
});

test('a receipt holds with all of that, and what was changed in it is named', async () => {
  const key = openReceiptKey(place.subject);
  const known = { from: 'this-machine', keys: [key.publicKey] } as const;
  assert.equal((await checkReceipt(receipt, known)).outcome, 'holds');
  const found = async (tamper: (forged: Forged) => void): Promise<string> => {
    const forged = copyOf(receipt);
    tamper(forged);
    const { findings } = await checkReceipt(signedBy(key, forged), known);
    return findings.map(({ area, proposal, text }) => `${area} ${proposal} ${text}`).join('\n');
  };
  const trace = proposerOf('command').trace?.sha256 ?? '';
  assert.match(
    await found((forged) => {
      forged.blobs = { ...forged.blobs, [trace]: '{"kind":"said","text":"I cost nothing."}\n' };
    }),
    /^proposal command proposer\/command \(content .*\) was changed/m,
  );
  assert.match(
    await found((forged) => {
      const { [trace]: _gone, ...rest } = forged.blobs;
      forged.blobs = rest;
    }),
    /^proposal command proposer\/command .* is missing/m,
  );
  assert.match(
    await found((forged) => {
      const said = proposerOf('command', forged);
      Object.assign(said, { usage: { ...said.usage, cost: 0.01 } });
    }),
    /^proposal command proposer\.usage\.cost of command: the receipt says 0\.01, its journal 0\.25/m,
  );
  assert.match(
    await found((forged) => {
      Object.assign(dataOf<object>(forged, 'proposer/command'), { usage: null });
    }),
    /journal/,
  );
});
