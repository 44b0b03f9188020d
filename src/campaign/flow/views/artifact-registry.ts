import { HoneError, systemClock } from '../../../base/index.ts';
import type { RunView } from '../../../port/index.ts';
import type { ArtifactEntry, PublishRecord } from '../../../model/index.ts';
import { expectedFiles } from '../expected-files.ts';
import { fileSegment } from '../file-segment.ts';
import type { FlowContext } from '../flow-context.ts';
import { trusted } from '../trusted.ts';
import { pathOf } from './journal-place.ts';
import { artifactsIn, type Recorded, stepOfGate } from './recorded-steps.ts';

/** `artifact-registry.json`: the files of the run. */
export function artifactRegistry(context: FlowContext, view: RunView): object {
  const recorded = artifactsIn(view);
  const names = new Set(recorded.map(({ name }) => name));
  const record = publishRecordIn(context, recorded);
  return {
    run_id: view.run,
    updated_at: systemClock.isoNow(),
    artifacts: recorded.map(({ name, step, agent, sha256, bytes, schema, gate }) => ({
      name,
      step,
      agent,
      path: pathOf(context, name),
      sha256,
      bytes,
      version: 1 + view.rewinds.length,
      schema,
      validationStatus: schema === null ? 'unchecked' : 'valid',
      gate_path: `gates/${fileSegment(stepOfGate(gate) ?? step)}.json`,
      dependencies: inputsOf(context, step).filter((input) => names.has(input)),
      publishable: gate.state === 'passed',
      ...publicationOf(record, { name, sha256 }),
    })),
  };
}

function inputsOf(context: FlowContext, step: string): string[] {
  const inputs = context.file.steps.find(({ id }) => id === step)?.inputs ?? [];
  return expectedFiles(context, inputs).map(({ name }) => name);
}

/** What became of the publishing; null before it, and when that is not stored any more. */
function publishRecordIn(
  { store }: FlowContext,
  recorded: readonly Recorded[],
): PublishRecord | null {
  const found = recorded.find(({ name }) => name === 'publish-record.json');
  if (found === undefined) {
    return null;
  }
  try {
    return trusted(JSON.parse(new TextDecoder().decode(store.getBlob(found.sha256))));
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      return null; // a view must not stop the run that it describes
    }
    throw thrown;
  }
}

type Publication = Pick<
  ArtifactEntry,
  'publish_targets' | 'publish_status' | 'publish_attempts' | 'publish_error'
>;

function publicationOf(
  record: PublishRecord | null,
  file: { readonly name: string; readonly sha256: string },
): Publication {
  const isIn = record?.artifacts.some(
    ({ path, sha256 }) => path === file.name && sha256 === file.sha256,
  );
  if (record === null || isIn !== true) {
    return { publish_targets: [], publish_status: null, publish_attempts: [], publish_error: null };
  }
  const { targets } = record;
  return {
    publish_targets: targets.map(({ target }) => target),
    publish_status: record.status === 'success' ? 'success' : 'failed',
    publish_attempts: targets.flatMap(({ attempts }) => attempts),
    publish_error: targets.find(({ error }) => error !== null)?.error ?? null,
  };
}
