import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

import { systemClock } from '../../../src/base/index.ts';
import { openRunner } from '../../../src/bench/index.ts';
import { silent } from '../../../src/campaign/hooks.ts';
import type { RunContext } from '../../../src/campaign/try/run-context.ts';
import { runIdNow } from '../../../src/campaign/try/run-id-now.ts';
import { openWorkbench } from '../../../src/campaign/workbench.ts';
import { openRepository } from '../../../src/git/index.ts';
import type { Suite } from '../../../src/model/index.ts';
import { type ContainmentOptions, openContainment } from '../../../src/sandbox/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { parseConfig } from '../../../src/suite/index.ts';
import { git } from '../../cli/spawn-hone.ts';

/** A run on a small repository, without the machine's lock: nothing of it is about time. */
export interface TestRun {
  readonly run: RunContext;
  /** The repository. */
  readonly root: string;
  /** Commits files on top of the base. @returns the tree */
  readonly treeOf: (files: Readonly<Record<string, string>>) => string;
}

/** What a test's run is about; `config` is a hone.yaml. */
export interface TestRunOptions {
  readonly config: string;
  readonly files: Readonly<Record<string, string>>;
  readonly containment: ContainmentOptions['wanted'];
}

/** Opens a run that ends with its test. */
export async function runOn(t: TestContext, options: TestRunOptions): Promise<TestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'hone-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [root, scratch] = [join(folder, 'subject'), join(folder, 'scratch')];
  mkdirSync(scratch);
  const treeOf = (files: Readonly<Record<string, string>>): string => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    git(root, ['add', '-A']);
    return git(root, ['write-tree']).trim();
  };
  mkdirSync(root);
  git(root, ['init', '-q', '-b', 'main']);
  const tree = treeOf(options.files);
  git(root, ['commit', '-q', '-m', 'base']);
  const commit = git(root, ['rev-parse', 'HEAD']).trim();
  const store = openStore(join(root, '.hone'), { clock: systemClock });
  t.after(() => store.close());
  const run = runIdNow();
  store.acquireRun(run, { purpose: 'test', expect: 'new' });
  const objectsDir = join(store.folder, 'objects');
  mkdirSync(objectsDir);
  const signal = new AbortController().signal;
  const runner = await openRunner();
  t.after(() => runner.close());
  const containment = await openContainment({ wanted: options.containment, scratch });
  const machine: RunContext['machine'] = {
    runner,
    containment,
    scratch,
    environment: () => {
      throw new Error('a test has no environment');
    },
    close: async () => undefined,
  };
  const benchRoot = join(folder, 'bench');
  mkdirSync(benchRoot);
  return {
    root,
    treeOf,
    run: {
      run,
      store,
      machine,
      signal,
      objectsDir,
      repository: await openRepository(root),
      bench: openWorkbench(benchRoot),
      hooks: silent,
      suite: suiteOf(options.config),
      started: {
        base: { commit, tree, branch: 'main' },
        seed: 1,
        holdoutSeed: 2,
        keep: false,
        configBlob: '',
        suiteHash: '',
        frozen: [],
        frozenGlobs: [],
        proposals: [],
        pairsMax: 20,
        timeLimitMs: 60_000,
        judges: [],
        clearances: [],
      },
    },
  };
}

function suiteOf(config: string): Suite {
  const parsed = parseConfig(config, 'hone.yaml');
  if (parsed.kind === 'invalid') {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.suite;
}
