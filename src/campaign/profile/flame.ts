import { resolve } from 'node:path';

import { HoneError } from '../../base/index.ts';
import { openRepository } from '../../git/index.ts';
import type { ProfiledWorkload } from '../../model/index.ts';
import {
  functionIndex,
  functionShares,
  type Profile,
  profileDiff,
  type SourceOf,
  subjectFile,
  weighingsOf,
  type WeighedRun,
  weighRun,
  withInlinedCode,
  withSourceMaps,
} from '../../profile/index.ts';
import {
  differentialFlame,
  flameChanges,
  flameHtml,
  flameSvg,
  flameTree,
  type FlameSide,
  type FlameView,
  speedscopeJson,
} from '../../report/index.ts';
import { HONE_VERSION } from '../version.ts';
import { spansReader } from './code-spans.ts';
import { committedSources } from './committed-sources.ts';
import { type KeptProfile, keptProfile, originOf, profilesFolder } from './kept-profiles.ts';
import { asWritten, keptRuns } from './kept-runs.ts';
import { readProfileFile } from './read-run.ts';
import { sourceMapReader, sourceReader } from './source-map-files.ts';

/** What is drawn. */
export interface FlameRequest {
  readonly folder: string;
  /** A kept profile; null for the newest. */
  readonly profile: string | null;
  /** A kept profile before it, for what changed; null to draw one alone. */
  readonly before: string | null;
  /** Null for the first that was profiled. */
  readonly benchmark: string | null;
  /** A profile of another tool instead of a kept one; null without. */
  readonly file: string | null;
  readonly format: 'html' | 'svg' | 'speedscope';
}

/** A picture as text, and what has to be said about it. */
export interface DrawnFlame {
  readonly text: string;
  /** What was drawn, for file names: letters, digits, dots and dashes. */
  readonly name: string;
  readonly notes: readonly string[];
}

/** One side with all that was recorded. */
interface Side extends FlameSide {
  readonly allocation: readonly (readonly Profile[])[];
  readonly weighed: readonly WeighedRun[];
  /** Of the checkout that ran. */
  readonly root: string;
  readonly title: string;
  readonly kicker: string;
  readonly name: string;
}

/**
 * A flame graph of a kept profile, of the difference between two, or of a file.
 *
 * @throws HoneError E_NOT_FOUND for what is not kept or has no raw profiles, E_FORMAT, E_USAGE
 */
export async function drawFlame(request: FlameRequest, signal: AbortSignal): Promise<DrawnFlame> {
  const after = await sideOf(request, request.profile, signal);
  const before = request.before === null ? null : await sideOf(request, request.before, signal);
  if (request.format === 'speedscope') {
    const exporter = `hone ${HONE_VERSION}`;
    const run = (after.runs[0] ?? []).map((profile) => withSubjectFiles(profile, after.root));
    const { json, notes } = speedscopeJson(run, { name: after.title, exporter });
    return { text: json, name: after.name, notes };
  }
  const views = before === null ? viewsOf(after) : changeViews(before, after);
  const [first] = views;
  if (first === undefined) {
    throw new HoneError('E_NOT_FOUND', `${after.title} holds nothing that could be drawn.`);
  }
  const { title, kicker, name } = after;
  const text =
    request.format === 'svg'
      ? flameSvg(first.tree, { title })
      : flameHtml({ title, kicker, views, dataFile: `${name}.json` });
  return { text, name, notes: first.tree.notes };
}

/** Where a checkout lay says nothing to who reads the file elsewhere. */
function withSubjectFiles(profile: Profile, root: string): Profile {
  const frames = profile.frames.map((frame) => ({
    ...frame,
    file: subjectFile(frame.file, root),
  }));
  return { ...profile, frames };
}

function viewsOf(side: Side): FlameView[] {
  const { runs, index, sourceOf, allocation, weighed } = side;
  const weighings =
    weighingsOf(weighed, 'critical-thread-wall') ?? weighingsOf(weighed, 'process-cpu') ?? [];
  const shares = new Map(
    functionShares(weighings, () => true, index.functions.length).map(
      ({ number, actionable }) => [number, actionable] as const,
    ),
  );
  const gc = flameTree({ runs, index, sourceOf }, { only: 'gc' });
  return [
    { label: 'CPU', tree: flameTree({ runs, index, sourceOf }, { shares }) },
    ...(allocation.length === 0
      ? []
      : [{ label: 'Allocation', tree: flameTree({ runs: allocation, index, sourceOf }) }]),
    ...((gc.nodes.total[0] ?? 0) > 0 ? [{ label: 'GC', tree: gc }] : []),
  ];
}

function changeViews(before: Side, after: Side): FlameView[] {
  const diffSide = ({ index, weighed, sourceOf }: Side) => ({
    index,
    runs: weighed,
    cpuNs: null,
    sourceOf,
  });
  const changes = flameChanges(profileDiff(diffSide(before), diffSide(after)));
  return [{ label: 'What changed', tree: differentialFlame(before, after, changes) }];
}

async function sideOf(
  request: FlameRequest,
  id: string | null,
  signal: AbortSignal,
): Promise<Side> {
  if (request.file !== null) {
    return sideOfFile(request.file, request.folder);
  }
  const kept = keptProfile(await profilesFolder(request.folder, signal), id);
  const workload = workloadIn(kept, request.benchmark);
  const origin = originOf(kept);
  const raw = origin === null ? [] : keptRuns(kept, origin, workload, 'time');
  if (origin === null || raw.length === 0) {
    throw new HoneError(
      'E_NOT_FOUND',
      `Profile ${kept.id} has no raw profiles of ${workload.benchmark} that could be drawn. ` +
        '"hone profile" records them; a file of another tool is drawn with --from.',
    );
  }
  const index = functionIndex(origin.subject);
  const { commit, created_at: at } = kept.report;
  const sourcesOf = await sourcesFor(request.folder, commit, origin.subject.root, signal);
  const { runs, sourceOf } = await asWritten(kept, origin, raw, sourcesOf);
  const bytes = keptRuns(kept, origin, workload, 'allocation');
  const { runs: allocation } = await asWritten(kept, origin, bytes, sourcesOf);
  return {
    runs,
    allocation,
    weighed: runs.map((cpu) => weighRun({ cpu, allocation: [] }, index)),
    index,
    sourceOf,
    root: origin.subject.root,
    title: workload.command,
    kicker: `${workload.benchmark} · ${commit?.slice(0, 10) ?? 'no commit'} · ${at}`,
    name: `flame-${workload.benchmark.replaceAll(/[^\w.-]/g, '_')}-${kept.id}`,
  };
}

/** Texts as they were committed; of a program that is in no commit, as they are now. */
async function sourcesFor(
  folder: string,
  commit: string | null,
  root: string,
  signal: AbortSignal,
): Promise<(files: ReadonlySet<string>) => Promise<SourceOf>> {
  if (commit === null) {
    const sourceOf = sourceReader(root);
    return () => Promise.resolve(sourceOf);
  }
  const repository = await openRepository(folder, { signal });
  return (files) => committedSources(repository, commit, files, signal);
}

function sideOfFile(path: string, folder: string): Side {
  const root = resolve(folder);
  const subject = { root, packageName: null, dependencies: [], workspaces: [] };
  const index = functionIndex(subject);
  const sourceOf = sourceReader(root);
  const [first] = readProfileFile(path).profiles;
  if (first === undefined) {
    throw new HoneError('E_FORMAT', `${path} holds no profile.`);
  }
  const inlined = withInlinedCode(first.profile, spansReader(root, sourceOf));
  const { profile } = withSourceMaps(inlined, sourceMapReader(root));
  return {
    runs: [[profile]],
    allocation: [],
    weighed: [weighRun({ cpu: [profile], allocation: [] }, index)],
    index,
    sourceOf,
    root,
    title: first.title === '' ? path : first.title,
    kicker: path,
    name: 'flame',
  };
}

function workloadIn({ id, report }: KeptProfile, benchmark: string | null): ProfiledWorkload {
  const known = report.workloads.map((one) => one.benchmark);
  const found = report.workloads.find((one) => benchmark === null || one.benchmark === benchmark);
  if (found === undefined) {
    throw new HoneError(
      'E_NOT_FOUND',
      `Profile ${id} is not about ${benchmark ?? 'anything'}. It is about: ${known.join(', ')}.`,
    );
  }
  return found;
}
