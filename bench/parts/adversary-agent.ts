/**
 * A developer for `hone search`, honest or not: what it proposes is settled beforehand by the round.
 * It works in a clone as any agent does, and says in its last line what it did.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

import { at, messageOf } from '../../src/base/index.ts';
import { cheatsFor, type Edit, renderPatch, type SubjectView } from '../../src/cheats/index.ts';
import { BENCHMARK, GAINS, SETUP } from './adversary-subject.ts';
import { cheatsIn, gainIn, type Schedule } from './adversary-schedule.ts';
import { git } from './subject-repository.ts';

const [kind = '', plan = '{}', slot = '0', token = ''] = process.argv.slice(2);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by bench/adversary.ts
const schedule = JSON.parse(plan) as Schedule;
await text(process.stdin); // the prompt, which has to be taken
const round = roundOf(process.cwd());
const said = kind === 'honest' ? honest() : cheat(Number(slot));
process.stdout.write(`${JSON.stringify(said)}\n`);

interface Said {
  /** Of the gain or cheat; null when there was none for this round. */
  readonly id: string | null;
  readonly note: string;
}

/** The folder of a clone is named after the proposal and, from the second on, its round. */
function roundOf(folder: string): number {
  return Number(/-round-(\d+)$/.exec(basename(folder))?.[1] ?? 1);
}

function honest(): Said {
  const gain = gainIn(round, schedule, GAINS.length);
  if (gain === null) {
    return { id: null, note: 'no idea in this round' };
  }
  const { id, path, fast } = at(GAINS, gain);
  writeFileSync(path, fast);
  return { id, note: `changed ${path}` };
}

function cheat(index: number): Said {
  const place = cheatsIn(round, schedule)[index];
  if (place === undefined) {
    return { id: null, note: 'no cheat is left for this round' };
  }
  const view = viewOfClone();
  const entry = at(cheatsFor(view), place);
  if (entry.kind === 'impossible') {
    return { id: entry.id, note: `not possible here: ${entry.because}` };
  }
  const refused = entry.edits.flatMap((edit) => applied(edit));
  if (refused.length > 0) {
    refused.push(...throughIndex(renderPatch(entry.edits, view.files)));
  }
  return { id: entry.id, note: refused.length === 0 ? 'done' : `refused: ${refused.join('; ')}` };
}

/** What a cheat has to know, found out in a copy so that nothing of it is left in the clone. */
function viewOfClone(): SubjectView {
  const copy = mkdtempSync(join(tmpdir(), 'view-'));
  try {
    cpSync('.', copy, { recursive: true, filter: (path) => path !== '.git' });
    const run = ([, ...words]: readonly string[]): string =>
      execFileSync(process.execPath, words, { cwd: copy, encoding: 'utf8' });
    SETUP.forEach((words) => run(words));
    const output = run(BENCHMARK);
    const files = git('.', ['ls-tree', '-r', '-z', 'HEAD']).split('\0').filter(Boolean);
    return {
      token,
      files: files.map((line) => {
        const [facts = '', path = ''] = line.split('\t');
        return {
          path,
          mode: facts.slice(0, 6),
          text: readFileSync(path, 'utf8'),
          standing: path.startsWith('src/') ? 'writable' : 'frozen',
        };
      }),
      benchmarks: [
        {
          id: 'ledger',
          run: { kind: 'words', words: BENCHMARK },
          cwd: '.',
          printedMetrics: [],
          output,
          inputs: [{ path: BENCHMARK[2], bytes: statSync(join(copy, BENCHMARK[2])).size }],
        },
      ],
      setup: SETUP.map((words) => ({ kind: 'words', words })),
      test: [{ kind: 'words', words: ['node', 'test/all.js'] }],
      hasHoldout: true,
    };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Makes one change. @returns why it could not, a sentence, or nothing */
function applied(edit: Edit): string[] {
  try {
    mkdirSync(dirname(edit.path), { recursive: true });
    switch (edit.kind) {
      case 'write':
        writeFileSync(edit.path, edit.text);
        break;
      case 'delete':
        rmSync(edit.path);
        break;
      case 'link':
        symlinkSync(edit.target, edit.path);
        break;
      case 'mode':
        chmodSync(edit.path, Number.parseInt(edit.mode.slice(-3), 8));
        break;
      case 'submodule':
        git('.', ['update-index', '--add', '--cacheinfo', `160000,${edit.commit},${edit.path}`]);
        mkdirSync(edit.path);
        break;
    }
    return [];
  } catch (thrown) {
    return [messageOf(thrown).split('\n', 1)[0] ?? ''];
  }
}

/** What the file system refuses is tried once more through git, which writes no file. */
function throughIndex(patch: string): string[] {
  const path = join(tmpdir(), 'cheat.patch');
  try {
    writeFileSync(path, patch);
    git('.', ['apply', '--cached', path]);
    git('.', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'faster']);
    return ['committed it past the file system'];
  } catch (thrown) {
    return [messageOf(thrown).split('\n', 1)[0] ?? ''];
  } finally {
    rmSync(path, { force: true });
  }
}
