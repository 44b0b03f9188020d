/**
 * The other process of the tests: `node child.ts <command> <module of the family> <folder> [JSON]`.
 * It prints one line of JSON when something has happened, and ends by itself.
 */
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

import { assert, HoneError, type Json } from '../../../src/base/index.ts';
import type { RunOutcome } from '../../../src/port/index.ts';
import { crashFlow, driveToEnd, forkedFlow, type Pace } from './crash-flow.ts';
import type { DriverFamily, DriverUnderTest, OpenOptions } from './driver.ts';
import { fillAndGoOn } from './fill-disk.ts';
import { answer, drive, flowOf, FORK, moment, RUN, STEP, untilAborted } from './place.ts';

/** Where a child kills itself: the n-th time that it gets there, from 1. */
export interface KillPoint {
  readonly place: 'before a commit' | 'after a commit' | 'after an event' | 'in a body';
  readonly n: number;
}

/** What `crash` is told. */
export interface CrashOrder {
  readonly log: string;
  readonly pace: Pace;
  readonly kill: KillPoint | null;
}

/** How `crash` ended, if it did. `passed` counts how often each place was gone through. */
export interface CrashEnd {
  readonly outcome: RunOutcome<Json>;
  readonly passed: Readonly<Record<KillPoint['place'], number>>;
}

const [, , command = '', modulePath = '', folder = '', orderText = 'null'] = process.argv;

function print(value: unknown): void {
  writeSync(1, `${JSON.stringify(value)}\n`);
}

async function open(options: OpenOptions = {}): Promise<DriverUnderTest> {
  const loaded: { family: DriverFamily } = await import(pathToFileURL(modulePath).href);
  return loaded.family.open(folder, options);
}

/** Counts what is gone through, and kills this process where it is told to. */
function mine(kill: KillPoint | null): {
  readonly passed: Record<KillPoint['place'], number>;
  readonly pass: (place: KillPoint['place']) => void;
} {
  const passed = { 'before a commit': 0, 'after a commit': 0, 'after an event': 0, 'in a body': 0 };
  return {
    passed,
    pass(place) {
      passed[place]++;
      if (kill?.place === place && passed[place] === kill.n) {
        process.kill(process.pid, 'SIGKILL');
        for (;;) {
          // The signal comes at once; nothing may happen before it does.
        }
      }
    },
  };
}

/** Drives the crash flow from wherever it is, and dies where it is told to. */
async function crash(): Promise<void> {
  const { log, pace, kill }: CrashOrder = JSON.parse(orderText);
  const { passed, pass } = mine(kill);
  const driver = await open({ onCommit: (phase) => pass(`${phase} a commit`) });
  const flow = crashFlow(log, pace, () => pass('in a body'));
  const outcome = await driveToEnd(driver.engine, flow, () => pass('after an event'));
  await driver.close();
  print({ outcome, passed } satisfies CrashEnd);
}

/** Forks the run that is there, and dies where it is told to. */
async function fork(): Promise<void> {
  const { log, kill }: Omit<CrashOrder, 'pace'> = JSON.parse(orderText);
  const { passed, pass } = mine(kill);
  const driver = await open({ onCommit: (phase) => pass(`${phase} a commit`) });
  const flow = forkedFlow(log, '2', () => pass('in a body'));
  const control = drive({ onEvent: () => pass('after an event') });
  const outcome = await driver.engine.fork(FORK, flow, control);
  await driver.close();
  print({ outcome, passed } satisfies CrashEnd);
}

/** Drives a run whose only step waits for a line on stdin, and ignores that it is told to stop. */
async function hold(): Promise<void> {
  const driver = await open();
  const line = moment();
  const lines = createInterface({ input: process.stdin }).once('line', () => line.happen());
  const flow = flowOf(async (given) => {
    await given.step('held', STEP, async () => {
      print('in the step');
      await line.happened;
      return 'of the owner that slept';
    });
    return given.step('next', STEP, async () => 'of the owner that slept');
  });
  try {
    print(await driver.engine.start(RUN, flow, null, drive()));
  } finally {
    lines.close();
    process.stdin.destroy();
    await driver.close();
  }
}

/** Drives a run whose step starts a process group that outlives it, and waits for ever. */
async function leave(): Promise<void> {
  const driver = await open();
  const loaded: { family: DriverFamily } = await import(pathToFileURL(modulePath).href);
  const flow = flowOf((given) =>
    given.step('spawns', STEP, async ({ owns, signal }) => {
      const child = spawn('/bin/sh', ['-c', 'sleep 600 & sleep 600'], {
        detached: true,
        stdio: 'ignore',
      });
      assert(child.pid !== undefined, 'the shell starts');
      owns(loaded.family.processGroupOf(child.pid));
      print(child.pid);
      return untilAborted(signal);
    }),
  );
  await driver.engine.start(RUN, flow, null, drive());
}

/** Asks a question and ends, which only a process does that nothing holds. */
async function ask(): Promise<void> {
  const driver = await open();
  const question = { text: 'Well?', of: 'anybody', evidence: null, choices: ['yes'] };
  const flow = flowOf((given) => given.ask('well', question));
  print(await driver.engine.start(RUN, flow, null, drive()));
  await driver.close();
}

async function resume(): Promise<void> {
  const driver = await open();
  const flow = flowOf(async (given) => {
    await given.ask('well', { text: 'Well?', of: 'anybody', evidence: null, choices: ['yes'] });
    return given.step('once', STEP, async () => {
      print('in the step');
      return 'done';
    });
  });
  try {
    print(await driver.engine.resume(RUN, flow, drive()));
  } finally {
    await driver.close();
  }
}

async function cancel(): Promise<void> {
  const driver = await open();
  driver.engine.cancel(RUN, { by: 'grace', reason: 'from another process' });
  await driver.close();
}

async function send(): Promise<void> {
  const driver = await open();
  const question: string = JSON.parse(orderText);
  driver.engine.send(RUN, question, answer('yes', { by: 'grace' }));
  await driver.close();
}

async function view(): Promise<void> {
  const driver = await open();
  print(driver.engine.view(RUN));
  await driver.close();
}

async function fill(): Promise<void> {
  print(await fillAndGoOn(open, folder));
}

const commands: Record<string, () => Promise<void>> = {
  crash,
  fork,
  hold,
  leave,
  ask,
  resume,
  cancel,
  send,
  view,
  fill,
};
try {
  await commands[command]?.();
} catch (thrown) {
  print(thrown instanceof HoneError ? { code: thrown.code } : { thrown: String(thrown) });
  process.exitCode = 1;
}
