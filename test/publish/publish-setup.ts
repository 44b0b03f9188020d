import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

import type {
  CommitFiles,
  PublishableArtifact,
  PublishRequest,
  PublishTools,
  RunPublishCommand,
} from '../../src/publish/index.ts';

export const RUN = '20250131-142501-k7xw';

/** A private folder that goes with its test. */
export function temporaryFolder(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hone-publish-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A recorded file of a run. */
export function artifact(root: string, name: string, text: string): PublishableArtifact {
  const path = join(root, 'run', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { name, path, sha256, schema: null, step: '5' };
}

/** A first publication of these artifacts. */
export function requestFor(
  artifacts: readonly PublishableArtifact[],
  targets: PublishRequest['targets'],
  changes: Partial<PublishRequest> = {},
): PublishRequest {
  const { signal } = new AbortController();
  return { run: RUN, artifacts, targets, previous: null, signal, ...changes };
}

/** Tools that remember what they were asked, with a clock that counts seconds. */
export interface FakeTools extends PublishTools {
  readonly waits: number[];
  readonly commits: Parameters<CommitFiles>[];
  readonly commands: Parameters<RunPublishCommand>[0][];
}

/** @param failures - thrown by the first calls to a branch or a command, one each */
export function fakeTools(...failures: readonly unknown[]): FakeTools {
  const left = [...failures];
  const waits: number[] = [];
  const commits: Parameters<CommitFiles>[] = [];
  const commands: Parameters<RunPublishCommand>[0][] = [];
  const onBranch = new Map<string, string>();
  let seconds = 0;
  const failOnce = (): void => {
    if (left.length > 0) {
      throw left.shift();
    }
  };
  return {
    waits,
    commits,
    commands,
    commitFiles: async (...asked) => {
      commits.push(asked);
      failOnce();
      const [branch, files] = asked;
      const changed = files.some(({ path, content }) => {
        const [key, text] = [`${branch}:${path}`, Buffer.from(content).toString('utf8')];
        const isNew = onBranch.get(key) !== text;
        onBranch.set(key, text);
        return isNew;
      });
      return { commit: 'c'.repeat(40), changed };
    },
    runCommand: async (asked) => {
      commands.push(asked);
      failOnce();
      return { stdout: 'uploading\nhttps://example.test/42\n' };
    },
    clock: {
      monotonicNs: () => 0,
      isoNow: () => new Date(Date.UTC(2025, 0, 31, 14, 25, seconds++)).toISOString(),
    },
    sleep: async (ms) => {
      waits.push(ms);
    },
  };
}
