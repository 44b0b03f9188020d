import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import { at } from '../../../src/base/index.ts';
import { checkReceipt } from '../../../src/campaign/receipt/check-receipt.ts';
import { receiptFile } from '../../../src/campaign/receipt/receipt-file.ts';
import { openReceiptKey } from '../../../src/campaign/receipt/receipt-key.ts';
import type { KnownKeys } from '../../../src/campaign/receipt/sign-receipt.ts';
import type {
  Decision,
  Receipt,
  ReceiptCheck,
  ReceiptFinding,
  TryResult,
} from '../../../src/model/index.ts';
import {
  change,
  changeSamples,
  copyOf,
  dataOf,
  type Forged,
  rehashed,
  signedBy,
  strangersKey,
} from './forge.ts';
import type { Started } from '../../../src/campaign/try/started.ts';
import { type ReceiptPlace, receiptOfRun, receiptPlace, SUITE } from './receipt-place.ts';

let place: ReceiptPlace;
let honest: Receipt;
let known: KnownKeys;

before(async () => {
  place = receiptPlace();
  honest = await receiptOfRun(place);
  known = { from: 'this-machine', keys: [openReceiptKey(place.subject).publicKey] };
});
after(() => place.remove());

/** Part of what is said about a tampered receipt. */
type Named = Partial<Pick<ReceiptFinding, 'area' | 'proposal' | 'benchmark' | 'field'>> & {
  readonly text?: RegExp;
};

function assertNamed(check: ReceiptCheck, named: Named): void {
  const { text, ...exact } = named;
  const found = check.findings.some(
    (one) =>
      isDeepStrictEqual({ ...one, ...exact }, one) && (text === undefined || text.test(one.text)),
  );
  const said = check.findings.map((one) => JSON.stringify(one)).join('\n');
  assert.ok(found, `${JSON.stringify({ ...exact, text: String(text) })} is among\n${said}`);
}

/** Signed by the very owner of the key, so that only the content can give it away. */
function resigned(forged: Forged): Receipt {
  return signedBy(openReceiptKey(place.subject), forged);
}

const FIRST_BATCH = 'measure/gain-a/alpha/batch/0';

function lastBatch(receipt: Receipt, key: string): string {
  const own = receipt.proposals.flatMap((one) => one.measurements);
  const batches = own.find((one) => one.key === key)?.batches ?? [];
  return `${key}/batch/${batches.length - 1}`;
}

function decisionOn(receipt: Forged, name: string): Decision {
  const found = receipt.proposals.find((one) => one.name === name);
  assert.ok(found !== undefined);
  return found.decision;
}

test('a receipt is found by its path, by its run, and as the newest', async () => {
  const find = (wanted: string | null): Promise<string> =>
    receiptFile(place.subject, wanted, AbortSignal.timeout(60_000));
  const path = join(place.subject, '.hone', 'runs', honest.run, 'receipt.json');
  assert.equal(await find(null), path);
  assert.equal(await find(honest.run), path);
  assert.equal(await find(honest.run.slice(0, 15)), path);
  assert.equal(await find('else/where.json'), 'else/where.json', 'which says itself what it is');
  await assert.rejects(find('20010101-000000'), { code: 'E_NOT_FOUND', message: /hone log/ });
});

test('an honest receipt holds, and everything in it is recomputed', async () => {
  const check = await checkReceipt(honest, known);
  assert.deepEqual(check.findings, []);
  assert.equal(check.outcome, 'holds');
  assert.deepEqual(check.remarks, []);
  assert.equal(check.signature.signer, 'this-machine');
  assert.equal(check.statistics.recomputed, true);
  assert.deepEqual(
    check.decisions.map(({ proposal, decision }) => [proposal, decision]),
    [
      ['gain-a', 'kept'],
      ['gain-b', 'kept'],
      ['slow', 'rejected'],
      ['bad', 'rejected'],
      ['bent', 'rejected'],
    ],
  );
  assert.equal(honest.stack?.contributions.length, 2);
  const measured = honest.stack.measurements.map(({ key }) => key);
  assert.deepEqual(measured, [
    'stack/alpha',
    'stack/beta',
    'contribution/gain-a/alpha',
    'contribution/gain-b/beta',
  ]);
});

test('a receipt says what it is about without anything else', () => {
  assert.equal(honest.blobs[honest.subject.suite.configHash], SUITE);
  assert.deepEqual(
    honest.subject.suite.files.map(({ path }) => path),
    ['hone.yaml', 'make.sh', 'test.sh'],
  );
  const [gain] = honest.proposals;
  assert.match(gain?.diff?.text ?? '', /^-100\n\+50$/m);
  assert.equal(gain?.proposer.kind, 'patch');
  assert.equal(honest.seeds.order, 7);
  assert.equal(honest.settings.alpha, 0.05);
});

/** Tampering that leaves a contradiction behind, whoever signs it. */
const TAMPERED: readonly (readonly [string, (receipt: Forged) => void, ...Named[]])[] = [
  [
    'the value of a sample',
    (receipt) =>
      changeSamples(receipt, lastBatch(receipt, 'measure/gain-a/alpha'), (samples) =>
        samples.map((one, index) => (index === 0 ? { ...one, values: { cost: 1 } } : one)),
      ),
    { area: 'samples', proposal: 'gain-a', benchmark: 'alpha', text: /was changed/ },
    { area: 'number', proposal: 'gain-a', benchmark: 'alpha', field: 'cost.ratio.estimate' },
  ],
  [
    'a sample that was removed',
    (receipt) =>
      changeSamples(receipt, lastBatch(receipt, 'guard/gain-a/beta'), (all) => all.slice(1)),
    { area: 'samples', proposal: 'gain-a', benchmark: 'beta' },
    { area: 'number', proposal: 'gain-a', benchmark: 'beta', field: 'cost.pairs.confirmation' },
  ],
  [
    'a batch that was removed',
    (receipt) => {
      const key = lastBatch(receipt, 'measure/gain-a/alpha');
      const { events } = receipt.journal;
      receipt.journal.events = events.filter((one) => one.key !== key);
    },
    { area: 'journal', text: /^Event \d+ is missing/ },
    { area: 'record', text: /went on to measure "measure\/gain-a\/alpha\/batch\/\d+"/ },
  ],
  [
    'swapped sides',
    (receipt) =>
      changeSamples(receipt, lastBatch(receipt, 'measure/slow/alpha'), (samples) =>
        samples.map((one) => ({ ...one, side: one.side === 'base' ? 'slow' : 'base' })),
      ),
    { area: 'samples', proposal: 'slow', benchmark: 'alpha' },
    { area: 'number', proposal: 'slow', benchmark: 'alpha' },
  ],
  [
    'a byte of a diff',
    (receipt) => {
      const diff = at(receipt.proposals, 0).diff;
      assert.ok(diff !== null);
      diff.text = diff.text.replace('+50', '+51');
    },
    { area: 'diff', proposal: 'gain-a', field: 'diff.text' },
  ],
  [
    'the hash of a diff',
    (receipt) => {
      const diff = at(receipt.proposals, 0).diff;
      assert.ok(diff !== null);
      diff.sha256 = diff.sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    },
    { area: 'diff', proposal: 'gain-a', field: 'diff.sha256' },
  ],
  [
    'a tree',
    (receipt) => void (at(receipt.proposals, 0).tree = receipt.subject.tree),
    { area: 'proposal', proposal: 'gain-a', field: 'tree' },
  ],
  [
    'a decision',
    (receipt) => {
      const decision = decisionOn(receipt, 'slow');
      decision.decision = 'kept';
      decision.check = null;
    },
    { area: 'decision', proposal: 'slow', field: 'decision.decision' },
    { area: 'decision', proposal: 'slow', field: 'decision.check' },
  ],
  [
    'a number in a reason',
    (receipt) => {
      const decision = decisionOn(receipt, 'gain-a');
      decision.reason = decision.reason.replace(/-\d+/, '-90');
    },
    { area: 'decision', proposal: 'gain-a', field: 'decision.reason' },
  ],
  [
    'an interval',
    (receipt) => {
      const ratio = decisionOn(receipt, 'gain-a').metrics['alpha']?.['cost']?.ratio;
      assert.ok(ratio !== null && ratio !== undefined);
      ratio.lo *= 0.999_999;
    },
    {
      area: 'decision',
      proposal: 'gain-a',
      benchmark: 'alpha',
      field: 'decision.metrics.alpha.cost.ratio.lo',
    },
  ],
  [
    'a p-value',
    (receipt) => {
      const result = decisionOn(receipt, 'gain-b').metrics['beta']?.['cost'];
      assert.ok(result !== undefined);
      result.pValue = 0.01;
    },
    { area: 'decision', proposal: 'gain-b', field: 'decision.metrics.beta.cost.pValue' },
  ],
  [
    'the environment',
    (receipt) => void (receipt.environment.cores += 1),
    { area: 'environment', field: 'environment.cores' },
  ],
  [
    'a setting',
    (receipt) => void (receipt.settings.alpha = 0.5),
    { area: 'settings', field: 'settings.alpha' },
  ],
  [
    'a seed',
    (receipt) => void (receipt.seeds.holdout += 1),
    { area: 'settings', field: 'seeds.holdout' },
  ],
  [
    'the commit',
    (receipt) => void (receipt.commit = '0'.repeat(40)),
    { area: 'subject', field: 'commit' },
  ],
  [
    'the text of the suite',
    (receipt) => {
      const hash = receipt.subject.suite.configHash;
      receipt.blobs[hash] = SUITE.replace('test: sh test.sh', 'test: echo fine');
    },
    { area: 'samples', text: /^started .* was changed/ },
    { area: 'suite', field: 'files' },
  ],
  [
    'the files of the suite',
    (receipt) => void receipt.subject.suite.files.pop(),
    { area: 'suite', field: 'files', text: /frozen/ },
  ],
  [
    'the data of an event',
    (receipt) => {
      dataOf<{ pairsMax: number }>(receipt, 'started').pairsMax = 1_000;
    },
    { area: 'journal', field: 'started', text: /was changed after it was recorded/ },
    { area: 'settings', field: 'settings.pairsMax' },
  ],
  [
    'an event that was removed',
    (receipt) => void receipt.journal.events.splice(3, 1),
    { area: 'journal', text: /^Event 4 is missing before event 5/ },
  ],
  [
    'the last event that was removed',
    (receipt) => void receipt.journal.events.pop(),
    { area: 'journal', text: /does not end with its head/ },
  ],
  [
    'events in another order',
    (receipt) => {
      const { events } = receipt.journal;
      [events[2], events[3]] = [at(events, 3), at(events, 2)];
    },
    { area: 'journal', text: /^Event 3 .* is out of order/ },
  ],
  [
    'an event in place of another',
    (receipt) => {
      const { events } = receipt.journal;
      events[2] = { ...at(events, 3), seq: 3 };
    },
    { area: 'journal', text: /was changed after it was recorded/ },
    { area: 'journal', text: /one was put in its place/ },
  ],
  [
    'the head',
    (receipt) => void (receipt.journal.head = '0'.repeat(64)),
    { area: 'journal', text: /head/ },
  ],
  [
    'a content that was removed',
    (receipt) => {
      const { blob } = dataOf<{ blob: string }>(receipt, FIRST_BATCH);
      delete receipt.blobs[blob];
    },
    { area: 'samples', field: FIRST_BATCH, text: /missing from the receipt/ },
  ],
  [
    'a content that nothing refers to',
    (receipt) => void (receipt.blobs['f'.repeat(64)] = 'more'),
    { area: 'samples', text: /belongs to no event/ },
  ],
  [
    'a proposal that was removed',
    (receipt) => void receipt.proposals.splice(2, 1),
    { area: 'proposal', field: 'proposals' },
  ],
  [
    'the stack',
    (receipt) => {
      const result = receipt.stack?.metrics['alpha']?.['cost'];
      assert.ok(result !== undefined);
      result.verdict = 'unchanged';
    },
    { area: 'stack', field: 'stack.metrics.alpha.cost.verdict' },
  ],
];

for (const [what, tamper, ...named] of TAMPERED) {
  test(`names ${what}, with the old signature and with a new one`, async () => {
    const forged = copyOf(honest);
    tamper(forged);
    const unsigned = await checkReceipt(forged, known);
    assert.equal(unsigned.outcome, 'broken');
    assertNamed(unsigned, { area: 'signature' });
    const signed = await checkReceipt(resigned(forged), known);
    assert.equal(signed.outcome, 'broken');
    assert.equal(signed.signature.valid, true);
    for (const one of named) {
      assertNamed(unsigned, one);
      assertNamed(signed, one);
    }
  });
}

/** Tampering after which all hashes were made to agree again: only recomputing gives it away. */
const REHASHED: readonly (readonly [string, (receipt: Forged) => void, ...Named[]])[] = [
  [
    'the value of a sample',
    (receipt) =>
      changeSamples(receipt, lastBatch(receipt, 'measure/gain-a/alpha'), (samples) =>
        samples.map((one) => (one.side === 'base' ? one : { ...one, values: { cost: 9 } })),
      ),
    { area: 'number', proposal: 'gain-a', benchmark: 'alpha', field: 'cost.ratio.lo' },
    { area: 'number', proposal: 'gain-a', field: 'cost.candidate.median', text: /recomputed/ },
  ],
  [
    'a round that was removed',
    (receipt) =>
      changeSamples(receipt, lastBatch(receipt, 'measure/gain-a/alpha'), (samples) =>
        samples.filter(({ round }) => round !== at(samples, -1).round),
      ),
    { area: 'record', text: /went on to measure "measure\/gain-a\/alpha\/batch\/\d+"/ },
  ],
  [
    'swapped sides',
    (receipt) =>
      changeSamples(receipt, lastBatch(receipt, 'measure/slow/alpha'), (samples) =>
        samples.map((one) => ({ ...one, side: one.side === 'base' ? 'slow' : 'base' })),
      ),
    { area: 'number', proposal: 'slow', benchmark: 'alpha', field: 'cost.base.median' },
  ],
  [
    'a sample that is none',
    (receipt) =>
      changeSamples(receipt, FIRST_BATCH, (samples) =>
        samples.map((one) => ({ ...one, wallNs: -1 })),
      ),
    { area: 'record', text: /samples of measure\/gain-a\/alpha\/batch\/0.*wallNs/ },
  ],
  [
    'a decision',
    (receipt) => everywhere(receipt, 'slow', (one) => ({ ...one, decision: 'kept', check: null })),
    { area: 'decision', proposal: 'slow', field: 'decision', text: /"kept".*"rejected"/ },
    { area: 'decision', proposal: 'slow', field: 'check' },
  ],
  [
    'a number in a reason',
    (receipt) =>
      everywhere(receipt, 'gain-a', (one) => ({ ...one, reason: one.reason.replace('%', '0 %') })),
    { area: 'decision', proposal: 'gain-a', field: 'reason' },
  ],
  [
    'an adjusted p-value',
    (receipt) =>
      everywhere(receipt, 'gain-b', (one) => {
        const result = one.metrics['beta']?.['cost'];
        assert.ok(result !== undefined && result.pValue !== null);
        result.pValue /= 2;
        return one;
      }),
    { area: 'number', proposal: 'gain-b', benchmark: 'beta', field: 'cost.pValue' },
  ],
  [
    'a decision that changed after it was made',
    (receipt) =>
      change(receipt, 'result', (result: TryResult) => ({
        ...result,
        decisions: result.decisions.map((one) =>
          one.proposal === 'slow' ? { ...one, decision: 'needs-person' } : one,
        ),
      })),
    { area: 'decision', proposal: 'slow', text: /became "needs-person" after it was decided/ },
  ],
  [
    'the admission of what bends the suite',
    (receipt) =>
      change(receipt, 'checked/bent', (checked: object) => ({
        ...checked,
        admission: { kind: 'passed' },
      })),
    { area: 'proposal', proposal: 'bent', text: /hone\.yaml/ },
  ],
  [
    'the limits of the run',
    (receipt) => {
      dataOf<{ pairsMax: number }>(receipt, 'started').pairsMax = 400;
    },
    { area: 'record', text: /went on to measure/ },
  ],
  [
    'the text of the suite',
    (receipt) => {
      const hash = receipt.subject.suite.configHash;
      receipt.blobs[hash] = SUITE.replace('test: sh test.sh', 'test: echo fine');
    },
    { area: 'suite', field: 'files', text: /froze/ },
  ],
  [
    'what a commit adds to the stack',
    (receipt) =>
      change(receipt, 'result', (result: TryResult) => {
        const cost = result.stack?.contributions[1]?.metrics['beta']?.['cost'];
        assert.ok(cost !== undefined && cost.ratio !== null);
        cost.ratio.estimate /= 2;
        return result;
      }),
    { area: 'stack', proposal: 'gain-b', benchmark: 'beta', field: 'metrics.cost.ratio.estimate' },
  ],
  [
    'the stack as a whole',
    (receipt) =>
      change(receipt, 'result', (result: TryResult) => {
        const cost = result.stack?.metrics['alpha']?.['cost'];
        assert.ok(cost !== undefined);
        cost.pairs.confirmation += 1;
        return result;
      }),
    { area: 'stack', proposal: null, benchmark: 'alpha', field: 'metrics.cost.pairs.confirmation' },
  ],
];

/** Changes a decision in every place where the journal has it. */
function everywhere(receipt: Forged, name: string, work: (one: Decision) => Decision): void {
  const all = (decisions: readonly Decision[]): Decision[] =>
    decisions.map((one) => (one.proposal === name ? work(one) : one));
  change(receipt, 'decisions', (decisions: Decision[]) => all(decisions));
  change(receipt, 'stack', (stack: { decisions: Decision[] }) => ({
    ...stack,
    decisions: all(stack.decisions),
  }));
  change(receipt, 'result', (result: TryResult) => ({
    ...result,
    decisions: all(result.decisions),
  }));
}

for (const [what, tamper, ...named] of REHASHED) {
  test(`recomputing names ${what} although every hash agrees`, async () => {
    const forged = copyOf(honest);
    tamper(forged);
    const whole = what === 'a sample that is none' ? forged : rehashed(forged); // which has no plain fields
    const check = await checkReceipt(resigned(whole), known);
    assert.equal(check.outcome, 'broken');
    assert.equal(check.signature.valid, true);
    for (const one of named) {
      assertNamed(check, one);
    }
  });
}

test('a forgery that agrees with itself is signed by an unknown key, which is said', async () => {
  const check = await checkReceipt(signedBy(strangersKey(), copyOf(honest)), known);
  assert.equal(check.outcome, 'inconclusive');
  assert.equal(check.signature.valid, true);
  assert.equal(check.signature.signer, 'unknown');
  assert.deepEqual(check.findings, []);
  assert.match(check.remarks.join(' '), /key [0-9a-f]{64} is unknown here.*--key/);
});

test('a key that was put in place of the one that signed does not fit the signature', async () => {
  const forged = copyOf(honest);
  const { der, id } = strangersKey().publicKey;
  forged.signer = { algorithm: 'ed25519', keyId: id, publicKey: der.toString('base64') };
  const check = await checkReceipt(forged, known);
  assert.equal(check.outcome, 'broken');
  assertNamed(check, { area: 'signature', text: /is not one of key/ });
});

test('a key that is none, and one under the id of another, are named', async () => {
  const none = copyOf(honest);
  none.signer = { ...none.signer, publicKey: 'AAAA' };
  assertNamed(await checkReceipt(none, known), { area: 'signature', text: /none for ed25519/ });
  const other = copyOf(honest);
  other.signer = { ...other.signer, keyId: '0'.repeat(64) };
  assertNamed(await checkReceipt(other, known), { area: 'signature', text: /but it is/ });
});

test('under other statistics it says what it could not recompute', async () => {
  const next = honest.statistics + 1;
  for (const [statistics, words] of [
    [next, new RegExp(`was judged by version ${next} of the statistics`)],
    [0, /does not say by which version/],
  ] as const) {
    const other = { ...copyOf(honest), statistics };
    const started = dataOf<Started>(other, 'started');
    if (statistics === 0) {
      Reflect.deleteProperty(started, 'statistics'); // as an older hone recorded it
    } else {
      Object.assign(started, { statistics });
    }
    const check = await checkReceipt(resigned(rehashed(other)), known);
    assert.equal(check.outcome, 'inconclusive');
    assert.deepEqual(check.findings, []);
    assert.equal(check.statistics.recomputed, false);
    assert.match(check.remarks.join(' '), words);
    assert.match(check.remarks.join(' '), /intervals, p-values, verdicts, decisions/);
  }
});

function olderVersion(result: TryResult): TryResult {
  return { ...result, environment: { ...result.environment, hone: '0.0.1' } };
}

test('other words of another version are no tampering, other numbers are', async () => {
  const reworded = copyOf(honest);
  everywhere(reworded, 'slow', (one) => ({ ...one, reason: 'It is slower.' }));
  change(reworded, 'result', olderVersion);
  const check = await checkReceipt(resigned(rehashed(reworded)), known);
  assert.deepEqual(check.findings, []);
  assert.equal(check.outcome, 'holds');
  assert.match(check.remarks.join(' '), /1 sentences are worded differently/);
});
