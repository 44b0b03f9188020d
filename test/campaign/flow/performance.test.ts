import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

import type { FlowRun } from '../../../src/campaign/flow/run-flow.ts';
import { artifactStates, verifyRun } from '../../../src/campaign/flow/steer.ts';
import { withStore } from '../../../src/campaign/try/run-view.ts';
import type { RunEvent } from '../../../src/port/index.ts';
import {
  artifactKindOf,
  ArtifactRegistry,
  BaselineMetrics,
  BenchmarkResults,
  Checkpoint,
  DevManifest,
  GateResult,
  PerformanceComparison,
  PlanRating,
  PublishRecord,
  RecoveryState,
  RunRecord,
  TriedBacklog,
} from '../../../src/model/index.ts';
import { git, type Place, processesIn } from '../../cli/spawn-hone.ts';
import { BROKEN, FASTER, subject } from '../../cli/subject.ts';
import { keepReport, ownRow, reportOf, timed, wholeReport } from '../../plan/backlog/reports.ts';
import { assertEnded, fileOf, forkIn, inFlowPlace, resumeIn, runIn, textOf } from './flow-place.ts';

/** What every file of a run says first. */
const Written = Type.Object({ schema: Type.String(), run: Type.String() });

const STEPS = ['0', '0.1', '0.5', '1', '2', '3', '4', '5', '5.5', '6'];

interface Finished {
  readonly place: Place;
  readonly root: string;
  readonly run: FlowRun;
  readonly main: string;
}

/** From baseline to published result with what hone does itself, and two proposals. */
async function finishedRun(place: Place): Promise<Finished> {
  const { root, patch } = subject(place);
  const main = git(root, ['rev-parse', 'main']).trim();
  const proposals = [
    patch('gain.patch', 'src/main.sh', FASTER),
    patch('breaks.patch', 'src/main.sh', BROKEN),
  ];
  const row = { ...ownRow(1), benchmark: 'wait' };
  const location = { ...row.location, file: 'src/main.sh', line: 1, end_line: 2 };
  keepReport(root, wholeReport(main, reportOf([{ ...row, location }], [timed('wait', 60)])));
  const run = await runIn(root, {
    flow: 'performance',
    target: 'wait',
    proposals: proposals.map((path) => ({ kind: 'patch', path })),
    publish: {
      policy: null,
      targets: [
        { kind: 'folder', path: '../published' },
        { kind: 'git-branch', branch: 'results' },
        { kind: 'command', command: `sh -c 'ls > ${place.root}/command-ran'` },
      ],
    },
  });
  return { place, root, run, main };
}

test('the whole performance flow without any model', async (t) => {
  await inFlowPlace(async (place) => {
    const finished = await finishedRun(place);
    const check = (name: string, work: (finished: Finished) => void | Promise<void>) =>
      t.test(name, () => work(finished));
    await check('ends with every step passed', everyStepPassed);
    await check('leaves files that fit their schemas and a registry of them', filesAreSound);
    await check('leaves a gate file for each step, and nothing else there', gatesAreSound);
    await check('computes what it says from samples of this run', numbersAreSound);
    await check('holds what was measured against what was predicted', planIsHeld);
    await check('keeps the commit on a branch and the tree as it was', codeIsKept);
    await check('publishes the same files to every target', isPublished);
    await check('tells where it stands in files that agree', viewsAgree);
    await check('names what is edited by hand and counts what is recorded', editsAreNamed);
    await check('returns what it returned when it is resumed', resumesToTheSame);
    await check('is forked at a gate without measuring again', forksAtGate);
  })();
});

function everyStepPassed({ run }: Finished): void {
  assertEnded(run, 'completed');
  assert.ok(run.outcome.kind === 'completed');
  const { result } = run.outcome;
  assert.deepEqual(
    result.steps.map(({ id, state }) => [id, state]),
    STEPS.map((id) => [id, 'passed']),
  );
  assert.deepEqual(result.risks, []);
  assert.equal(result.complete, true);
  assert.ok(!existsSync(join(run.folder, 'errors.log')), 'nothing failed');
  assert.ok(!existsSync(join(run.folder, 'escalation.md')));
}

/** Files that the flow is about; the run's id stands for the plan's and the flow's. */
function expected(run: FlowRun): string[] {
  return [
    `plan-${run.run}.json`,
    `plan-${run.run}.md`,
    `plans/${run.run}-rating.json`,
    'roadmap.html',
    'architecture-notes.json',
    'architecture-notes.md',
    'baseline-metrics.json',
    'performance-analysis.json',
    'bottleneck-report.json',
    'optimization-architecture.json',
    'dev-manifest.json',
    `backlog-${run.run}.json`,
    `code-review-${run.run}.json`,
    'benchmark-results.json',
    'performance-comparison.json',
    'publish-record.json',
    'code-review-final.json',
  ].sort();
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function filesAreSound({ run, root }: Finished): void {
  const registry = Value.Parse(ArtifactRegistry, fileOf(run, 'artifact-registry.json'));
  assert.deepEqual(registry.artifacts.map(({ name }) => name).sort(), expected(run));
  for (const {
    name,
    path,
    sha256: hash,
    bytes,
    dependencies,
    schema,
    ...entry
  } of registry.artifacts) {
    const content = readFileSync(join(root, path));
    assert.equal(sha256(content), hash, name);
    assert.equal(content.length, bytes, name);
    assert.equal(entry.publishable, true, name);
    assert.equal(schema !== null, name.endsWith('.json'), name);
    assert.doesNotMatch(dependencies.join(' '), /\{\{|target/);
    const wasThere = !['publish-record.json', 'code-review-final.json'].includes(name);
    assert.equal(entry.publish_status, wasThere ? 'success' : null, name);
    assert.equal(entry.publish_targets.length, wasThere ? 3 : 0, name);
  }
  const files = globSync('**/*.json', { cwd: run.folder, exclude: ['work/**', 'published/**'] });
  assert.ok(files.length >= expected(run).length + STEPS.length);
  for (const file of files) {
    const kind = artifactKindOf(file);
    assert.ok(kind !== null, `${file} has a schema`);
    const document = Value.Parse(Written, fileOf(run, file));
    assert.equal(Value.Errors(kind.schema, document)[0], undefined, file);
    assert.equal(document.run, run.run, file);
    assert.doesNotMatch(JSON.stringify(document), /\{\{/, `${file} has all placeholders filled`);
  }
}

function planIsHeld({ run }: Finished): void {
  const tried = Value.Parse(TriedBacklog, fileOf(run, `backlog-${run.run}.json`));
  assert.deepEqual(
    tried.attempts.map(({ proposal, decision }) => [proposal, decision]),
    [
      ['gain', 'kept'],
      ['breaks', 'rejected'],
    ],
  );
  const [item] = tried.items;
  assert.equal(item?.status, 'kept');
  const [whole] = tried.validation?.metrics ?? [];
  assert.equal(tried.validation?.passed, true);
  assert.equal(whole?.expected.hi, item.expected.hi);
  assert.ok((whole.measured?.lo ?? 0) > 0.02, 'of all that was kept');
  assert.match(textOf(run, 'roadmap.html'), /measured once more as a whole and passed/);
  assert.match(textOf(run, 'report.md'), /How it is put together/);
}

function gatesAreSound({ run }: Finished): void {
  const files = globSync('gates/*', { cwd: run.folder }).sort();
  assert.deepEqual(files, STEPS.map((step) => `gates/${step}.json`).sort());
  const newest = new Map<string, string>();
  for (const step of STEPS) {
    const gate = Value.Parse(GateResult, fileOf(run, `gates/${step}.json`));
    assert.equal(gate.status, 'passed', step);
    assert.equal(gate.step, step);
    assert.ok(gate.validations.length > 0);
    for (const { path, sha256: hash } of gate.evidence) {
      newest.set(path, hash); // some are written again by a later step, which knows more
    }
  }
  for (const [path, hash] of newest) {
    assert.equal(sha256(readFileSync(join(run.folder, path))), hash, path);
  }
}

function numbersAreSound({ run, main }: Finished): void {
  const baseline = Value.Parse(BaselineMetrics, fileOf(run, 'baseline-metrics.json'));
  assert.equal(baseline.commit, main);
  const [wait] = baseline.benchmarks;
  assert.equal(wait?.benchmark, 'wait');
  assert.ok(baseline.samples.count >= 20);
  const manifest = Value.Parse(DevManifest, fileOf(run, 'dev-manifest.json'));
  assert.deepEqual(
    manifest.optimizations.map(({ proposal }) => proposal),
    ['gain'],
  );
  assert.deepEqual(
    manifest.rejected.map(({ proposal, check }) => [proposal, check]),
    [['breaks', 'tests']],
  );
  assert.deepEqual(manifest.files_modified, ['src/main.sh']);
  const comparison = Value.Parse(PerformanceComparison, fileOf(run, 'performance-comparison.json'));
  assert.equal(comparison.base_commit, main);
  assert.equal(comparison.candidate_commit, manifest.stack_commit);
  const wall = comparison.comparisons.find(({ metric }) => metric === 'wall');
  assert.equal(wall?.verdict, 'improved');
  const results = Value.Parse(BenchmarkResults, fileOf(run, 'benchmark-results.json'));
  assert.deepEqual(
    results.tests.map(({ passed }) => passed),
    [true],
  );
  assert.deepEqual(
    results.outputs.map(({ same }) => same),
    [true],
  );
  const rating = Value.Parse(PlanRating, fileOf(run, `plans/${run.run}-rating.json`));
  assert.ok((rating.overall_score ?? 0) >= 7);
  assert.equal(rating.attempt, 1);
}

function codeIsKept({ run, root, main }: Finished): void {
  assert.ok(run.outcome.kind === 'completed');
  const branch = `hone/${run.run}`;
  assert.equal(git(root, ['rev-parse', branch]).trim(), run.outcome.result.commit);
  assert.equal(git(root, ['rev-parse', `${branch}~1`]).trim(), main);
  assert.equal(git(root, ['show', `${branch}:src/main.sh`]), FASTER);
  assert.equal(git(root, ['rev-parse', 'main']).trim(), main);
  assert.equal(git(root, ['symbolic-ref', 'HEAD']).trim(), 'refs/heads/main');
  assert.equal(git(root, ['status', '--porcelain', '--ignored=no']), '');
}

function isPublished({ place, root, run }: Finished): void {
  const names = expected(run).filter((name) => !/^(?:publish-record|code-review-final)/.test(name));
  const record = Value.Parse(PublishRecord, fileOf(run, 'publish-record.json'));
  assert.equal(record.status, 'success');
  assert.deepEqual(record.targets.map(({ kind }) => kind).sort(), ['branch', 'command', 'folder']);
  const folder = globSync(`${place.root}/published/**/dev-manifest.json`);
  assert.equal(folder.length, 1);
  for (const name of names) {
    const own = readFileSync(join(run.folder, name), 'utf8');
    const [copy] = globSync(`${place.root}/published/**/${name}`);
    assert.equal(readFileSync(copy ?? '', 'utf8'), own, name);
    assert.equal(git(root, ['show', `results:runs/${run.run}/${name}`]), own, name);
  }
  assert.ok(existsSync(join(place.root, 'command-ran')));
}

function viewsAgree({ run }: Finished): void {
  const record = Value.Parse(RunRecord, fileOf(run, 'run.json'));
  assert.equal(record.status, 'completed');
  assert.deepEqual(record.task_queue, []);
  assert.ok(record.timestamps.ended_at !== null);
  const recovery = Value.Parse(RecoveryState, fileOf(run, 'recovery-state.json'));
  assert.equal(recovery.resumable, false);
  assert.deepEqual(recovery.completed_steps, STEPS);
  assert.deepEqual(recovery.failed_steps, []);
  const checkpoint = Value.Parse(Checkpoint, fileOf(run, 'checkpoint.json'));
  assert.equal(checkpoint.gate, '6/gate');
  assert.deepEqual(checkpoint.journal, recovery.journal);
  assert.match(textOf(run, 'report.md'), /Passed: 0, 0\.1, 0\.5, 1, 2, 3, 4, 5, 5\.5, 6/);
}

async function editsAreNamed({ run, root }: Finished): Promise<void> {
  const name = `plans/${run.run}-rating.json`;
  const before = textOf(run, name);
  writeFileSync(
    join(run.folder, name),
    before.replace(/"overall_score": [\d.]+/, '"overall_score": 10'),
  );
  const states = await withStore(root, AbortSignal.timeout(60_000), (store) => {
    assert.deepEqual(verifyRun(store, run.run), { run: run.run, damage: [] });
    return artifactStates(store, run.run);
  });
  assert.deepEqual(
    states.filter(({ state }) => state !== 'intact').map((state) => [state.name, state.state]),
    [[name, 'edited']],
  );
  assert.equal(states.length, expected(run).length);
  writeFileSync(join(run.folder, name), before);
}

async function resumesToTheSame({ run, root }: Finished): Promise<void> {
  const seen: RunEvent[] = [];
  const again = await resumeIn(root, run.run, seen);
  assert.deepEqual(again.outcome, run.outcome);
  assert.deepEqual(seen, []);
}

async function forksAtGate({ place, run, root }: Finished): Promise<void> {
  const fork = await forkIn(root, run.run, '5/gate');
  assertEnded(fork, 'completed');
  assert.ok(fork.outcome.kind === 'completed' && run.outcome.kind === 'completed');
  assert.equal(fork.outcome.result.commit, run.outcome.result.commit);
  assert.equal(git(root, ['rev-parse', `hone/${fork.run}`]).trim(), run.outcome.result.commit);
  assert.equal(fork.view.rewinds.length, 0);
  for (const name of ['performance-comparison.json', `plan-${run.run}.json`]) {
    assert.equal(textOf(fork, name), textOf(run, name));
  }
  const review = Value.Parse(Written, fileOf(fork, 'code-review-final.json'));
  assert.equal(review.run, fork.run);
  assert.deepEqual(processesIn(place), []);
}
