/** The other process in the tests: `node child.ts <command> <.hone folder> [argument]`. */
import { readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type Clock, HoneError, systemClock } from '../../src/base/index.ts';
import { parseRunId, type RunId } from '../../src/model/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { bigText, SCRIPT_PURPOSE, script } from './script.ts';

const RUN = parseRunId('20250131-142501-k7xw');
const [, , command = '', folder = '', argument = ''] = process.argv;

const print = (text: string) => writeSync(1, `${text}\n`);

function open(): void {
  openStore(folder, { clock: systemClock }).close();
  print('opened');
}

/** Appends for ever, or `argument` times to the run named after a comma, and prints each number. */
async function append(): Promise<void> {
  const [count = '', name = RUN] = argument.split(',');
  const run: RunId = parseRunId(name);
  const store = openStore(folder, { clock: systemClock });
  store.acquireRun(run, { purpose: 'append' });
  const last = count === '' ? Infinity : Number(count);
  const done = store.events(run).length;
  for (let number = done + 1; number <= last; number++) {
    await appendNumbered(store, run, number);
    print(String(number));
  }
  store.close();
}

async function appendNumbered(store: Store, run: RunId, number: number): Promise<void> {
  switch (number % 5) {
    case 0:
      await store.step(run, `step/${number}`, String, async () => bigText(number));
      break;
    case 1:
      await store.step(run, `step/${number}`, String, async () => `small ${number}`);
      break;
    case 2:
      store.appendEvents(run, [{ type: 'counted', key: null, data: { number } }], 'repeatable');
      break;
    default:
      store.appendEvent(run, { type: 'counted', key: null, data: { number } });
  }
}

/** Holds the run until stdin ends; then tries to write. */
function hold(): void {
  const store = openStore(folder, { clock: systemClock });
  store.acquireRun(RUN, { purpose: 'hold it' });
  print('held');
  readSync(0, Buffer.alloc(1));
  store.appendEvent(RUN, { type: 'woken', key: null, data: null });
  print('written');
}

/** Kills itself when the clock is asked for the `argument`th time, which is inside a write. */
async function die(): Promise<void> {
  let calls = 0;
  const clock: Clock = {
    monotonicNs: () => 0,
    isoNow() {
      if (++calls === Number(argument)) {
        process.kill(process.pid, 'SIGKILL');
        for (;;) {
          // The signal comes at once; nothing may happen before it does.
        }
      }
      return systemClock.isoNow();
    },
  };
  const store = openStore(folder, { clock });
  store.acquireRun(RUN, { purpose: SCRIPT_PURPOSE });
  await script(store, RUN);
  store.close();
  print('finished');
}

/** Writes until the disk is full, frees it, and writes on. */
function fill(): void {
  const store = openStore(folder, { clock: systemClock });
  store.acquireRun(RUN, { purpose: 'fill' });
  const appendOne = () =>
    store.appendEvent(RUN, { type: 'filled', key: null, data: 'x'.repeat(2_000) });
  let appended = 0;
  for (; appended < 10; appended++) {
    appendOne();
  }
  const filler = join(dirname(folder), 'filler');
  fillUp(filler);
  const journal = codeOf(() => {
    for (; appended < 10_000; appended++) {
      appendOne();
    }
  });
  const noise = Array.from({ length: 9_000 }, (_, index) => Math.sin(index)).join(' ');
  const blob = codeOf(() => store.putBlob(noise));
  const artifact = codeOf(() => store.writeTextArtifact(RUN, 'noise.txt', noise));
  const during = store.verifyChain(RUN);
  rmSync(filler, { force: true });
  const freed = argument === 'forever' ? 'still full' : codeOf(appendOne);
  const after = store.verifyChain(RUN);
  print(JSON.stringify({ appended, journal, blob, artifact, during, freed, after }));
}

function fillUp(path: string): void {
  for (const bytes of [65_536, 4_096, 1]) {
    try {
      for (let written = 0; written < 16_777_216; written += bytes) {
        writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' });
      }
    } catch {
      // Full for pieces of this size: go on with smaller ones.
    }
  }
}

function codeOf(work: () => void): string {
  try {
    work();
    return 'no error';
  } catch (thrown) {
    return thrown instanceof HoneError ? thrown.code : String(thrown);
  }
}

const commands: Record<string, () => void | Promise<void>> = { open, append, hold, die, fill };
try {
  await commands[command]?.();
} catch (thrown) {
  print(thrown instanceof HoneError ? `${thrown.code} ${thrown.message}` : String(thrown));
  process.exitCode = 1;
}
