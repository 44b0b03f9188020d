import assert from 'node:assert/strict';
import { test } from 'node:test';

import { at, NS_PER_MS } from '../../../src/base/index.ts';
import { evidenceOn } from '../../../src/bench/measure/evidence.ts';
import { notesOn } from '../../../src/bench/measure/notes.ts';
import type { Note, Sample } from '../../../src/model/index.ts';
import { sampleOfProgram } from './simulated.ts';

const SIDES = { base: 'base', candidate: 'candidate' };
const PAIRS = 40;

interface Run {
  readonly wallMs: number;
  readonly cpuShare?: number;
  readonly rssBytes?: number;
  readonly ops?: number;
}

/** Samples of a confirmation from what each side's run in a round is. */
function confirmation(base: (round: number) => Run, candidate: (round: number) => Run): Sample[] {
  const one = (name: string, round: number, run: Run): Sample =>
    sampleOfProgram(
      {
        name,
        wallNs: run.wallMs * NS_PER_MS,
        cpuShare: run.cpuShare ?? 1,
        rssBytes: run.rssBytes ?? 5e7,
        values: { ops: run.ops ?? 1 },
      },
      { round, batch: { phase: 'confirmation', half: round < PAIRS / 2 ? 0 : 1 } },
    );
  return Array.from({ length: PAIRS }, (_, round) => [
    one('base', round, base(round)),
    one('candidate', round, candidate(round)),
  ]).flat();
}

function notesAbout(samples: readonly Sample[], metric = 'wall'): Note[] {
  const evidence = evidenceOn(samples, SIDES, metric);
  assert.ok(evidence !== null);
  const cpu = evidenceOn(samples, SIDES, 'cpu');
  const rss = evidenceOn(samples, SIDES, 'rss');
  return notesOn({ samples, sides: SIDES, evidence, minEffect: 0.02, cpu, rss });
}

function codes(samples: readonly Sample[], metric = 'wall'): string[] {
  return notesAbout(samples, metric).map(({ code }) => code);
}

/** A little noise of ± 1 % that does not follow the order of time. */
function jitter(round: number): number {
  return 1 + (((round * 37) % 21) - 10) / 1_000;
}

/** A side that changes nothing but the noise. */
function steady(round: number): Run {
  return { wallMs: 100 * jitter(round), ops: jitter(round) };
}

/** A side that is the same in every run. */
function always(run: Run): () => Run {
  return () => run;
}

test('a quiet measurement needs no note', () => {
  assert.deepEqual(codes(confirmation(steady, (round) => steady(round * 3 + 1))), []);
});

const noisyRun = (round: number): Run => ({ wallMs: 100 * (1 + ((round * 7) % 10) / 10) });

test('a wide interval names its width and how many times the pairs would do', () => {
  const notes = notesAbout(confirmation(noisyRun, (round) => noisyRun(round * 3 + 1)));
  const note = notes.find(({ code }) => code === 'noise');
  assert.match(note?.text ?? '', /±\d+\.\d % wide after 40 pairs/);
  assert.match(note?.advice ?? '', /about \d+ times the pairs/);
});

test('outliers are counted by side, in the metric that is judged', () => {
  const withOutliers = (round: number): Run =>
    round % 10 === 0 ? { wallMs: 500, ops: jitter(round) } : steady(round);
  const samples = confirmation(steady, withOutliers);
  const note = notesAbout(samples).find(({ code }) => code === 'outliers');
  assert.match(note?.text ?? '', /^4 of 40 samples of candidate lie/);
  assert.ok(!codes(samples, 'ops').includes('outliers'));
});

const heatingRun = (round: number): Run => ({ wallMs: 100 + round });

test('a base that gets slower all the time drifts', () => {
  const note = notesAbout(confirmation(heatingRun, heatingRun)).find(
    ({ code }) => code === 'drift',
  );
  assert.match(note?.text ?? '', /grew by about \d+\.\d %/);
});

const movedRun = (round: number): Run => ({
  wallMs: (round < PAIRS / 2 ? 100 : 120) * jitter(round * 3),
});

test('halves that differ are shown with both ratios', () => {
  const note = notesAbout(confirmation(steady, movedRun)).find(
    ({ code }) => code === 'halves-disagree',
  );
  assert.match(
    note?.text ?? '',
    /(0\.99|1\.00)\d in the first half and 1\.(19|20)\d in the second/,
  );
});

test('a command that takes under 5 ms is called short', () => {
  const short = always({ wallMs: 4.9 });
  const long = always({ wallMs: 5 });
  assert.ok(codes(confirmation(short, short)).includes('short'));
  assert.ok(!codes(confirmation(long, long)).includes('short'));
});

test('a command that waits is not called short for its CPU time', () => {
  const waiting = always({ wallMs: 1_000, cpuShare: 0.001 });
  const note = notesAbout(confirmation(waiting, waiting), 'cpu').find(
    ({ code }) => code === 'short',
  );
  assert.match(note?.text ?? '', /^The CPU time is under 5 ms/);
});

test('a wall gain without a CPU gain is pointed out, one with it is not', () => {
  const base = always({ wallMs: 100, cpuShare: 0.5 });
  const parallel = always({ wallMs: 50, cpuShare: 1 });
  const better = always({ wallMs: 50, cpuShare: 0.5 });
  assert.ok(codes(confirmation(base, parallel)).includes('no-cpu-gain'));
  assert.ok(!codes(confirmation(base, better)).includes('no-cpu-gain'));
});

test('memory that grew is pointed out unless memory is what was asked for', () => {
  const base = always({ wallMs: 100, rssBytes: 1e8 });
  const hungry = always({ wallMs: 100, rssBytes: 1.5e8 });
  assert.ok(codes(confirmation(base, hungry)).includes('more-memory'));
  assert.ok(!codes(confirmation(base, hungry), 'rss').includes('more-memory'));
});

const mostlyZero = (round: number): Run => ({ wallMs: 100, ops: round < 30 ? 0 : round });

test('a printed metric that is mostly zero gives no note with a number that is none', () => {
  for (const { text, advice } of notesAbout(confirmation(mostlyZero, mostlyZero), 'ops')) {
    assert.doesNotMatch(`${text} ${advice}`, /NaN|Infinity/);
  }
});

const awfulRun = (round: number): Run => ({ wallMs: 1 + (round % 10 === 0 ? 100 : round / 10) });

test('every note says what to do', () => {
  const notes = notesAbout(confirmation(awfulRun, (round) => awfulRun(PAIRS - round)));
  assert.ok(notes.length >= 3);
  assert.ok(notes.every(({ advice }) => advice !== null && advice.length > 20));
  assert.equal(new Set(notes.map(({ code }) => code)).size, notes.length);
  assert.notEqual(at(notes, 0).text, '');
});

test('what sides left behind is told with names, and that it was put back', () => {
  const samples = confirmation(steady, steady).map((sample, index) =>
    sample.side === 'candidate'
      ? { ...sample, wrote: { count: 1 + (index % 3), names: ['cache.json'] } }
      : sample,
  );
  const note = notesAbout(samples).find(({ code }) => code === 'wrote-files');
  assert.match(
    note?.text ?? '',
    /^candidate left up to 3 files in every run \(cache\.json\)\. All of it was put back/,
  );
  assert.ok(!codes(confirmation(steady, steady)).includes('wrote-files'));
});

test('a process that was busy beside the samples is told', () => {
  const samples = confirmation(steady, steady).map((sample, index) =>
    index === 9 ? { ...sample, bystanders: [{ name: 'hog (pid 7)', cores: 0.95 }] } : sample,
  );
  const note = notesAbout(samples).find(({ code }) => code === 'bystander');
  assert.match(
    note?.text ?? '',
    /hog \(pid 7\) kept 0\.9 cores busy|hog \(pid 7\) kept 1\.0 cores/,
  );
});
