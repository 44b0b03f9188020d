/**
 * Published packages with large generated inputs: hone's report, flame graph and plan, and its
 * largest function beside what Node's own tick profiler (`node --prof`) says.
 */
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { messageOf, writeFileAtomic } from '../src/base/index.ts';
import {
  COLLECTORS_DEFAULT,
  drawFlame,
  type KeptProfile,
  planSubject,
  profileSubject,
  silent,
} from '../src/campaign/index.ts';
import type { Bottleneck } from '../src/model/index.ts';
import { installPackages } from './parts/install-packages.ts';
import { nodeProf, type ProfFunction, type ProfReport } from './parts/node-prof.ts';
import { numberOptions } from './parts/options.ts';
import { PACKAGE_SUBJECTS, type PackageSubject, suiteFiles } from './parts/package-subjects.ts';
import { percent, startSection } from './parts/section.ts';
import { commitSubject } from './parts/subject-repository.ts';
import { interruptSignal, progress, wasInterrupted } from './parts/workbench.ts';

const TOP = 5;

/** Times the input of `hone redteam`'s benchmark, which takes about 0.1 s. */
const LARGER = { marked: 16, semver: 20 } as const;

interface Seen {
  readonly subject: PackageSubject;
  readonly inputBytes: number;
  readonly rows: readonly Bottleneck[];
  readonly prof: ProfReport;
  readonly plan: { readonly items: number; readonly refused: number; readonly first: string };
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

const options = numberOptions({ packages: PACKAGE_SUBJECTS.length, runs: 10, prof: 5, size: 1 });
const signal = interruptSignal();
const print = await startSection();
const hooks = { ...silent, onStage: progress, onWarning: progress };
const results = join(import.meta.dirname, 'results', 'profiled-packages');
const seen: Seen[] = [];
const failures: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'hone-bench-profiled-'));
process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
try {
  await runAll();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report();

async function runAll(): Promise<void> {
  const chosen = PACKAGE_SUBJECTS.slice(0, options.packages);
  progress(`installing ${chosen.length} packages`);
  await installPackages(folder, chosen.map(nameOf), signal);
  for (const subject of chosen) {
    try {
      seen.push(await look(subject));
    } catch (thrown) {
      failures.push(`${nameOf(subject)}: ${messageOf(thrown)}`);
      progress(failures.at(-1) ?? '');
      if (wasInterrupted(thrown)) {
        break;
      }
    }
  }
}

function nameOf({ name, version }: PackageSubject): string {
  return `${name}@${version}`;
}

/** What a user would do: profile, look at the picture, plan; then the other tool. */
async function look(subject: PackageSubject): Promise<Seen> {
  const root = join(folder, 'subjects', subject.name);
  cpSync(join(folder, 'node_modules', subject.name), root, { recursive: true });
  const times = (subject.name === 'marked' ? LARGER.marked : LARGER.semver) * options.size;
  const inputCount = Math.max(1, Math.round(subject.inputCount * times));
  commitSubject(root, suiteFiles({ ...subject, inputCount }));
  const kept = await profileSubject(
    {
      folder: root,
      benchmarks: [],
      command: null,
      from: [],
      sizes: null,
      collectors: COLLECTORS_DEFAULT,
      runsMax: options.runs,
      timeoutMs: null,
      revision: 'HEAD',
      metric: null,
    },
    { signal, hooks },
  );
  const into = join(results, nameOf(subject));
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  await flames(root, kept, into);
  const { plan } = await planSubject(
    { folder: root, benchmarks: [], profile: kept.id, effortUnit: 'attempts' },
    { signal, hooks },
  );
  keepTexts(kept.folder, into);
  const prof = await otherTool(root);
  const { items = [], refused = [] } = plan.backlog ?? {};
  return {
    subject,
    inputBytes: statSync(join(root, 'data/known.txt')).size,
    rows: kept.report.bottlenecks
      .filter(({ kind, location }) => kind === 'cpu' && location.owner !== 'runtime')
      .slice(0, TOP),
    prof: { ...prof, functions: prof.functions.filter(isOwn).slice(0, TOP) },
    plan: { items: items.length, refused: refused.length, first: items[0]?.title ?? 'nothing' },
    files: readdirSync(into).map((name) => ({
      path: relative(join(import.meta.dirname, '..'), join(into, name)),
      bytes: statSync(join(into, name)).size,
    })),
  };
}

/** Most of Node's own functions run before hone's profiler starts, so they are in one list only. */
function isOwn({ file }: ProfFunction): boolean {
  return !file.startsWith('node:');
}

async function flames(root: string, kept: KeptProfile, into: string): Promise<void> {
  for (const format of ['html', 'svg', 'speedscope'] as const) {
    const { text } = await drawFlame(
      { folder: root, profile: kept.id, before: null, benchmark: null, file: null, format },
      signal,
    );
    writeFileAtomic(
      join(into, `flame.${format === 'speedscope' ? 'speedscope.json' : format}`),
      text,
    );
  }
}

/** Reports and plans; raw profiles stay where they are removed. */
function keepTexts(from: string, into: string): void {
  readdirSync(from)
    .filter((name) => /\.(?:json|md|html)$/.test(name) && name !== 'origin.json')
    .forEach((name) => copyFileSync(join(from, name), join(into, name)));
}

/** The same program on the same input, in the repository itself. */
async function otherTool(root: string): Promise<ProfReport> {
  progress('running node --prof');
  const make = ['suite/generate.mjs', '--seed', '7', '--out', 'data/known.txt'];
  execFileSync(process.execPath, make, { cwd: root, timeout: 60_000 });
  const words = ['suite/run.mjs', 'data/known.txt'];
  return nodeProf(words, root, { runs: options.prof, scratch: folder, signal });
}

function sameFunction({ location }: Bottleneck, other: ProfFunction): boolean {
  return location.file === other.file && location.line === other.line;
}

/** `same`; `tie` when its first is one that hone can't tell from its own first; or `differs`. */
function agreement({ rows, prof }: Seen): 'same' | 'tie' | 'differs' {
  const [first] = prof.functions;
  const [top] = rows;
  if (first === undefined || top === undefined) {
    return 'differs';
  }
  if (sameFunction(top, first)) {
    return 'same';
  }
  return rows.some((row) => row.rank === 1 && sameFunction(row, first)) ? 'tie' : 'differs';
}

function report(): void {
  print({
    name: 'profiled-packages',
    title: 'Published packages, profiled',
    what:
      'Packages that nobody here wrote on large generated inputs, as a user would look at them: ' +
      '`hone profile`, `hone flame`, `hone plan`. Beside it `node --prof`, which samples with ' +
      "another mechanism of V8 (a tick log), with `--prof-process`'s own bottom-up tree: ticks of " +
      'builtins and unknown addresses count for the function that called them. Shares of hone are ' +
      'actionable shares with 95 % intervals, those of the other are of all its ticks. Functions of ' +
      'Node itself are left out of both lists.',
    n: seen.map(sampleText).join('; '),
    table: {
      head: ['package', '#', 'hone', 'share', 'node --prof', 'ticks'],
      rows: seen.flatMap(tableRows),
    },
    limits: [
      ...seen.map(agreementLimit),
      ...seen.map(({ subject, plan, files }) => ({
        text:
          `report, flame graph and plan of ${nameOf(subject)} were written: ` +
          `${files.map(({ path, bytes }) => `${path} (${Math.ceil(bytes / 1_024)} KiB)`).join(', ')}. ` +
          `The plan has ${plan.items} items, first "${plan.first}", and refuses ${plan.refused}.`,
        holds: ['report', 'flame', 'plan'].every((part) =>
          files.some(({ path, bytes }) => path.includes(part) && bytes > 0),
        ),
      })),
      ...failures.map((failure) => ({ text: failure, holds: null })),
    ],
    raw: { options, seen, failures },
  });
}

function sampleText({ subject, inputBytes, rows, prof }: Seen): string {
  return (
    `${nameOf(subject)} on ${Math.round(inputBytes / 1_024)} KiB, ${rows[0]?.runs ?? 0} profiled ` +
    `runs, ${prof.ticks} ticks in ${options.prof} runs of node --prof`
  );
}

function tableRows({ subject, rows, prof }: Seen): string[][] {
  return Array.from({ length: TOP }, (_, index) => {
    const [row, other] = [rows[index], prof.functions[index]];
    const share = row?.share.actionable;
    return [
      index === 0 ? nameOf(subject) : '',
      String(index + 1),
      row === undefined ? '-' : placeOf({ ...row.location, name: row.location.function }),
      share === undefined
        ? '-'
        : `${percent(share.estimate)} (${percent(share.lo ?? 0)} to ${percent(share.hi ?? 1)})`,
      other === undefined ? '-' : placeOf(other),
      other === undefined ? '-' : percent(other.ticks / prof.ticks),
    ];
  });
}

function placeOf(place: { name: string; file: string | null; line: number | null }): string {
  return `${place.name} (${place.file ?? '?'}:${place.line ?? '?'})`;
}

function agreementLimit(one: Seen): { text: string; holds: boolean | null } {
  const { rows, prof, subject } = one;
  const common = rows.filter((row) => prof.functions.some((each) => sameFunction(row, each)));
  const kind = agreement(one);
  const words = {
    same: 'the same function is first in both',
    tie: "node --prof's first is one that hone can't tell from its own first",
    differs: 'another function is first',
  };
  return {
    text:
      `node --prof agrees on the top function of ${nameOf(subject)}: ${words[kind]}; ` +
      `${common.length} of the first ${TOP} are in both.`,
    holds: rows.length === 0 || prof.functions.length === 0 ? null : kind !== 'differs',
  };
}
