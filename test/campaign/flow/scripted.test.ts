import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import type { FlowRun } from '../../../src/campaign/flow/run-flow.ts';
import { suiteFrom } from '../../../src/campaign/read-suite.ts';
import { systemClock } from '../../../src/base/index.ts';
import { CodeReview, DevManifest, PublishRecord, RecoveryState } from '../../../src/model/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { basicPlan } from '../../../src/plan/index.ts';
import { git, type Place } from '../../cli/spawn-hone.ts';
import { CONFIG, FASTER, subject } from '../../cli/subject.ts';
import {
  answerIn,
  assertEnded,
  assertWaits,
  errorsOf,
  fileOf,
  inFlowPlace,
  prompts,
  resumeIn,
  runIn,
  script,
  textOf,
} from './flow-place.ts';

/** A plan as an agent would hand it in. */
function planScript(place: Place): string {
  const plan = basicPlan({
    planId: 'by-an-agent',
    subject: 'main.sh',
    suite: suiteFrom(CONFIG, 'hone.yaml').suite,
    baseline: null,
    now: '2026-01-31T14:25:01Z',
  });
  writeFileSync(join(place.root, 'plan.json'), JSON.stringify(plan));
  return script(
    place,
    'planner',
    `cp "${place.root}/plan.json" "$HONE_OUTPUT_DIR/plan-$HONE_RUN.json"
    echo '# Sleep less' > "$HONE_OUTPUT_DIR/plan-$HONE_RUN.md"`,
  );
}

/** Reads the hash of the plan from the rating that its prompt names. */
function architectScript(place: Place): string {
  return script(
    place,
    'stand-in-architect',
    `rating=$(sed -n 's/^- \\(.*-rating\\.json\\) .*/\\1/p' "$log-$n")
    hash=$(sed -n 's/.*"plan_hash": "\\([0-9a-f]*\\)".*/\\1/p' "$rating" | head -n 1)
    cat <<JSON
    {"plan_id": "by-an-agent", "plan_hash": "$hash", "reviewed_at": "2026-01-31T14:25:01Z",
     "reviewed_by": "stand-in", "verdict": "approved", "summary": "Sleeping less is safe.",
     "decisions": [{"step_number": 2, "decision": "approved", "reason": "It is local."}],
     "order": [1, 2], "constraints": [], "risks": []}
JSON`,
  );
}

/** Asks for changes the first time; its words are what the developer has to see. */
function reviewerScript(place: Place): string {
  return script(
    place,
    'reviewer',
    `manifest=$(sed -n 's/^- \\(.*dev-manifest\\.json\\) .*/\\1/p' "$log-$n")
    field() { sed -n "s/^  \\"$1\\": \\"\\([0-9a-f]*\\)\\".*/\\1/p" "$manifest"; }
    verdict=approved; findings='[]'; passed=true
    if [ $n -eq 1 ]; then
      verdict=changes-requested; passed=false
      findings='[{"severity": "major", "file": "src/main.sh", "line": 1,
        "finding": "The nap is gone without a word", "suggestion": "Leave a comment"}]'
    fi
    cat <<JSON
    {"run_id": "$HONE_RUN", "workflow": "performance", "base_commit": "$(field base_commit)",
     "reviewed_commit": "$(field stack_commit)", "reviewed_at": "2026-01-31T14:25:01Z",
     "reviewed_by": "reviewer", "attempt": $n, "summary": "Read line by line.",
     "verdict": "$verdict",
     "checks": [{"name": "commented", "passed": $passed, "message": "Looked for a comment."}],
     "findings": $findings}
JSON`,
  );
}

/** What each of three developers does in its clone. */
function developers(place: Place): string[] {
  const napping = script(
    place,
    'napping',
    `touch "${place.root}/napping"
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
      [ -e "${place.root}/idle" ] && break; sleep 0.1
    done
    [ -e "${place.root}/idle" ] || exit 1
    if grep -q 'Leave a comment' "$log-$n"; then echo '# naps less' > src/main.sh
    else : > src/main.sh; fi
    printf 'sleep 0.01\\necho done\\n' >> src/main.sh`,
  );
  const idle = script(
    place,
    'idle',
    `touch "${place.root}/idle"
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
      [ -e "${place.root}/napping" ] && break; sleep 0.1
    done
    [ -e "${place.root}/napping" ] || exit 1
    echo 'I found nothing to do'`,
  );
  const wrong = script(place, 'wrong', `printf 'echo other\\n' > src/main.sh`);
  return [napping, idle, wrong].map((command) => `developer=${command}`);
}

test(
  'every role by a command: the reviewer sends the work back, and three developers work at once',
  inFlowPlace(async (place) => {
    const { root } = subject(place);
    const main = git(root, ['rev-parse', 'main']).trim();
    const run = await runIn(root, {
      flow: 'performance',
      target: 'wait',
      roles: [
        `planner=${planScript(place)}`,
        `architect=${script(place, 'architect', 'echo "no such model" >&2; exit 1')}`,
        `performance-engineer=${architectScript(place)}`,
        ...developers(place),
        `code-reviewer=${reviewerScript(place)}`,
        `qa=${script(place, 'qa', 'echo never asked')}`,
      ],
    });
    assertEnded(run, 'completed');
    assert.equal(prompts(place, 'qa').length, 0, 'what can be computed is asked of nobody');
    assert.equal(prompts(place, 'architect').length, 1, 'a permanent error is one attempt');
    assertReturned(place, run);
    assertKept(root, run, main);
    const patches = globSync('proposals/*', { cwd: run.folder }).sort();
    assert.deepEqual(patches, ['proposals/developer-1.patch', 'proposals/developer-3.patch']);
    assert.equal(git(root, ['status', '--porcelain']), '', 'nobody touched the tree');
  }),
);

function assertReturned(place: Place, run: FlowRun): void {
  const [first, second, ...more] = prompts(place, 'napping');
  assert.deepEqual(more, []);
  assert.doesNotMatch(first ?? '', /Leave a comment/);
  assert.match(second ?? '', /src\/main\.sh:1: The nap is gone without a word Leave a comment/);
  assert.match(second ?? '', /- .*code-review-.*\.json \(step 4\)/);
  assert.equal(run.view.rewinds.length, 1);
  assert.equal(run.view.rewinds[0]?.gate, '2/gate');
  const { fallbacks, rewinds } = Value.Parse(RecoveryState, fileOf(run, 'recovery-state.json'));
  assert.deepEqual(
    fallbacks.map(({ step, fallback_agent }) => [step, fallback_agent]),
    [['2', 'performance-engineer']],
  );
  assert.equal(rewinds.length, 1);
  const returned = errorsOf(run).filter(({ step }) => step === '4');
  assert.match(returned[0]?.message ?? '', /Leave a comment/);
  const review = Value.Parse(CodeReview, fileOf(run, `code-review-${run.run}.json`));
  assert.equal(review.verdict, 'approved');
  assert.equal(review.attempt, 2);
}

function assertKept(root: string, run: FlowRun, main: string): void {
  const branch = `hone/${run.run}`;
  assert.equal(git(root, ['show', `${branch}:src/main.sh`]), `# naps less\n${FASTER}`);
  assert.equal(git(root, ['rev-parse', `${branch}~1`]).trim(), main, 'not on top of the refused');
  const manifest = Value.Parse(DevManifest, fileOf(run, 'dev-manifest.json'));
  assert.deepEqual(
    [...manifest.optimizations, ...manifest.rejected].map(({ proposal, decision }) => [
      proposal,
      decision,
    ]),
    [
      ['developer-1', 'kept'],
      ['developer-3', 'rejected'],
    ],
  );
}

function lastStates(run: FlowRun): string[] {
  assertEnded(run, 'completed');
  assert.ok(run.outcome.kind === 'completed');
  return run.outcome.result.steps.map(({ id, state }) => `${id} ${state}`).slice(-3);
}

/** A result as the store of a subject keeps it. */
function blobIn(root: string, sha256: string): string {
  const store = openStore(join(root, '.hone'), { clock: systemClock });
  try {
    return new TextDecoder().decode(store.getBlob(sha256));
  } finally {
    store.close();
  }
}

const UNREACHABLE = `${CONFIG}targets:
  - wait wall <= 1ms
`;

test(
  'a target that is missed takes the code back, and who goes on all the same is on record',
  inFlowPlace(async (place) => {
    const { root, patch } = subject(place, { 'hone.yaml': UNREACHABLE });
    const main = git(root, ['rev-parse', 'main']).trim();
    const proposals = [{ kind: 'patch' as const, path: patch('g.patch', 'src/main.sh', FASTER) }];
    const command = script(place, 'receiver', `[ -e "${place.root}/has-room" ] || exit 1`);
    const publish = { policy: null, targets: [{ kind: 'command' as const, command }] };
    const first = await runIn(root, { flow: 'performance', target: 'wait', proposals, publish });
    // Validation sent it back to 3, and a proposal that failed is no new idea.
    assertWaits(first, '3/escalation');
    assert.match(
      first.view.questions[0]?.text ?? '',
      /nothing new to try[^]*Step 5 had sent[^]*1 ms/,
    );
    assert.equal(first.view.rewinds[0]?.gate, '2/gate');
    const branch = `hone/${first.run}`;
    assert.equal(git(root, ['rev-parse', branch]).trim(), main, 'the code is as it was');
    assert.match(textOf(first, 'escalation.md'), /1 ms/);
    await answerIn(root, first.run, null, { choice: 'retry', reason: 'once more' });
    const second = await resumeIn(root, first.run);
    assertWaits(second, '5/escalation');
    await answerIn(root, first.run, null, { choice: 'override', reason: 'good enough', by: 'Eve' });
    const third = await resumeIn(root, first.run);
    assertWaits(third, '5.5/publish'); // the policy publishes by itself only what passed
    assert.match(third.view.questions[0]?.text ?? '', /overridden/);
    await answerIn(root, first.run, null, { choice: 'approve' });
    const fourth = await resumeIn(root, first.run);
    assert.deepEqual(lastStates(fourth), ['5 overridden', '5.5 failed', '6 passed']);
    writeFileSync(join(place.root, 'has-room'), '');
    const run = await resumeIn(root, first.run);
    assert.deepEqual(lastStates(run), ['5 overridden', '5.5 passed', '6 passed']);
    const sent = prompts(place, 'receiver').at(-1) ?? '';
    assert.match(sent, /"name":"performance-comparison.json"[^]*"name":"report.md"/);
    const { artifacts } = Value.Parse(PublishRecord, fileOf(run, 'publish-record.json'));
    const report = artifacts.find(({ path }) => path === 'report.md');
    assert.match(blobIn(root, report?.sha256 ?? ''), /Accepted risk:\*\* Eve[^]*good enough/);
    assert.equal(git(root, ['show', `${branch}:src/main.sh`]), FASTER);
    for (const file of ['recovery-state.json', 'gates/5.json', 'report.md']) {
      assert.match(textOf(run, file), /Eve[^]*good enough|good enough[^]*Eve/, file);
    }
    const review = readFileSync(join(run.folder, 'code-review-final.json'), 'utf8');
    assert.match(review, /Eve let step 5 pass: good enough/);
  }),
);
