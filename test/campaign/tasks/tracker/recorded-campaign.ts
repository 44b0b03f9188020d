import { createHash } from 'node:crypto';
import type { TestContext } from 'node:test';

import type { Json } from '../../../../src/base/index.ts';
import { engineOn } from '../../../../src/campaign/flow/engine-on.ts';
import { recordTaskEvent, type TaskEvent } from '../../../../src/campaign/tasks/task-log.ts';
import type { TrackerOptions } from '../../../../src/campaign/tasks/tracker/tracker-facts.ts';
import { runIdNow } from '../../../../src/campaign/try/run-id-now.ts';
import type { Flow } from '../../../../src/port/index.ts';
import { EXAMPLES } from '../../../model/artifacts/examples.ts';
import { taskId } from '../../../tasks/task-texts.ts';
import { type TaskSubject, taskSubject } from '../task-place.ts';

/** One benchmark, with what is to be reached. */
export const CONFIG = `version: 1
test: npm test
benchmarks:
  - {id: parse, run: node parse.js, metrics: [wall, rss]}
targets:
  - parse wall <= 20 ms
`;

/** A good document of a kind, with other values at its top. */
export function example(schema: string, given: Readonly<Record<string, Json>> = {}): object {
  return { ...EXAMPLES[schema]?.[0], ...given };
}

/** The exit of a phase with criteria by their ids. */
export function phaseExit(phase: number, met: Readonly<Record<string, boolean>>): object {
  const criteria = Object.entries(met).map(([id, isMet]) => ({
    id,
    text: id,
    state: isMet ? 'met' : 'unmet',
    message: `about ${id}`,
    answered_by: isMet ? 'ada' : null,
  }));
  return example('hone.task-phase.v1', { phase, title: `Phase ${phase}`, criteria });
}

/** Records something about a task. */
export function record(subject: TaskSubject, id: string, event: TaskEvent): void {
  recordTaskEvent(subject.store, taskId(id), event);
}

/** Records that the work on a task was begun, and that a pull request was opened for it. */
export function begin(subject: TaskSubject, id: string, checks: readonly string[] = []): string {
  const branch = `performance/task-${id}-x`;
  record(subject, id, {
    kind: 'started',
    branch,
    baseBranch: 'main',
    baseCommit: subject.git('rev-parse', 'main').trim(),
    root: subject.root,
    isOwnWorktree: false,
    forge: { use: 'github-rest', apiUrl: 'https://127.0.0.1:1/api/v3' },
    ask: false,
    checks: [...checks],
  });
  const number = Number(id);
  const url = `https://example.org/pull/${number}`;
  record(subject, id, { kind: 'pull-request', number, name: `#${number}`, url, title: 'x' });
  return branch;
}

/**
 * Drives a run of a task whose gates brought these files, and that then asks what stands in `asks`.
 *
 * @param files - by their names; a phase's gate passes, as do all others
 */
export async function run(
  subject: TaskSubject,
  id: string,
  files: Readonly<Record<string, object>>,
  asks: string | null = null,
): Promise<void> {
  const own = runIdNow();
  record(subject, id, { kind: 'run', run: own, why: 'a test' });
  const body = async (flow: Flow): Promise<null> => {
    for (const [name, value] of Object.entries(files)) {
      await flow.gate(`${name.replaceAll(/\W/g, '-')}/gate`, async () => {
        return { kind: 'pass', commit: null, evidence: evidence(subject, name, value) };
      });
    }
    if (asks !== null) {
      await flow.ask('go-on', { text: asks, of: 'Ada', evidence: null, choices: ['yes'] });
    }
    return null;
  };
  const flow = { name: 'x', version: '1', parse: () => null, restore: async () => undefined, body };
  const signal = AbortSignal.timeout(60_000);
  await engineOn(subject.store, null).start(own, flow, null, { signal, onEvent: () => undefined });
}

function evidence(subject: TaskSubject, name: string, value: object): Json {
  const text = JSON.stringify(value);
  const sha256 = createHash('sha256').update(text).digest('hex');
  subject.store.putBlob(text);
  const schema = 'schema' in value ? String(value.schema) : null;
  const artifact = { name, step: 'x', agent: 'hone', sha256, bytes: text.length, schema };
  return { step: 'x', agent: 'hone', artifacts: [artifact], validations: [] };
}

/**
 * Four tasks: 001 is merged, 002 waits for a person, 003 is blocked by it, 004 was not begun.
 */
export async function campaign(t: TestContext): Promise<TaskSubject> {
  const subject = await taskSubject(t, {
    '001': { title: 'Cache it', targets: ['parse wall <= 10 ms', 'parse lag <= 1 ms'] },
    '002': { title: 'In chunks', targets: ['parse rss <= 10 MB'], subTasks: ['Read'] },
    '003': { title: 'No copy', dependsOn: ['002: both change code.js'] },
    '004': { title: 'Later | maybe', targets: ['parse wall <= 5 ms'] },
  });
  subject.write('hone.yaml', CONFIG);
  const commit = subject.commit('suite');
  begin(subject, '001', ['npm run lint']);
  await run(subject, '001', {
    'baseline-metrics.json': example('hone.baseline-metrics.v1'),
    'dev-manifest.json': example('hone.dev-manifest.v1'),
    'benchmark-results.json': example('hone.benchmark-results.v1'),
    'performance-comparison.json': example('hone.performance-comparison.v1'),
    'phases/phase-6.json': phaseExit(6, { 'objectives-achieved': true, 'checks-green': true }),
  });
  record(subject, '001', { kind: 'merged', name: '#1', commit, head: commit });
  subject.git('branch', begin(subject, '002', ['npm run lint']));
  const first = phaseExit(1, { 'goals-understood': true, 'nothing-unclear': false });
  await run(subject, '002', { 'phases/phase-1.json': first }, 'May it go on?');
  record(subject, '002', { kind: 'note', phase: 1, text: 'Old.', by: 'ada' });
  record(subject, '002', { kind: 'note', phase: 2, text: 'CRLF *too*.', by: 'ada' });
  return subject;
}

/** What a test asks for. */
export function options(given: Partial<TrackerOptions> = {}): TrackerOptions {
  return {
    tasks: [],
    file: 'tasks/TRACKER.md',
    name: null,
    purpose: null,
    refresh: false,
    onTrouble: () => undefined,
    ...given,
  };
}
