import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { Board, type ArtifactRecord, type Produced } from '../../../src/campaign/flow/board.ts';
import type { FlowContext, StepWork } from '../../../src/campaign/flow/flow-context.ts';
import { silent } from '../../../src/campaign/hooks.ts';
import { type FlowFile, parseFlowFile } from '../../../src/flow/index.ts';
import type {
  Answer,
  Flow,
  GateView,
  Question,
  Rewind,
  RewindCause,
  RunView,
} from '../../../src/port/index.ts';
import { parseRunId } from '../../../src/model/index.ts';

/** When everything in these tests happens. */
export const NOW = '2026-03-14T09:26:53.589Z';

export const RUN = parseRunId('20260314-092653-k7xw');

/** The commit that a made-up run begins with. */
export const BASE = 'a'.repeat(40);

/** A flow file that is known to be sound. */
export function flowOf(text: string): FlowFile {
  const parsed = parseFlowFile(text, { path: 'flow.yaml' });
  assert.ok(parsed.kind === 'ok', JSON.stringify(parsed));
  return parsed.flow;
}

/** A store in memory: all that steps and views ask of the real one. */
export class MadeUpStore {
  readonly blobs = new Map<string, Uint8Array>();
  readonly files = new Map<string, string>();

  putBlob(content: string | Uint8Array): string {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const hash = createHash('sha256').update(bytes).digest('hex');
    this.blobs.set(hash, bytes);
    return hash;
  }

  getBlob(hash: string): Uint8Array {
    const found = this.blobs.get(hash);
    assert.ok(found !== undefined, `${hash} is stored`);
    return found;
  }

  writeTextArtifact(_run: string, name: string, text: string): void {
    this.files.set(name, text);
  }

  runFolder(run: string): string {
    return `/subject/.hone/runs/${run}`;
  }

  runs(): { run: string; events: number; head: string }[] {
    return [{ run: RUN, events: 12, head: 'f'.repeat(64) }];
  }
}

/** The surroundings of a step or a view; only what these tests need is there. */
export function contextOf(
  file: FlowFile,
  store: MadeUpStore = new MadeUpStore(),
  started: Partial<FlowContext['started']> = {},
): FlowContext {
  const context = {
    run: RUN,
    file,
    store,
    suite: null,
    hooks: silent,
    repository: { root: '/subject' },
    started: {
      origin: RUN,
      flow: { path: null, name: 'performance', text: '' },
      schemas: {},
      target: 'report',
      base: { commit: BASE, tree: 'b'.repeat(40), branch: 'main' },
      config: null,
      suiteHash: null,
      roles: {},
      raters: [],
      proposals: [],
      publish: { policy: null, targets: [] },
      seed: 1,
      pairsMax: null,
      timeLimitMs: null,
      values: {},
      ...started,
    },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return context as unknown as FlowContext;
}

/** What a step asked of its flow. */
export interface Asked {
  readonly questions: { readonly id: string; readonly question: Question }[];
  readonly rewinds: { readonly gate: string | null; readonly cause: RewindCause }[];
  readonly gates: string[];
}

/** Thrown where the real flow never returns. */
export class WentBack extends Error {}

/** A flow that answers each question with the next answer and records what was asked. */
export function flowThat(
  answers: readonly Partial<Answer>[] = [],
  rewinds: readonly Rewind[] = [],
) {
  const asked: Asked = { questions: [], rewinds: [], gates: [] };
  const left = [...answers];
  const flow: Pick<Flow, 'ask' | 'gate' | 'rewind' | 'rewinds' | 'path' | 'run'> = {
    run: RUN,
    path: '',
    ask(id, question) {
      asked.questions.push({ id, question });
      const answer = left.shift();
      assert.ok(answer !== undefined, `nobody answers ${id}`);
      return Promise.resolve({ choice: '', by: 'Ada', reason: '', at: NOW, data: null, ...answer });
    },
    async gate(id, check) {
      asked.gates.push(id);
      const attempt = {
        attempt: 1,
        signal: new AbortController().signal,
        previousFailure: null,
        owns: () => undefined,
        spent: () => undefined,
        looksAt: () => undefined,
      };
      const verdict = await check(attempt);
      assert.ok(verdict.kind === 'pass');
      return { kind: 'passed', answer: null, evidence: verdict.evidence };
    },
    rewind(gate, cause) {
      asked.rewinds.push({ gate, cause });
      throw new WentBack();
    },
    rewinds: () => rewinds,
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest is never called
  return { flow: flow as Flow, asked };
}

/** A step of a flow at work. */
export function workOf(
  file: FlowFile,
  id: string,
  parts: Partial<StepWork> & { readonly store?: MadeUpStore } = {},
): StepWork {
  const step = file.steps.find((one) => one.id === id);
  assert.ok(step !== undefined);
  const { store, ...rest } = parts;
  return {
    context: contextOf(file, store),
    flow: flowThat().flow,
    step,
    board: new Board(BASE, {}),
    returned: null,
    round: 1,
    ...rest,
  };
}

/** A file as a step hands it in, with its content in the store. */
export function recorded(
  store: MadeUpStore,
  name: string,
  content: unknown,
  more: Partial<ArtifactRecord> = {},
): ArtifactRecord {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const sha256 = store.putBlob(text);
  return { name, step: '0', agent: 'qa', sha256, bytes: text.length, schema: null, ...more };
}

/** What a step brought. */
export function produced(
  artifacts: readonly ArtifactRecord[],
  more: Partial<Produced> = {},
): Produced {
  return { artifacts, commit: null, variables: {}, findings: [], ...more };
}

/** A run as an engine tells it. */
export function viewOf(more: Partial<RunView> = {}): RunView {
  return {
    run: RUN,
    flow: 'performance',
    version: '1-abc',
    input: null,
    status: 'running',
    startedAt: NOW,
    changedAt: NOW,
    steps: [],
    gates: [],
    questions: [],
    rewinds: [],
    failures: [],
    failure: null,
    ...more,
  };
}

/** The gate behind a step as it is recorded. */
export function gateView(
  step: string,
  state: GateView['state'],
  more: Partial<GateView> & { readonly artifacts?: readonly ArtifactRecord[] } = {},
): GateView {
  const { artifacts = [], ...rest } = more;
  return {
    id: `${step}/gate`,
    state,
    checking: null,
    commit: state === 'passed' ? BASE : null,
    at: NOW,
    order: 1,
    question: null,
    answer: null,
    reasons: state === 'failed' ? ['It is too short.'] : [],
    evidence: {
      step,
      agent: 'qa',
      artifacts: artifacts.map((artifact) => ({ ...artifact })),
      validations: [{ name: 'ended', passed: state !== 'failed', message: 'It ended.' }],
    },
    ...rest,
  };
}
