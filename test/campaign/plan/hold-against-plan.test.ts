import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { HoneError } from '../../../src/base/index.ts';
import { holdAgainstPlan } from '../../../src/campaign/plan/hold-against-plan.ts';
import { shownPlan } from '../../../src/campaign/plan/checked-plan.ts';
import { planSubject } from '../../../src/campaign/plan/plan-subject.ts';
import { setInPlan } from '../../../src/campaign/plan/set-in-plan.ts';
import { keptProfile } from '../../../src/campaign/profile/kept-profiles.ts';
import { silent } from '../../../src/campaign/hooks.ts';
import { type Decision, TriedBacklog, type TryResult } from '../../../src/model/index.ts';
import { git, inPlace, type Place } from '../../cli/spawn-hone.ts';
import { subject } from '../../cli/subject.ts';
import { keepReport, ownRow, reportOf, timed, wholeReport } from '../../plan/backlog/reports.ts';
import { metricResult, ratio } from '../../report/ratios.ts';
import { tryResult } from '../../report/results.ts';

const { signal } = new AbortController();

/** A repository with a plan of two items. */
async function planned(place: Place) {
  const { root } = subject(place);
  const rows = [1, 3].map((number) => ({ ...ownRow(number), benchmark: 'wait' }));
  const commit = git(root, ['rev-parse', 'HEAD']).trim();
  const folder = keepReport(root, wholeReport(commit, reportOf(rows, [timed('wait', 60)])));
  const wanted = { folder: root, benchmarks: [], profile: null, effortUnit: 'attempts' as const };
  const made = await planSubject(wanted, { signal, hooks: silent });
  return { root, folder, commit, made, items: made.plan.backlog?.items ?? [] };
}

function result(base: string, decisions: readonly Partial<Decision>[], more = {}): TryResult {
  const whole = tryResult();
  const [first] = whole.decisions;
  assert.ok(first !== undefined);
  const own = decisions.map((one) => ({ ...first, ...one }));
  return { ...whole, run: '20260314-092653-bbbb', base, decisions: own, ...more };
}

test(
  'what hone try decided stands beside the plan, again after a second run and after hone plan set',
  inPlace(async (place) => {
    const { root, folder, commit, made, items } = await planned(place);
    const wait = {
      wall: metricResult({
        ratio: ratio(0.9, 0.85, 0.95),
        pairs: { screening: 10, confirmation: 40 },
        direction: 'lower',
      }),
    };
    const kept = {
      proposal: 'set',
      title: `Use a set [${items[0]?.id ?? ''}]`,
      decision: 'kept' as const,
      commit: 'a'.repeat(40),
      metrics: { wait },
    };
    const rows = () => keptProfile(dirname(folder), null).report.bottlenecks;
    assert.deepEqual(
      rows().map(({ status, reach }) => [status, reach]),
      [
        ['planned', 1],
        ['planned', 1],
      ],
    );
    const held = await holdAgainstPlan(root, result(commit, [kept]), signal);
    assert.equal(rows()[0]?.status, 'fixed');
    assert.equal(rows()[0]?.realised?.gain.estimate.toFixed(3), '0.900');
    const scores = made.plan.backlog?.items.map(({ rice }) => rice.score);
    assert.deepEqual(
      rows().map(({ rice_score: score }) => score),
      scores,
    );
    assert.equal(held?.attempts[0]?.decision, 'kept');
    const rejected = {
      proposal: 'other',
      title: `Sort it [${items[1]?.id ?? ''}]`,
      decision: 'rejected' as const,
      commit: null,
      metrics: {},
    };
    const second = result('b'.repeat(40), [rejected, { title: 'something else' }], {
      run: '20260314-092653-cccc',
    });
    await holdAgainstPlan(root, second, signal);
    await holdAgainstPlan(root, second, signal); // as after hone resume
    const path = join(folder, `backlog-${made.id}.json`);
    const read = (): TriedBacklog =>
      Value.Parse(TriedBacklog, JSON.parse(readFileSync(path, 'utf8')));
    assert.deepEqual(
      read().attempts.map(({ proposal }) => proposal),
      ['set', 'other'],
    );
    assert.deepEqual(read().unmatched, [], 'another base says nothing about what has no name');
    assert.deepEqual(
      read().items.map(({ status }) => status),
      ['kept', 'rejected'],
    );
    assert.equal(read().items[0]?.realised?.estimate.toFixed(3), '0.100');

    const named = { folder: root, plan: null, reason: 'a public format', by: 'ana' };
    await setInPlan({ ...named, item: '1', field: 'depends', value: '2' }, signal);
    assert.deepEqual(
      read().items.map(({ status }) => status),
      ['rejected', 'kept'],
      'the other one comes first now',
    );
    const shown = await shownPlan(root, null, signal);
    assert.equal(shown.tried?.attempts.length, 2);
    assert.deepEqual(shown.findings, []);
    assert.match(readFileSync(join(folder, 'roadmap.html'), 'utf8'), /Predicted and realised/);
    assert.match(readFileSync(join(folder, `plan-${made.id}.md`), 'utf8'), /\| 2 \|.*\| kept \|/);
  }),
);

test(
  'what is about no item, or was judged by another suite, leaves the plan as it is',
  inPlace(async (place) => {
    const { root, folder, commit, made, items } = await planned(place);
    assert.equal(await holdAgainstPlan(root, result(commit, [{ title: 'no name' }]), signal), null);
    const path = join(folder, `plan-${made.id}.json`);
    assert.ok(!existsSync(join(folder, `backlog-${made.id}.json`)));
    const other = { ...made.plan, suiteHash: '1'.repeat(64) };
    writeFileSync(path, JSON.stringify(other));
    const named = { title: `Use a set [${items[0]?.id ?? ''}]` };
    assert.equal(await holdAgainstPlan(root, result(commit, [named]), signal), null);
    assert.ok(!existsSync(join(folder, `backlog-${made.id}.json`)));
    const { findings } = await shownPlan(root, null, signal);
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['suite-changed'],
    );
    const report = { ...wholeReport(commit, reportOf([], [timed('wait', 60)])) };
    const before = readdirSync(keepReport(root, { ...report, suiteHash: 'f'.repeat(64) }));
    const wanted = { folder: root, benchmarks: [], effortUnit: 'attempts' as const };
    await assert.rejects(
      planSubject({ ...wanted, profile: report.run }, { signal, hooks: silent }),
      (thrown) =>
        thrown instanceof HoneError &&
        thrown.code === 'E_SUITE_CHANGED' &&
        /taken with another suite \(ffffffffffff, now [0-9a-f]{12}\)/.test(thrown.message),
    );
    assert.deepEqual(readdirSync(folder), before, 'no plan is made');
  }),
);

test(
  'dependencies in circles and on unknown items are refused, and nothing is changed',
  inPlace(async (place) => {
    const { root, folder, made } = await planned(place);
    const before = readFileSync(join(folder, `plan-${made.id}.json`), 'utf8');
    const set = (item: string, value: string) =>
      setInPlan(
        { folder: root, plan: null, item, field: 'depends', value, reason: 'so', by: null },
        signal,
      );
    await assert.rejects(set('1', '1'), /can't come after itself/);
    await assert.rejects(set('1', '2,nope'), /has no item "nope"/);
    await assert.rejects(set('1', '2,,'), /write ranks or ids/);
    assert.equal(readFileSync(join(folder, `plan-${made.id}.json`), 'utf8'), before);
    const { item } = await set('2', '1');
    await assert.rejects(set('1', item.id), /wait for each other/);
    assert.equal((await set(item.id, 'none')).item.dependencies.length, 0);
  }),
);
