import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { createReceipt } from '../../../src/campaign/receipt/create-receipt.ts';
import { silent } from '../../../src/campaign/hooks.ts';
import { tryProposals } from '../../../src/campaign/try/run-try.ts';
import type { Receipt } from '../../../src/model/index.ts';
import { commitAll, git } from '../../cli/spawn-hone.ts';

const METRICS = 'metrics: [{ name: cost, unit: count, direction: lower }], output: ignore';

/** Benchmarks that print a number which the program's files decide, so a verdict takes no time. */
export const SUITE = `version: 1
test: sh test.sh
benchmarks:
  - { id: alpha, run: sh src/main.sh alpha, ${METRICS} }
  - { id: beta, run: sh src/main.sh beta, ${METRICS} }
holdout:
  - { id: new-alpha, generate: "sh make.sh {seed}", run: sh src/main.sh alpha, ${METRICS} }
  - { id: new-beta, generate: "sh make.sh {seed}", run: sh src/main.sh beta, ${METRICS} }
budgets:
  pairs: 20
  measure_time: 60s
scope:
  write: [src/**]
  frozen: [test.sh, make.sh]
`;

/** Differs a little from run to run; on a machine with FLAT set nothing makes it cheaper. */
const PROGRAM = `read -r cost < "src/$1"
test -z "$FLAT" || cost=100
echo "cost: $(( cost * 10000 + \${#HONE_PADDING} + $$ % 100 ))"
`;

const FILES: Readonly<Record<string, string>> = {
  'hone.yaml': SUITE,
  'src/main.sh': PROGRAM,
  'src/alpha': '100\n',
  'src/beta': '100\n',
  'make.sh': 'echo "$1" > input.txt\n',
  'test.sh': 'test -z "$BROKEN" && ! grep -q bad src/alpha\n',
};

/** A subject in a temporary folder with a place for keys, and what was made of it. */
export interface ReceiptPlace {
  readonly root: string;
  readonly subject: string;
  /** Writes a patch that makes the file at `path` read `text`. @returns where it is */
  readonly patch: (name: string, path: string, text: string) => string;
  readonly remove: () => void;
}

/** Makes the subject, and keeps this process's own key out of the test. */
export function receiptPlace(files: Readonly<Record<string, string>> = FILES): ReceiptPlace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hone-receipt-test-')));
  const subject = join(root, 'subject');
  mkdirSync(join(root, 'tmp'));
  const own: Readonly<Record<string, string>> = {
    XDG_CONFIG_HOME: join(root, 'config'),
    HONE_LOCK_FOLDER: root, // no timing is looked at, so nobody has to wait
    TMPDIR: join(root, 'tmp'), // whoever has the lock of a temporary folder tidies up in it
    HONE_SANDBOX: 'none', // what is checked does not depend on it, and opening it takes time
  };
  const before = Object.keys(own).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, own);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(subject, path)), { recursive: true });
    writeFileSync(join(subject, path), text);
  }
  git(subject, ['init', '-q', '-b', 'main']);
  commitAll(subject, 'base');
  return {
    root,
    subject,
    patch(name, path, text) {
      writeFileSync(join(subject, path), text);
      const diff = git(subject, ['diff', '--binary', '--no-color']);
      git(subject, ['reset', '-q', '--hard']);
      const file = join(root, name);
      writeFileSync(file, diff);
      return file;
    },
    remove() {
      for (const [name, value] of before) {
        if (value === undefined) {
          // oxlint-disable-next-line typescript/no-dynamic-delete -- the names stand above
          delete process.env[name];
        } else {
          process.env[name] = value;
        }
      }
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/**
 * The receipt of a run with two gains, a loss, a broken proposal and one that bends the suite.
 *
 * @param which - `gains` leaves out all but the gains
 */
export async function receiptOfRun(
  place: ReceiptPlace,
  which: 'all' | 'gains' = 'all',
): Promise<Receipt> {
  const { patch, subject } = place;
  const gains = [
    patch('gain-a.patch', 'src/alpha', '50\n'),
    patch('gain-b.patch', 'src/beta', '60\n'),
  ];
  const others = [
    patch('slow.patch', 'src/alpha', '120\n'),
    patch('bad.patch', 'src/alpha', 'bad\n'),
    patch('bent.patch', 'hone.yaml', `${SUITE}# bent\n`),
  ];
  const paths = which === 'all' ? [...gains, ...others] : gains;
  const { signal } = new AbortController();
  await tryProposals(
    {
      folder: subject,
      base: null,
      proposals: paths.map((path) => ({ kind: 'patch', path })),
      keep: false,
      judges: [],
      clearances: [],
      seed: 7,
      pairsMax: null,
      timeLimitMs: null,
      run: null,
    },
    { signal, hooks: silent },
  );
  return (await createReceipt(subject, null, { out: 'caller', signal })).receipt;
}
