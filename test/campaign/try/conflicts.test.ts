import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { at } from '../../../src/base/index.ts';
import { silent } from '../../../src/campaign/hooks.ts';
import { checkReceipt } from '../../../src/campaign/receipt/check-receipt.ts';
import { createReceipt } from '../../../src/campaign/receipt/create-receipt.ts';
import { openReceiptKey } from '../../../src/campaign/receipt/receipt-key.ts';
import { sha256Of } from '../../../src/campaign/receipt/receipt-body.ts';
import { verifyReceipt } from '../../../src/campaign/receipt/verify-receipt.ts';
import type { ProposalSource } from '../../../src/campaign/try/options.ts';
import type { Checked } from '../../../src/campaign/try/trial.ts';
import { tryProposals } from '../../../src/campaign/try/run-try.ts';
import type { Decision, OntoBase, Receipt, TryResult } from '../../../src/model/index.ts';
import { proposalText, tryHtml, tryMarkdown, tryText } from '../../../src/report/index.ts';
import { commitAll, git } from '../../cli/spawn-hone.ts';
import {
  change,
  changeSamples,
  copyOf,
  dataOf,
  type Forged,
  rehashed,
  signedBy,
} from '../receipt/forge.ts';
import { type ReceiptPlace, receiptPlace } from '../receipt/receipt-place.ts';

/** The cost is what the table says, so that a verdict takes no time. */
const FILES = {
  'hone.yaml': `version: 1
test: sh test.sh
benchmarks:
  - id: sum
    run: sh src/main.sh
    metrics: [{ name: cost, unit: count, direction: lower }]
    output: ignore
budgets: { pairs: 20, measure_time: 60s }
scope: { write: [src/**], frozen: [test.sh] }
`,
  'src/main.sh': `. ./src/table
cost=$((alpha + beta + gamma))
test "$cost" -le "$most" || cost=$most
echo "cost: $((cost * 10000 + $$ % 100))"
`,
  'src/table': 'alpha=100\n\n\n\nbeta=100\n\n\n\ngamma=100\n\n\n\nmost=1000\n',
  'test.sh': '. ./src/table; test "$alpha$gamma" != 5010\n',
};

/** The table with some of its numbers changed. */
function table(changes: Readonly<Record<string, number>>): string {
  return Object.entries(changes).reduce(
    (text, [name, value]) => text.replace(new RegExp(`^${name}=.*`, 'm'), `${name}=${value}`),
    FILES['src/table'],
  );
}

/** Changes a line that the first proposal changes too; asked again, it halves what is there. */
const COMMAND = `if test -n "$HONE_CONFLICT_FILE"; then
  cp "$HONE_CONFLICT_FILE" "$TOLD"
  sed -i 's/^alpha=50$/alpha=25/' src/table
else
  sed -i 's/^alpha=100$/alpha=30/' src/table
fi`;

let place: ReceiptPlace;
let result: TryResult;
let receipt: Receipt;

before(async () => {
  place = receiptPlace(FILES);
  process.env['TOLD'] = join(place.root, 'told.md');
  const patch = (name: string, changes: Readonly<Record<string, number>>): ProposalSource => ({
    kind: 'patch',
    path: place.patch(`${name}.patch`, 'src/table', table(changes)),
  });
  const { signal } = new AbortController();
  const [first, beside] = madeBefore(patch);
  result = await tryProposals(
    {
      folder: place.subject,
      base: null,
      proposals: [
        first,
        beside,
        patch('vanishes', { most: 230 }),
        patch('conflicts', { alpha: 40 }),
        patch('breaks', { gamma: 10 }),
        { kind: 'command', command: { kind: 'shell', text: COMMAND } },
        patch('again', { beta: 60 }),
      ],
      keep: true,
      seed: 7,
      pairsMax: 8,
      timeLimitMs: null,
      run: null,
    },
    { signal, hooks: silent },
  );
  ({ receipt } = await createReceipt(place.subject, null, { out: 'caller', signal }));
});
/** A branch and a patch from before the base, which has another line at the end of the table. */
function madeBefore(
  patch: (name: string, changes: Readonly<Record<string, number>>) => ProposalSource,
): [ProposalSource, ProposalSource] {
  const { subject } = place;
  const write = (text: string): void => writeFileSync(join(subject, 'src/table'), text);
  git(subject, ['switch', '-q', '-c', 'first']);
  write(table({ alpha: 50 }));
  commitAll(subject, 'first');
  git(subject, ['switch', '-q', 'main']);
  const beside = patch('beside', { beta: 60 });
  FILES['src/table'] += '\n\n\nspare=0\n';
  write(FILES['src/table']);
  commitAll(subject, 'the base');
  return [{ kind: 'revision', revision: 'first' }, beside];
}

after(() => {
  delete process.env['TOLD'];
  place.remove();
});

function decisionOn(name: string): Decision {
  return result.decisions.find((one) => one.proposal === name) ?? assert.fail(name);
}

test('a change of the same file that git can merge is measured on top, and kept', () => {
  const { decision, rebased, commit, next } = decisionOn('beside');
  assert.equal(decision, 'kept');
  assert.equal(next, undefined);
  assert.equal(rebased?.by, 'git');
  assert.equal(rebased.onto, decisionOn('first').commit);
  assert.equal(rebased.decision, 'kept');
  const { to, from } = rebased;
  assert.equal(git(place.subject, ['rev-parse', `${commit}^{tree}`]).trim(), to);
  assert.notEqual(from, to);
  const there = rebased.metrics['sum']?.['cost']?.ratio?.estimate ?? 0;
  assert.ok(Math.abs(there - 210 / 250) < 0.01, `${there} is against what was kept before`);
  assert.equal(decisionOn('first').rebased, undefined, 'the first is what was measured');
});

test('what is faster alone and not on top of the others waits, with both numbers', () => {
  const { decision, check, reason, rebased, headline } = decisionOn('vanishes');
  assert.deepEqual([decision, check], ['needs-person', 'stack']);
  assert.match(reason, /^Faster alone, but rebased onto what was kept before it: /);
  assert.equal(rebased?.decision, 'rejected');
  assert.equal(rebased.check, 'faster');
  assert.equal(headline?.benchmark, 'sum', 'the number alone stays');
});

test('what those before it had changed already waits, and nothing is said to have become of it', () => {
  const { decision, reason, rebased } = decisionOn('again');
  assert.equal(decision, 'needs-person');
  assert.match(reason, /^Faster alone, but rebased onto what was kept before it: It changes noth/);
  assert.deepEqual([rebased?.decision, rebased?.to], ['rejected', null]);
});

test('a patch that git can not merge, or that breaks the tests there, waits with what to type', () => {
  const conflicts = decisionOn('conflicts');
  assert.deepEqual([conflicts.decision, conflicts.check], ['needs-person', 'stack']);
  assert.deepEqual(conflicts.conflict, { paths: ['src/table'] });
  assert.equal(conflicts.rebased, undefined);
  const branch = `hone/${result.run}`;
  const path = join(place.root, 'conflicts.patch');
  assert.equal(
    conflicts.next,
    `git switch -c conflicts-rebased ${branch} && git apply --3way ${path}; resolve what ` +
      `conflicts and commit; then hone try --base ${branch} conflicts-rebased`,
  );
  const breaks = decisionOn('breaks');
  assert.match(breaks.reason, /^Faster alone, but on top of the kept stack: The tests of /);
  assert.equal(breaks.rebased?.check, 'tests');
  assert.match(breaks.next ?? '', /breaks\.patch/);
});

test('a command is asked once more, with the reason, on a clone of what was kept', () => {
  const { decision, rebased, reason } = decisionOn('command');
  assert.equal(decision, 'kept', reason);
  assert.equal(rebased?.by, 'proposer');
  assert.equal(rebased.onto, decisionOn('beside').commit);
  const told = readFileSync(join(place.root, 'told.md'), 'utf8');
  assert.match(told, /conflicts with what was kept before it in src\/table/);
  assert.match(told, /^-alpha=100\n\+alpha=30$/m);
  const kept = git(place.subject, ['show', `hone/${result.run}:src/table`]);
  assert.match(kept, /^alpha=25$/m);
  assert.match(kept, /^beta=60$/m);
  assert.deepEqual(git(place.subject, ['status', '--porcelain']), '');
});

test('what was made anew on top of others holds them, so they have no number without it', () => {
  const notes = result.stack?.contributions.map(({ proposal, note }) => [proposal, note !== null]);
  assert.deepEqual(notes, [
    ['first', true],
    ['beside', true],
    ['command', false],
  ]);
});

test('the receipt has both trees and all samples, and is recomputed whole', async () => {
  const known = { from: 'this-machine', keys: [openReceiptKey(place.subject).publicKey] } as const;
  const check = await checkReceipt(receipt, known);
  assert.deepEqual(check.findings, []);
  assert.equal(check.outcome, 'holds');
  const beside = receipt.proposals.find(({ name }) => name === 'beside');
  assert.equal(beside?.rebased?.tree, decisionOn('beside').rebased?.to);
  assert.match(beside?.rebased?.diff?.text ?? '', /^\+beta=60$/m);
  const { key, batches } = at(beside?.rebased?.measurements ?? [], 0);
  assert.equal(key, 'measure/beside~rebased/sum');

  const forged = copyOf(receipt);
  changeSamples(forged, `${key}/batch/${batches.length - 1}`, (samples) =>
    samples.map((one) =>
      one.side === 'base' ? one : { ...one, values: { ...one.values, cost: 1 } },
    ),
  );
  const broken = await checkReceipt(
    signedBy(openReceiptKey(place.subject), rehashed(forged)),
    known,
  );
  assert.equal(broken.outcome, 'broken');
  assert.ok(
    broken.findings.some(
      ({ proposal, field }) => proposal === 'beside' && field?.startsWith('rebased.') === true,
    ),
    JSON.stringify(broken.findings),
  );
});

test('a branch or a patch from before the base is judged as git rebased it, and both are recorded', () => {
  const { subject, root } = place;
  const rev = (name: string): string => git(subject, ['rev-parse', name]).trim();
  const [first, beside] = ['first', 'beside'].map((name) => ({
    ...(decisionOn(name).ontoBase ?? assert.fail(name)),
    proposal: receipt.proposals.find((one) => one.name === name) ?? assert.fail(name),
  }));
  assert.ok(first !== undefined && beside !== undefined);
  assert.deepEqual([first.by, first.fork, first.onto], ['git', rev('main~1'), result.base]);
  assert.deepEqual([first.from.commit, first.from.tree], [rev('first'), rev('first^{tree}')]);
  assert.notEqual(first.from.tree, first.to.tree);
  assert.equal(first.to.tree, rev(`${decisionOn('first').commit}^{tree}`));
  assert.deepEqual(beside.from, {
    commit: null,
    tree: null,
    diff: sha256Of(readFileSync(join(root, 'beside.patch'), 'utf8')),
  });
  for (const { from, to, proposal } of [first, beside]) {
    assert.notEqual(from.diff, to.diff);
    assert.deepEqual([proposal.handedIn?.sha256, proposal.diff?.sha256], [from.diff, to.diff]);
    assert.deepEqual(proposal.tree, to.tree);
  }
  assert.equal(decisionOn('conflicts').ontoBase, undefined, 'it was made on the base');
  const events = receipt.journal.events.filter(({ type }) => type === 'proposal.rebased');
  assert.deepEqual(
    events.map(({ key }) => key),
    ['onto-base/first', 'onto-base/beside'],
  );
});

test('what was said of a rebase onto the base is held against its diffs and trees', async () => {
  const owner = openReceiptKey(place.subject);
  const known = { from: 'this-machine', keys: [owner.publicKey] } as const;
  const foundIn = async (forged: Forged): Promise<string[]> => {
    const { findings } = await checkReceipt(signedBy(owner, forged), known);
    return findings.map(({ area, proposal, field }) => `${area} ${proposal} ${field}`);
  };
  const byText = copyOf(receipt);
  const { handedIn } = at(byText.proposals, 0);
  assert.ok(handedIn !== undefined);
  handedIn.text = handedIn.text.replace('+alpha=50', '+alpha=51');
  assert.deepEqual(await foundIn(byText), ['diff first handedIn.text']);

  const byEvent = copyOf(receipt);
  dataOf<OntoBase>(byEvent, 'onto-base/first').from.commit = result.base;
  assert.deepEqual(await foundIn(rehashed(byEvent)), ['proposal first ontoBase.from.commit']);

  const byRecord = copyOf(receipt);
  change<Checked>(byRecord, 'checked/first', (checked) => {
    const { collected } = checked;
    assert.ok(collected.kind === 'collected' && collected.handedIn !== undefined);
    return {
      ...checked,
      collected: { ...collected, handedIn: { ...collected.handedIn, fork: 'x' } },
    };
  });
  const fields = await foundIn(rehashed(byRecord));
  assert.deepEqual(fields, ['proposal first ontoBase.fork', 'decision first ontoBase.fork']);
});

test('measured again, what was rebased is measured as it was decided upon', async () => {
  const { root, subject } = place;
  const clone = join(root, 'clone');
  git(root, ['clone', '-q', '--single-branch', '-b', 'main', subject, clone]);
  const file = join(root, 'receipt.json');
  writeFileSync(file, JSON.stringify(receipt));
  const context = { signal: new AbortController().signal, hooks: silent };
  const { rerun } = await verifyReceipt({ file, keyFile: null, rerunIn: clone }, context);
  const found = rerun?.proposals ?? [];
  assert.deepEqual(
    found.map(({ proposal, outcome, onto }) => [proposal, outcome, onto]),
    [
      ['first', 'holds', undefined],
      ['beside', 'holds', decisionOn('first').commit],
      ['command', 'holds', decisionOn('beside').commit],
    ],
  );
  const [first, beside] = found;
  assert.match(first?.text ?? '', /^Measured as it was decided upon: as git rebased it onto the b/);
  assert.match(beside?.text ?? '', /^Measured as it was decided upon: rebased onto what was kept /);
  const ratio = beside?.here?.estimate ?? 0;
  assert.ok(Math.abs(ratio - 210 / 250) < 0.01, `${ratio} is against what was kept before`);
});

test('people read of it in the table, in what is shown of one, and in the commit', () => {
  const style = { color: false, width: 160, unicode: true };
  const text = tryText(result, style).replaceAll(/\s+/g, ' ');
  assert.match(text, /Rebased by git onto [0-9a-f]{10}, what was kept before it \(tree/);
  assert.match(text, /Proposed once more onto [0-9a-f]{10}/);
  assert.match(text, /Bring conflicts onto what was kept: git switch -c conflicts-rebased/);
  assert.match(
    text,
    /Handed in as commit [0-9a-f]{10}, which forked off at [0-9a-f]{10}; judged as git /,
  );
  const shown = proposalText(decisionOn('vanishes'), result, style).replaceAll(/\s+/g, ' ');
  assert.match(shown, /There, on the benchmarks of the suite/);
  assert.match(shown, /To go on: git switch -c vanishes-rebased/);
  const message = git(place.subject, [
    'log',
    '-1',
    '--format=%B',
    decisionOn('beside').commit ?? '',
  ]);
  assert.match(message, /Rebased by git/);
  assert.match(message, /Handed in as a patch of other contents than the base has; judged/);
  for (const page of [tryMarkdown(result), tryHtml(result)]) {
    assert.match(page, /forked off at [0-9a-f]{10}; judged as git rebased it onto/);
  }
});
