import {
  assert,
  AssertionError,
  HoneError,
  messageOf,
  transientFailure,
  unreachable,
} from '../base/index.ts';
import type { PublishAttempt } from '../model/index.ts';
import { branchDelivery } from './branch-target.ts';
import { commandDelivery } from './command-target.ts';
import { folderDelivery } from './folder-target.ts';
import { RESULT_LENGTH_MAX, RETRIES_MAX, WAIT_MS_FIRST, WAIT_MS_MAX } from './limits.ts';
import type {
  ArtifactPublication,
  Deliver,
  Delivery,
  DeliveryOutcome,
  Publication,
  PublishRequest,
  PublishTarget,
  PublishTools,
  ReadyArtifact,
  TargetPublication,
} from './publication.ts';
import { publicationKey, targetName } from './publication-key.ts';
import { readyArtifact } from './ready-artifact.ts';

/**
 * Publishes artifacts to every target. What fails is recorded with its reason, for each artifact
 * and target, and stops neither the others nor the caller. A failure that may pass is tried again
 * after 1, 2 and 4 s; any other is not. Publishing the same again changes nothing, neither at the
 * targets nor in what comes back.
 *
 * @throws HoneError E_INTERRUPTED on abort (what got out stays out; publish again to go on);
 *   E_CONFIG without a target or with the same one twice
 */
export async function publishArtifacts(
  request: PublishRequest,
  tools: PublishTools,
): Promise<Publication> {
  const { run, artifacts, targets, previous } = request;
  const names = targets.map(targetName);
  checkTargets(names);
  const key = publicationKey(run, artifacts);
  const { ready, unusable } = readAll(request);
  const published: PublishedTarget[] = [];
  for (const [index, target] of targets.entries()) {
    const name = names[index] ?? '';
    const done = doneBefore(target, name, key, previous);
    published.push(done ?? (await publishTo({ target, name, ready, unusable, request, tools })));
  }
  return {
    idempotency_key: key,
    artifacts: artifacts.map((artifact) => entryFor(artifact.name, names, published, previous)),
    targets: published.map(({ record }) => record),
  };
}

/** Wait before a retry, in ms. @param retry - 1 for the first */
export function waitBefore(retry: number): number {
  return Math.min(WAIT_MS_FIRST * 2 ** (retry - 1), WAIT_MS_MAX);
}

interface PublishedTarget {
  readonly record: TargetPublication;
  /** New attempts by artifact; empty for what was there before. */
  readonly attempts: ReadonlyMap<string, readonly PublishAttempt[]>;
  /** Why an artifact is not there. */
  readonly errors: ReadonlyMap<string, string>;
}

function checkTargets(names: readonly string[]): void {
  if (names.length === 0) {
    throw new HoneError(
      'E_CONFIG',
      'Nothing says where to publish to. Name a folder, a branch or a command.',
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new HoneError('E_CONFIG', `The target ${twice} is named twice. Name it once.`);
  }
}

function readAll({ artifacts }: PublishRequest): {
  ready: ReadyArtifact[];
  unusable: Map<string, unknown>;
} {
  const ready: ReadyArtifact[] = [];
  const unusable = new Map<string, unknown>();
  for (const artifact of artifacts) {
    assert(!ready.some(({ name }) => name === artifact.name), 'each artifact is there once');
    try {
      ready.push(readyArtifact(artifact));
    } catch (thrown) {
      unusable.set(artifact.name, thrown);
    }
  }
  return { ready, unusable };
}

/** A command can't be asked what it has; the record has to do. Other targets are looked at. */
function doneBefore(
  target: PublishTarget,
  name: string,
  key: string,
  previous: Publication | null,
): PublishedTarget | null {
  const record = previous?.targets.find((one) => one.target === name);
  const isDone = previous?.idempotency_key === key && record?.status === 'success';
  return target.kind === 'command' && isDone
    ? { record, attempts: new Map(), errors: new Map() }
    : null;
}

interface Publishing {
  readonly target: PublishTarget;
  readonly name: string;
  readonly ready: readonly ReadyArtifact[];
  readonly unusable: ReadonlyMap<string, unknown>;
  readonly request: PublishRequest;
  readonly tools: PublishTools;
}

async function publishTo(publishing: Publishing): Promise<PublishedTarget> {
  const { target, name, unusable, request, tools } = publishing;
  const deliver = deliveryTo(target, request.run, tools);
  const before = request.previous?.targets.find((one) => one.target === name);
  const attempts = new Map<string, PublishAttempt[]>();
  const errors = new Map<string, string>();
  const rounds: PublishAttempt[] = [];
  let result = before?.result ?? null;
  const note = (artifact: string, attempt: PublishAttempt): void => {
    attempts.set(artifact, [...(attempts.get(artifact) ?? []), attempt]);
  };
  for (const [artifact, thrown] of unusable) {
    errors.set(artifact, messageOf(thrown));
    note(artifact, attemptAt(name, tools.clock.isoNow(), messageOf(thrown)));
  }
  let open = publishing.ready;
  for (let retry = 0; open.length > 0 && retry <= RETRIES_MAX; retry++) {
    await pauseBefore(retry, request, tools);
    const at = tools.clock.isoNow();
    const delivery = await attempted(deliver, open, request.signal);
    let isNews = false;
    for (const artifact of open) {
      const outcome = delivery.outcomes.get(artifact.name);
      assert(outcome !== undefined, 'a delivery says what became of each artifact');
      const error = outcome.kind === 'failed' ? messageOf(outcome.thrown) : null;
      errors.delete(artifact.name);
      if (error !== null) {
        errors.set(artifact.name, error);
      }
      if (outcome.kind !== 'unchanged' || !wasPublished(request, artifact.name, name)) {
        isNews = true;
        note(artifact.name, attemptAt(name, at, error));
      }
    }
    if (isNews) {
      result = delivery.result?.slice(0, RESULT_LENGTH_MAX) ?? result;
      rounds.push(attemptAt(name, at, errorsText(errors, open)));
    }
    open = open.filter(({ name: artifact }) => mayPass(delivery.outcomes.get(artifact)));
  }
  const error = errorsText(errors, request.artifacts);
  const record: TargetPublication = {
    kind: target.kind === 'git-branch' ? 'branch' : target.kind,
    target: name,
    status: error === null ? 'success' : 'failed',
    attempts: [...(before?.attempts ?? []), ...rounds],
    result,
    error,
  };
  return { record, attempts, errors };
}

function deliveryTo(target: PublishTarget, run: string, tools: PublishTools): Deliver {
  switch (target.kind) {
    case 'folder':
      return folderDelivery(target, run, tools.clock);
    case 'git-branch':
      return branchDelivery(target, run, tools.commitFiles);
    case 'command':
      return commandDelivery(target, run, tools.runCommand);
  }
  return unreachable(target);
}

/** A delivery that fails as a whole fails for each artifact; only an abort gets out. */
async function attempted(
  deliver: Deliver,
  artifacts: readonly ReadyArtifact[],
  signal: AbortSignal,
): Promise<Delivery> {
  try {
    return await deliver(artifacts, signal);
  } catch (thrown) {
    if (signal.aborted) {
      throw interrupted(signal);
    }
    if (thrown instanceof AssertionError) {
      throw thrown; // ours, and no target's fault
    }
    const outcome: DeliveryOutcome = { kind: 'failed', thrown };
    return { outcomes: new Map(artifacts.map(({ name }) => [name, outcome])), result: null };
  }
}

async function pauseBefore(
  retry: number,
  { signal }: PublishRequest,
  tools: PublishTools,
): Promise<void> {
  try {
    if (retry > 0 && !signal.aborted) {
      await tools.sleep(waitBefore(retry), signal);
    }
  } catch (thrown) {
    if (!signal.aborted) {
      throw thrown;
    }
  }
  if (signal.aborted) {
    throw interrupted(signal);
  }
}

function interrupted(signal: AbortSignal): HoneError {
  return new HoneError('E_INTERRUPTED', 'Publishing was interrupted. Publish again to go on.', {
    cause: signal.reason,
  });
}

function mayPass(outcome: DeliveryOutcome | undefined): boolean {
  return outcome?.kind === 'failed' && transientFailure(outcome.thrown);
}

function wasPublished({ previous }: PublishRequest, artifact: string, target: string): boolean {
  const entry = previous?.artifacts.find(({ name }) => name === artifact);
  const last = entry?.publish_attempts.findLast((attempt) => attempt.target === target);
  return last?.outcome === 'success';
}

function attemptAt(target: string, at: string, error: string | null): PublishAttempt {
  return { target, at, outcome: error === null ? 'success' : 'failed', error };
}

/** The reasons of the given artifacts, each once with the names it holds for. */
function errorsText(
  errors: ReadonlyMap<string, string>,
  artifacts: readonly { readonly name: string }[],
): string | null {
  const failed = artifacts.filter(({ name }) => errors.has(name)).map(({ name }) => name);
  const byReason = Map.groupBy(failed, (name) => errors.get(name) ?? '');
  const sentences = [...byReason].map(([reason, names]) =>
    names.length === artifacts.length ? reason : `${names.join(', ')}: ${reason}`,
  );
  return sentences.length === 0 ? null : sentences.join(' ');
}

function entryFor(
  name: string,
  targets: readonly string[],
  published: readonly PublishedTarget[],
  previous: Publication | null,
): ArtifactPublication {
  const before = previous?.artifacts.find((entry) => entry.name === name)?.publish_attempts ?? [];
  const failed = published.filter(({ errors }) => errors.has(name));
  return {
    name,
    publish_targets: [...targets],
    publish_status: failed.length === 0 ? 'success' : 'failed',
    publish_attempts: [...before, ...published.flatMap(({ attempts }) => attempts.get(name) ?? [])],
    publish_error:
      failed.length === 0
        ? null
        : failed
            .map(({ record, errors }) => `${record.target}: ${errors.get(name) ?? ''}`)
            .join(' '),
  };
}
