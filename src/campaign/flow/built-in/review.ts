import { patchBetween, trailersOf } from '../../../git/index.ts';
import type { DevManifest, PerformanceComparison, ReviewFinding } from '../../../model/index.ts';
import { HONE_VERSION } from '../../version.ts';
import type { ArtifactRecord } from '../board.ts';
import { requiredFiles } from '../expected-files.ts';
import type { StepWork } from '../flow-context.ts';
import { jsonOf, recordJson } from '../record-artifact.ts';
import { requiredArtifact } from '../required-artifact.ts';
import { now } from './measure.ts';

/** Added lines of one change above which a person can hardly review it. */
const ADDED_LINES_MAX = 400;

/** What people leave behind while they look for something. */
const LEFTOVER = new RegExp(
  [
    String.raw`\bdebugger\b`,
    String.raw`\bconsole\.(?:log|trace)\(`,
    String.raw`\bdbg!\(`,
    String.raw`\bpdb\.set_trace\(`,
    '^(?:<{7}|>{7}|={7})(?: |$)', // of a merge
  ].join('|'),
);

interface Checked {
  readonly name: string;
  readonly passed: boolean;
  readonly message: string;
}

/**
 * A review of what was kept, by what can be counted: each commit carries its measurement, the
 * change is of a size that a person can read, and nothing of the search for it was left behind.
 * Whether the code is right, its tests and outputs said; whether it is good, a person may say.
 */
export async function reviewCode(work: StepWork): Promise<readonly ArtifactRecord[]> {
  const manifest = manifestOf(work);
  const added = await addedLines(work, manifest);
  const commits = await commitsWithoutProof(work, manifest);
  const left = added.filter(({ text }) => LEFTOVER.test(text));
  const findings: ReviewFinding[] = [
    ...left.map(({ file, line, text }) => ({
      severity: 'major' as const,
      file,
      line,
      finding: `Left behind: ${text.trim().slice(0, 200)}`,
      suggestion: 'Take it out.',
    })),
    ...(added.length > ADDED_LINES_MAX
      ? [
          {
            severity: 'minor' as const,
            file: null,
            line: null,
            finding: `${added.length} lines were added, which is much to review at once.`,
            suggestion: 'Propose smaller changes.',
          },
        ]
      : []),
  ];
  const checks = checksFrom([
    {
      name: 'measured',
      passed: commits.length === 0,
      good: `Each of ${manifest.optimizations.length} kept commits carries its measurement.`,
      bad: `Without a measurement in their message: ${commits.join(', ')}.`,
    },
    {
      name: 'nothing left behind',
      passed: left.length === 0,
      good: `No debugging statement or conflict mark among ${added.length} added lines.`,
      bad: `${left.length} line(s) were left behind.`,
    },
  ]);
  return [record(work, manifest, { name: reviewName(work), checks, findings })];
}

/**
 * A look at the result as a whole: what was claimed for each optimisation against what the fresh
 * measurement of all of them together says, and the risks that somebody took on.
 */
export async function reviewResult(work: StepWork): Promise<readonly ArtifactRecord[]> {
  const manifest = manifestOf(work);
  const source = requiredArtifact(work, 'performance-comparison.json');
  const comparison = jsonOf<PerformanceComparison>(work, source);
  const claimed = new Set(
    manifest.optimizations.flatMap(({ effects }) =>
      effects
        .filter(({ verdict }) => verdict === 'improved')
        .map(({ benchmark, metric }) => `${benchmark} ${metric}`),
    ),
  );
  const confirmed = new Set(
    comparison.comparisons
      .filter(({ verdict }) => verdict === 'improved')
      .map(({ benchmark, metric }) => `${benchmark} ${metric}`),
  );
  const measured = new Set(
    comparison.comparisons.map(({ benchmark, metric }) => `${benchmark} ${metric}`),
  );
  const lost = [...claimed].filter((name) => measured.has(name) && !confirmed.has(name));
  const { risks } = work.board;
  const isSame = comparison.candidate_commit === work.board.commit;
  const findings: ReviewFinding[] = [
    ...manifest.optimizations.flatMap(({ proposal, notes = [] }) =>
      notes.map((text) => note(`${proposal}: ${text}`)),
    ),
    ...lost.map((name) => note(`${name} improved in its trial, but not in the fresh measurement.`)),
    ...risks.map(({ step, by, risk }) => note(`${by} let step ${step} pass: ${risk}`)),
  ];
  const checks = checksFrom([
    {
      name: 'the numbers are of this code',
      passed: isSame,
      good: `The comparison is of ${comparison.candidate_commit.slice(0, 10)}.`,
      bad: `The comparison is of ${comparison.candidate_commit.slice(0, 10)}, not of the result.`,
    },
    {
      name: 'something improved',
      passed: confirmed.size > 0,
      good: `Improved on fresh samples: ${[...confirmed].join(', ')}.`,
      bad: 'Nothing improved on fresh samples.',
    },
  ]);
  return [record(work, manifest, { name: reviewName(work), checks, findings })];
}

/** The file that the step has to bring; flows name it after themselves. */
function reviewName(work: StepWork): string {
  return requiredFiles(work).find((name) => name.startsWith('code-review')) ?? 'code-review.json';
}

function manifestOf(work: StepWork): DevManifest {
  return jsonOf<DevManifest>(work, requiredArtifact(work, 'dev-manifest.json'));
}

/** What was looked at, with what is said in either case. */
interface Question {
  readonly name: string;
  readonly passed: boolean;
  readonly good: string;
  readonly bad: string;
}

function checksFrom(questions: readonly Question[]): Checked[] {
  return questions.map(({ name, passed, good, bad }) => ({
    name,
    passed,
    message: passed ? good : bad,
  }));
}

function note(finding: string): ReviewFinding {
  return { severity: 'note', file: null, line: null, finding, suggestion: null };
}

/** Approval with a check that failed, or a finding that matters, does not exist. */
function record(
  work: StepWork,
  manifest: DevManifest,
  {
    name,
    checks,
    findings,
  }: {
    readonly name: string;
    readonly checks: readonly Checked[];
    readonly findings: readonly ReviewFinding[];
  },
): ArtifactRecord {
  const failed = checks.filter(({ passed }) => !passed);
  const serious = findings.filter(({ severity }) => ['critical', 'major'].includes(severity));
  const approved = failed.length === 0 && serious.length === 0;
  const asFindings = failed.map(({ message }) => ({
    ...note(message),
    severity: 'major' as const,
  }));
  const value = {
    run_id: work.context.run,
    workflow: work.context.started.flow.name,
    base_commit: manifest.base_commit,
    reviewed_commit: manifest.stack_commit ?? manifest.base_commit,
    reviewed_at: now(),
    reviewed_by: `hone ${HONE_VERSION} (computed)`,
    attempt: work.round,
    summary: approved
      ? `${checks.length} checks passed. They count and look for leftovers; they do not understand.`
      : [...failed.map(({ message }) => message), ...serious.map(({ finding }) => finding)].join(
          ' ',
        ),
    verdict: approved ? 'approved' : 'changes-requested',
    checks,
    findings: approved ? findings : [...asFindings, ...findings],
  };
  return recordJson(work, { name, agent: 'hone' }, value);
}

/** Kept commits whose message names no run, and so no measurement that could be looked up. */
async function commitsWithoutProof(work: StepWork, manifest: DevManifest): Promise<string[]> {
  const { repository } = work.context;
  const missing: string[] = [];
  for (const { commit } of manifest.optimizations) {
    const trailers = await trailersOf(repository, commit);
    if (!trailers.some(({ key }) => key.toLowerCase().endsWith('run'))) {
      missing.push(commit.slice(0, 10));
    }
  }
  return missing;
}

interface AddedLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

async function addedLines(work: StepWork, manifest: DevManifest): Promise<AddedLine[]> {
  if (manifest.stack_commit === null) {
    return [];
  }
  const { repository } = work.context;
  const diff = await patchBetween(repository, manifest.base_commit, manifest.stack_commit, {});
  return addedIn(new TextDecoder().decode(diff));
}

/**
 * Added lines of a unified diff with their places in the new files. The lengths that a hunk names
 * say where it ends: `+++ x` within it is a line `++ x` that somebody added, and no name of a file.
 */
export function addedIn(diff: string): AddedLine[] {
  const lines: AddedLine[] = [];
  let file = '';
  let next = 0;
  let left = { old: 0, new: 0 };
  for (const text of diff.split('\n')) {
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (left.old > 0 || left.new > 0) {
      const sign = text.charAt(0);
      if (sign === '+') {
        lines.push({ file, line: next, text: text.slice(1) });
      }
      next += sign === '-' || sign === '\\' ? 0 : 1;
      left = {
        old: left.old - (sign === '+' || sign === '\\' ? 0 : 1),
        new: left.new - (sign === '-' || sign === '\\' ? 0 : 1),
      };
    } else if (hunk !== null) {
      next = Number(hunk[2]);
      left = { old: Number(hunk[1] ?? 1), new: Number(hunk[3] ?? 1) };
    } else if (text.startsWith('+++ ')) {
      file = pathIn(text.slice('+++ '.length));
    }
  }
  return lines;
}

/** `b/src/main.js`; git puts strange names into quotes, and a tab behind those with a space. */
function pathIn(name: string): string {
  const quote = String.fromCodePoint(0x22);
  const bare = name.startsWith(quote) ? name.slice(1, -1) : name.replace(/\t$/, '');
  return bare.replace(/^b\//, '');
}
