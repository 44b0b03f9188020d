import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { assert } from '../../../base/index.ts';
import type { RunView } from '../../../port/index.ts';
import { artifactShape } from '../artifact-shape.ts';
import { fileSegment } from '../file-segment.ts';
import type { FlowContext } from '../flow-context.ts';
import { artifactRegistry } from './artifact-registry.ts';
import { checkpointOf } from './checkpoint.ts';
import { errorLines } from './error-lines.ts';
import { escalationText } from './escalation-text.ts';
import { flowReport, reportName } from './flow-report.ts';
import { gateResult } from './gate-file.ts';
import { artifactsIn } from './recorded-steps.ts';
import { recoveryState } from './recovery-state.ts';
import { runRecord } from './run-record.ts';

/**
 * Writes the files of a run that people and other tools read: `run.json`, `checkpoint.json`,
 * `recovery-state.json`, `gates/<step>.json`, `artifact-registry.json` and `errors.log`. All come
 * from the journal and none is ever read back.
 */
export function writeViews(context: FlowContext, view: RunView): void {
  writeMissing(context, view);
  writeJson(context, 'run.json', runRecord(context, view));
  writeJson(context, 'recovery-state.json', recoveryState(context, view));
  writeJson(context, 'artifact-registry.json', artifactRegistry(context, view));
  writeGates(context, view);
  const escalation = escalationText(context, view);
  if (escalation !== null) {
    context.store.writeTextArtifact(context.run, 'escalation.md', escalation);
  } else {
    remove(context, 'escalation.md'); // it was answered
  }
  const report = flowReport(context, view);
  if (report !== null) {
    context.store.writeTextArtifact(context.run, reportName(artifactsIn(view)), report);
  }
  const checkpoint = checkpointOf(context, view);
  if (checkpoint !== null) {
    writeJson(context, 'checkpoint.json', checkpoint);
  }
  const errors = errorLines(context, view);
  if (errors.length > 0) {
    const text = errors.map((line) => `${JSON.stringify(line)}\n`).join('');
    context.store.writeTextArtifact(context.run, 'errors.log', text);
  }
}

/** Files that a fork took over, or that somebody removed while the run goes on. */
function writeMissing({ store, run }: FlowContext, view: RunView): void {
  for (const { name, sha256 } of artifactsIn(view)) {
    if (!existsSync(join(store.runFolder(run), name))) {
      store.writeTextArtifact(run, name, new TextDecoder().decode(store.getBlob(sha256)));
    }
  }
}

/** A gate that a way back dropped has not passed any more, so its file must not say that it did. */
function writeGates(context: FlowContext, view: RunView): void {
  const written = new Set<string>();
  for (const gate of view.gates) {
    const document = gateResult(context, view, gate);
    if (document !== null) {
      const name = `gates/${fileSegment(document.step)}.json`;
      writeJson(context, name, document);
      written.add(name);
    }
  }
  context.file.steps
    .map(({ id }) => `gates/${fileSegment(id)}.json`)
    .filter((name) => !written.has(name))
    .forEach((name) => remove(context, name));
}

function remove({ store, run }: FlowContext, name: string): void {
  rmSync(join(store.runFolder(run), name), { force: true });
}

function writeJson(context: FlowContext, name: string, value: object): void {
  const shape = artifactShape(name);
  assert(shape !== null, `${name} has a shape`);
  const { run, store, started } = context;
  const meta = { schema: shape.schema, commit: started.base.commit, suiteHash: started.suiteHash };
  store.writeArtifact(run, name, value, { schema: shape.shape, meta });
}
