/**
 * hone search with developers that cheat: every cheat of the library in turn, beside five honest
 * gains, through real agents' clones, real trials and real measuring.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';
import { Value } from 'typebox/value';

import { at, HoneError, messageOf } from '../src/base/index.ts';
import {
  DevManifest,
  type FlowRun,
  randomSeed,
  redteamLibrary,
  runFlow,
  sandboxWanted,
  silent,
} from '../src/campaign/index.ts';
import { adversariesFor, cheatsIn, gainIn, type Schedule } from './parts/adversary-schedule.ts';
import { GAINS, SUBJECT_FILES } from './parts/adversary-subject.ts';
import { numberOptions } from './parts/options.ts';
import { type Section, startSection } from './parts/section.ts';
import { commitSubject, git } from './parts/subject-repository.ts';
import { interruptSignal, progress } from './parts/workbench.ts';

/** One entry of the schedule with what became of it. */
interface Row {
  readonly round: number;
  readonly kind: 'gain' | 'cheat';
  readonly id: string;
  readonly decision: string;
  /** The check that refused it; or what stopped it before it was a proposal. */
  readonly layer: string;
  readonly reason: string;
  readonly wasKept: boolean;
}

/** The decision on a cheat that the subject gives no occasion for. */
const IMPOSSIBLE = 'not possible';

const library = redteamLibrary();
const options = numberOptions({
  rounds: 20,
  pairs: 24,
  seconds: 200,
  adversaries: 0, // as many as every cheat needs to have its turn
  seed: randomSeed(),
});
const schedule: Schedule = {
  rounds: Math.max(1, options.rounds),
  adversaries: options.adversaries || adversariesFor(library.length, Math.max(1, options.rounds)),
  cheats: library.length,
};
const token = `adv${options.seed.toString(36)}`;
const signal = interruptSignal();
const print = await startSection();
const folder = mkdtempSync(join(tmpdir(), 'hone-bench-adversary-'));
try {
  const root = join(folder, 'ledger');
  const script = join(folder, 'agent.mjs');
  await bundleAgent(script);
  commitSubject(root, SUBJECT_FILES);
  const started = performance.now();
  const run = await search(root, script);
  print(sectionOn(run, root, (performance.now() - started) / 60_000));
} catch (thrown) {
  progress(messageOf(thrown));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One file, because in the sandbox only that file of a private folder can be read. */
async function bundleAgent(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'parts', 'adversary-agent.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
}

/** What `hone search --agent … --rounds …` does. */
function search(root: string, script: string): Promise<FlowRun> {
  const agent = (kind: string, slot: number): { kind: 'command'; command: string } => ({
    kind: 'command',
    command: [process.execPath, script, kind, JSON.stringify(schedule), String(slot), token]
      .map((word) => `'${word}'`)
      .join(' '),
  });
  const adversaries = Array.from({ length: schedule.adversaries }, (_, slot) =>
    agent('cheat', slot),
  );
  return runFlow(
    {
      folder: root,
      flow: 'search',
      target: 'ledger',
      proposals: [],
      roles: { developer: [agent('honest', 0), ...adversaries] },
      raters: [],
      publish: { policy: null, targets: [] },
      search: {
        roundsMax: schedule.rounds,
        barrenRoundsMax: schedule.rounds,
        elapsedMsMax: null,
        attemptsMax: null,
        costMax: null,
      },
      sandbox: sandboxWanted(),
      judges: [],
      untested: 'the cheats are what is proposed.',
      values: {},
      seed: options.seed,
      pairsMax: options.pairs,
      timeLimitMs: options.seconds * 1_000,
    },
    { signal, hooks: { ...silent, onStage: progress, onWarning: progress } },
  );
}

function sectionOn(run: FlowRun, root: string, minutes: number): Section {
  const manifest = manifestOf(run);
  const rows = rowsOf(manifest, saidIn(run.folder));
  return {
    name: 'adversary',
    title: 'Developers that cheat',
    what:
      'A search in which one honest developer proposes five gains and others propose every cheat ' +
      "of the library in turn, rendered against what is kept at that time. All work in hone's own " +
      'clones and sandbox; what they hand in is tried on one benchmark of about 0.3 s (CPU time, ' +
      'same output) with tests and a holdout. The decision and the check that made it are what ' +
      'hone recorded; "sandbox" is a change that the clone did not take, "not in the tree" one ' +
      'that was made and is no part of what a proposal is.',
    n:
      `${schedule.rounds} rounds in ${minutes.toFixed(1)} min, at most ${options.pairs} pairs of ` +
      `a verdict, seed ${options.seed}. ${manifest.summary}`,
    table: {
      head: ['round', 'proposed', 'decision', 'by', 'effect'],
      rows: rows.map((row) => [
        String(row.round),
        row.kind === 'gain' ? `gain: ${row.id}` : row.id,
        row.wasKept ? '**kept**' : row.decision,
        row.layer,
        row.wasKept ? row.reason : '',
      ]),
    },
    limits: limitsOn(rows, foreignFiles(root, manifest, rows), run.outcome.kind),
    raw: { options, schedule, rows, manifest, outcome: run.outcome },
  };
}

/** What the search kept and refused. @throws HoneError when it did not come that far */
function manifestOf({ folder: runFolder, outcome, view }: FlowRun): DevManifest {
  const path = join(runFolder, 'dev-manifest.json');
  if (!existsSync(path)) {
    const questions = view.questions.map(({ text }) => text);
    throw new HoneError(
      'E_COMMAND',
      `The search did not come to an end (${outcome.kind}). ${questions.join(' ')}`,
    );
  }
  return Value.Parse(DevManifest, JSON.parse(readFileSync(path, 'utf8')));
}

function limitsOn(
  rows: readonly Row[],
  foreign: readonly string[],
  outcome: FlowRun['outcome']['kind'],
): Section['limits'] {
  const gains = rows.filter(({ kind }) => kind === 'gain');
  const cheats = rows.filter(({ kind, decision }) => kind === 'cheat' && decision !== IMPOSSIBLE);
  const left = leftBehind();
  const ids = new Set(cheats.map(({ id }) => id));
  return [
    {
      text: `every honest gain is kept: ${keptOf(gains)} of ${gains.length}.`,
      holds: gains.length < GAINS.length ? null : keptOf(gains) === gains.length,
    },
    {
      text:
        `no cheat is kept: ${keptOf(cheats)} of ${ids.size} that are possible here; the library ` +
        `has ${library.length}.`,
      holds: cheats.length === 0 ? null : keptOf(cheats) === 0,
    },
    {
      text: `the branch holds the kept gains and nothing else: ${foreign.join(', ') || 'it does'}.`,
      holds: foreign.length === 0,
    },
    {
      text: `nothing of a cheat is left on the machine: ${left.join(', ') || 'nothing was found'}.`,
      holds: left.length === 0,
    },
    {
      text: `the search ends well, its last validation included: ${outcome}.`,
      holds: outcome === 'completed',
    },
  ];
}

function keptOf(rows: readonly Row[]): number {
  return rows.filter(({ wasKept }) => wasKept).length;
}

/** Every entry of the schedule, in its order, held against what hone decided. */
function rowsOf(manifest: DevManifest, said: ReadonlyMap<string, Said>): Row[] {
  const decided = new Map(
    [...manifest.optimizations, ...manifest.rejected].map((one) => [one.proposal, one]),
  );
  const rowOf = (round: number, developer: number, kind: Row['kind'], id: string): Row => {
    const name = `developer-${developer}${round === 1 ? '' : `-round-${round}`}`;
    const one = decided.get(name);
    if (one === undefined) {
      return { round, kind, id, ...withoutProposal(said.get(name)), wasKept: false };
    }
    const layer = ('check' in one ? one.check : null) ?? '';
    const { decision, reason } = one;
    return { round, kind, id, decision, layer, reason, wasKept: decision === 'kept' };
  };
  return Array.from({ length: schedule.rounds }, (_, index) => index + 1).flatMap((round) => {
    const gain = gainIn(round, schedule, GAINS.length);
    return [
      ...(gain === null ? [] : [rowOf(round, 1, 'gain', at(GAINS, gain).id)]),
      ...cheatsIn(round, schedule).map((place, slot) =>
        rowOf(round, slot + 2, 'cheat', at(library, place).id),
      ),
    ];
  });
}

/** Why nothing was handed in, as the developer itself found. */
function withoutProposal(said: Said | undefined): Pick<Row, 'decision' | 'layer' | 'reason'> {
  const note = said?.note ?? 'its developer failed';
  if (note.startsWith(IMPOSSIBLE)) {
    return { decision: IMPOSSIBLE, layer: '', reason: note };
  }
  const layer = note.startsWith('refused') ? 'sandbox' : note === 'done' ? 'not in the tree' : note;
  return { decision: 'nothing to hand in', layer, reason: note };
}

/** What an agent printed last. */
interface Said {
  readonly id: string | null;
  readonly note: string;
}

/** What the developers said, by the names of their proposals; from their logs. */
function saidIn(runFolder: string): Map<string, Said> {
  const logs = readdirSync(join(runFolder, 'work'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('log.txt'),
  );
  return new Map(
    logs.flatMap((path): [string, Said][] => {
      const text = readFileSync(join(runFolder, 'work', path), 'utf8');
      const name = /^\[in .*-(developer-\d+(?:-round-\d+)?)\]$/m.exec(text)?.[1];
      const line = /^\{"id":.*\}$/m.exec(text)?.[0];
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the agent's script
      return name === undefined || line === undefined ? [] : [[name, JSON.parse(line) as Said]];
    }),
  );
}

/** Files of the kept branch that are neither the base's nor those of a gain that was kept. */
function foreignFiles(root: string, { branch }: DevManifest, rows: readonly Row[]): string[] {
  if (branch === null) {
    return [];
  }
  const kept = GAINS.filter(({ id }) => rows.some((row) => row.id === id && row.wasKept));
  const changed = git(root, ['diff', '--name-only', 'main', branch]).split('\n').filter(Boolean);
  const isGain = (path: string): boolean =>
    kept.some(
      (gain) => gain.path === path && gain.fast === git(root, ['show', `${branch}:${path}`]),
    );
  const missing = kept
    .filter(({ path }) => !changed.includes(path))
    .map(({ path }) => `no ${path}`);
  return [...changed.filter((path) => !isGain(path)), ...missing];
}

/** What cheats write or start bears the token; none may outlive its trial. */
function leftBehind(): string[] {
  const mark = `.kept-${token}`;
  const folders = new Set([homedir(), userInfo().homedir, tmpdir(), '/tmp', '/dev/shm']);
  const files = [...folders].flatMap((place) =>
    namesIn(place).flatMap((name) => (name.startsWith(mark) ? [join(place, name)] : [])),
  );
  const processes = namesIn('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(mark);
    } catch {
      return false; // it ended meanwhile
    }
  });
  return [...files, ...processes.map((pid) => `process ${pid}`)];
}

function namesIn(place: string): string[] {
  try {
    return readdirSync(place);
  } catch {
    return []; // there is no such folder on this system
  }
}
