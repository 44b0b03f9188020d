import type {
  Deliver,
  DeliveryOutcome,
  PublishTarget,
  ReadyArtifact,
  RunPublishCommand,
} from './publication.ts';
import { artifactKey, publicationKey, targetName } from './publication-key.ts';

/**
 * Hands artifacts to a command: a line of JSON for each on its standard input, `{name, path,
 * sha256, bytes, schema, step, run, key}`, and `HONE_RUN`, `HONE_PUBLISH_KEY` and
 * `HONE_ARTIFACT_COUNT` in its environment. Exit code 0 says that all of them arrived.
 *
 * Whether it arrived when hone is killed in between can't be known, so the command may be run again
 * with the same keys; it has to take a key that it knows for done.
 */
export function commandDelivery(
  target: Extract<PublishTarget, { kind: 'command' }>,
  run: string,
  runCommand: RunPublishCommand,
): Deliver {
  const { command, cwd, timeoutMs } = target;
  return async (artifacts, signal) => {
    const { stdout } = await runCommand({
      command,
      cwd,
      env: {
        HONE_RUN: run,
        HONE_PUBLISH_KEY: publicationKey(run, artifacts),
        HONE_ARTIFACT_COUNT: String(artifacts.length),
      },
      input: artifacts.map((artifact) => lineOf(artifact, run, targetName(target))).join(''),
      timeoutMs,
      signal,
    });
    const outcome: DeliveryOutcome = { kind: 'delivered' };
    const answer = stdout.trim().split('\n').at(-1)?.trim() ?? '';
    return {
      outcomes: new Map(artifacts.map(({ name }) => [name, outcome])),
      result: answer === '' ? 'ended with exit code 0' : answer,
    };
  };
}

function lineOf(artifact: ReadyArtifact, run: string, target: string): string {
  const { name, path, sha256, content, schema, step } = artifact;
  const key = artifactKey(run, artifact, target);
  const line = { name, path, sha256, bytes: content.length, schema, step, run, key };
  return `${JSON.stringify(line)}\n`;
}
