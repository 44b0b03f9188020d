import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { runCommand } from '../../../agent/index.ts';
import { systemClock, userEnvironment } from '../../../base/index.ts';
import { pastResults } from '../../../engine/index.ts';
import { commitFiles } from '../../../git/index.ts';
import {
  COMMAND_TIMEOUT_MS,
  type Publication,
  publishArtifacts,
  type PublishPolicy,
  type PublishTarget,
  type PublishTools,
  shouldPublish,
} from '../../../publish/index.ts';
import { parseCommand } from '../../command-rows.ts';
import type { ArtifactRecord, Produced } from '../board.ts';
import { optionsFor } from '../fill-role.ts';
import type { FlowContext, StepWork } from '../flow-context.ts';
import { recordJson } from '../record-artifact.ts';
import { trusted } from '../trusted.ts';
import { publishedReport, reportName } from '../views/flow-report.ts';
import { workFolder } from '../work-folder.ts';
import { now } from './measure.ts';

/** Time between a request to end and the kill of a command that publishes. */
const GRACE_MS = 5_000;

/** Bytes that a command which publishes may print. */
const OUTPUT_BYTES_MAX = 1_048_576;

/** Where results go when nobody says: into the run's own folder. */
const FOLDER_DEFAULT = 'published';

/**
 * Brings the artifacts that passed their gates out of the run. What fails is recorded for each file
 * and target and never loses the result; doing it again changes nothing.
 */
export async function publish(work: StepWork): Promise<Produced> {
  const { flow, step, board } = work;
  const policy = policyOf(work);
  const decision = shouldPublish(policy, {
    validation: validationSoFar(work),
    ended: policy === 'auto-on-complete' ? 'completed' : 'no', // the flow got to its publishing
  });
  if (decision.kind === 'hold') {
    const answer = await flow.ask(`${step.id}/publish`, {
      text: `Publish the results? They were not published because ${decision.reason}.`,
      of: step.agent,
      evidence: { artifacts: board.artifacts.map(({ name }) => name) },
      choices: ['approve', 'reject'],
    });
    if (answer.choice === 'reject') {
      const message = `${answer.by} decided not to publish. ${answer.reason}`.trim();
      const findings = [{ name: 'publication', passed: true, message }];
      return { artifacts: [], commit: null, variables: {}, findings };
    }
  }
  return publishAs(work, `${step.id}/${PUBLISH_STEP}`);
}

/** The steps that publish: this, and `publish-files-2` and so on when it is done again. */
const PUBLISH_STEP = 'publish-files';

/**
 * Publishes once more what a publishing step could not: the same files, so that a target that has
 * them already gets nothing new.
 *
 * @param time - 1 for the first time that it is done again
 */
export function publishOnceMore(work: StepWork, time: number): Promise<Produced> {
  return publishAs(work, `${work.step.id}/${PUBLISH_STEP}-${time + 1}`);
}

/** What a step that publishes returns. */
interface Published extends Produced {
  readonly publication: Publication;
  readonly files: readonly PublishedFile[];
}

/** A file that was to be published, with its content in the store. */
type PublishedFile = Pick<ArtifactRecord, 'name' | 'sha256' | 'schema' | 'step'>;

function publishAs(work: StepWork, id: string): Promise<Produced> {
  return work.flow.step(
    id,
    { ...optionsFor(work, 'publishing'), parse: trusted<Published> },
    ({ signal, owns }) =>
      publishNow(work, id !== `${work.step.id}/${PUBLISH_STEP}`, { signal, owns }),
  );
}

type Control = Parameters<Parameters<StepWork['flow']['step']>[2]>[0];

async function publishNow(
  work: StepWork,
  isAgain: boolean,
  { signal, owns }: Pick<Control, 'signal' | 'owns'>,
): Promise<Published> {
  const { context } = work;
  const folder = join(workFolder(work), 'publish');
  const startedAt = now();
  const before = lastPublication(work);
  const files = isAgain && before !== null ? before.files : filesOf(work);
  try {
    const artifacts = files.map((file) => laidOut(work, file, folder));
    const previous = before?.publication ?? null;
    const publication = await publishArtifacts(
      { run: context.run, artifacts, targets: targetsOf(work), previous, signal },
      toolsFor(context, owns),
    );
    const failed = publication.targets.filter(({ status }) => status !== 'success');
    const value = {
      run_id: context.run,
      policy: policyOf(work),
      started_at: startedAt,
      ended_at: now(),
      status: statusOf(publication),
      idempotency_key: publication.idempotency_key,
      artifacts: files.map(({ name: path, sha256 }) => ({ path, sha256 })),
      targets: publication.targets,
    };
    const handed = { name: 'publish-record.json', agent: 'hone' };
    const findings = publication.targets.map(({ kind, target, status, result, error }) => ({
      name: `${kind} ${target}`,
      passed: status === 'success',
      message: (status === 'success' ? result : error) ?? status,
    }));
    const variables = { published: failed.length === 0 };
    const record = recordJson(work, handed, value);
    return { artifacts: [record], commit: null, variables, findings, publication, files };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function policyOf({ step, context }: StepWork): PublishPolicy {
  return context.started.publish.policy ?? step.publishPolicy ?? context.file.publishPolicy;
}

/** What publishing came to last in this run, also before a way back; null the first time. */
function lastPublication({ flow, step, context }: StepWork): Published | null {
  const first = `${step.id}/${PUBLISH_STEP}`;
  const own = [first, `${flow.path}${first}`];
  const results = pastResults(context.store, context.run, (id) =>
    own.some((known) => id === known || id.startsWith(`${known}-`)),
  );
  const last = results.map(trusted<Partial<Published> | null>).at(-1);
  return last?.publication === undefined || last.files === undefined
    ? null // it was recorded by a hone that did not keep it
    : trusted<Published>(last);
}

/** All that the steps brought, and what they come to in words, accepted risks first. */
function filesOf({ context, board, step }: StepWork): PublishedFile[] {
  const report = context.store.putBlob(publishedReport(context, board));
  return [
    ...board.artifacts.map(({ name, sha256, schema, step: of }) => {
      return { name, sha256, schema, step: of };
    }),
    { name: reportName(board.artifacts), sha256: report, schema: null, step: step.id },
  ];
}

/** From the store and not from the run's folder, where anybody could have edited it. */
function laidOut(
  { context }: StepWork,
  artifact: PublishedFile,
  folder: string,
): Parameters<typeof publishArtifacts>[0]['artifacts'][number] {
  const path = join(folder, artifact.name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, context.store.getBlob(artifact.sha256));
  const { name, sha256, schema, step } = artifact;
  return { name, path, sha256, schema, step };
}

function targetsOf({ context, step }: StepWork): PublishTarget[] {
  const { run, store, repository, started } = context;
  const named = started.publish.targets.map((target): PublishTarget => {
    switch (target.kind) {
      case 'folder':
        return { kind: 'folder', path: resolve(repository.root, target.path), mode: 'version' };
      case 'git-branch':
        return { kind: 'git-branch', branch: target.branch, folder: `runs/${run}` };
      case 'command':
        return {
          kind: 'command',
          command: parseCommand(target.command, false),
          cwd: repository.root,
          timeoutMs: COMMAND_TIMEOUT_MS,
        };
    }
  });
  const ofStep = step.publishTargets.map((path): PublishTarget => ({
    kind: 'folder',
    path: resolve(repository.root, path),
    mode: 'version',
  }));
  const own = join(store.runFolder(run), FOLDER_DEFAULT);
  const all = [...named, ...ofStep];
  return all.length > 0 ? all : [{ kind: 'folder', path: own, mode: 'overwrite' }];
}

function toolsFor(context: FlowContext, owns: Control['owns']): PublishTools {
  const { repository, store, started } = context;
  return {
    clock: systemClock,
    sleep: (ms, signal) => wait(ms, undefined, { signal }),
    commitFiles: (branch, files, message, signal) =>
      commitFiles(
        repository,
        { branch, base: started.base.commit, files, message },
        { objectsDir: join(store.folder, 'objects'), signal },
      ),
    runCommand: async ({ env, ...request }) => {
      const { stdout } = await runCommand({
        ...request,
        what: 'The command that publishes',
        env: { ...userEnvironment(process.env), ...env },
        graceMs: GRACE_MS,
        outputBytesMax: OUTPUT_BYTES_MAX,
        logPath: null,
        owns,
      });
      return { stdout: stdout.text };
    },
  };
}

function validationSoFar({ board }: StepWork): 'passed' | 'failed' | 'overridden' | 'missing' {
  const status = board.variables.get('validation_status');
  const source = board.artifact('performance-comparison.json');
  const state = source === null ? undefined : board.states.get(source.step);
  if (state?.kind === 'overridden') {
    return 'overridden';
  }
  if (status === 'pass') {
    return 'passed';
  }
  return status === 'fail' ? 'failed' : 'missing';
}

function statusOf({ targets }: Publication): 'success' | 'partial' | 'failed' {
  const good = targets.filter(({ status }) => status === 'success').length;
  if (good === targets.length) {
    return 'success';
  }
  return good > 0 ? 'partial' : 'failed';
}
