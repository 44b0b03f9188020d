import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { HoneError } from '../../../src/base/index.ts';
import type { RunOutcome } from '../../../src/port/index.ts';
import type { DriverFamily, DriverUnderTest } from './driver.ts';
import {
  choicesOf,
  type Deeds,
  GATE_IDS,
  modelFlow,
  QUESTION_IDS,
  STEP_IDS,
  type World,
} from './model-flow.ts';
import { answer, CAUSE, drive, RUN } from './place.ts';
import { type End, newReference, type Reference } from './reference.ts';

const SEQUENCES = 60;
const COMMANDS_MAX = 30;

/** The driver under test, what its steps did, and what they find. */
interface Real {
  driver: DriverUnderTest;
  readonly open: () => DriverUnderTest | Promise<DriverUnderTest>;
  readonly world: World;
  readonly deeds: Deeds;
}

type Command = fc.AsyncCommand<Reference, Real>;

/** Random sequences of what people and machines do to a run, beside a reference in memory. */
export function modelTests(family: DriverFamily): void {
  test('whatever is done to a run, it says and does what the reference does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(COMMANDS, { maxCommands: COMMANDS_MAX, size: 'max' }),
        async (commands) => {
          const folder = mkdtempSync(join(tmpdir(), 'hone-engine-'));
          const open = (): DriverUnderTest | Promise<DriverUnderTest> => family.open(folder);
          const real: Real = {
            driver: await open(),
            open,
            world: { failing: new Set(), stopIn: null, goesBack: false },
            deeds: { bodies: [], restored: [] },
          };
          try {
            await fc.asyncModelRun(() => ({ model: newReference(), real }), commands);
          } finally {
            await real.driver.close();
            rmSync(folder, { recursive: true, force: true });
          }
        },
      ),
      { numRuns: SEQUENCES },
    );
  });
}

function driveCommand(stopIn: string | null, goesBack: boolean): Command {
  return {
    check: () => true,
    async run(model, real) {
      const { world, deeds, driver } = real;
      const stop = new AbortController();
      const control = drive({ signal: stop.signal });
      const flow = modelFlow(world, deeds, () => stop.abort());
      Object.assign(world, { stopIn, goesBack });
      const isNew = !model.exists;
      const expected = model.drive({ failing: world.failing, stopIn, goesBack });
      const actual = isNew
        ? await driver.engine.start(RUN, flow, null, control)
        : await driver.engine.resume(RUN, flow, control);
      assert.deepEqual(endOf(actual), expected);
      assertSame(model, real);
    },
    toString: () =>
      `drive(${stopIn === null ? '' : `stop in ${stopIn}`}${goesBack ? ', back' : ''})`,
  };
}

function startAgain(): Command {
  return {
    check: ({ exists }) => exists,
    async run(model, real) {
      const flow = modelFlow(real.world, real.deeds, () => undefined);
      const again = real.driver.engine.start(RUN, flow, null, drive());
      await assert.rejects(again, { name: 'HoneError', code: 'E_BUSY' });
      assertSame(model, real);
    },
    toString: () => 'startAgain',
  };
}

function sendCommand(id: string, choice: string): Command {
  return {
    check: ({ exists }) => exists,
    async run(model, real) {
      const expected = model.expectsAnswer(id, choice);
      const refused = refusalOf(() => real.driver.engine.send(RUN, id, answer(choice)));
      if (expected !== 'either') {
        assert.equal(refused === null ? 'taken' : 'refused', expected, refused ?? '');
      }
      if (refused === null) {
        model.send(id, choice);
      }
      assertSame(model, real);
    },
    toString: () => `send(${id}, ${choice})`,
  };
}

/** Everybody answers what is open, so that sequences get to the end of the flow. */
function answerOpenCommand(): Command {
  return {
    check: (model) => model.exists && model.expected().questions.length > 0,
    async run(model, real) {
      for (const id of model.expected().questions) {
        const choice = choicesOf(id)[0] ?? '';
        if (model.expectsAnswer(id, choice) === 'taken') {
          model.send(id, choice);
          real.driver.engine.send(RUN, id, answer(choice));
        }
      }
      assertSame(model, real);
    },
    toString: () => 'answerOpen',
  };
}

/** The same, and the run goes on at once. */
function answerAndDriveCommand(): Command {
  const [answers, drives] = [answerOpenCommand(), driveCommand(null, false)];
  return {
    check: (model) => answers.check(model),
    async run(model, real) {
      await answers.run(model, real);
      await drives.run(model, real);
    },
    toString: () => 'answerAndDrive',
  };
}

function cancelCommand(): Command {
  return {
    check: (model) => model.exists && !model.hasEnded(),
    async run(model, real) {
      model.cancel();
      real.driver.engine.cancel(RUN, { by: 'ada', reason: '' });
      assertSame(model, real);
    },
    toString: () => 'cancel',
  };
}

function rewindCommand(gate: string | null): Command {
  return {
    check: ({ exists }) => exists,
    async run(model, real) {
      const refused = refusalOf(() => real.driver.engine.rewind(RUN, gate, CAUSE));
      assert.equal(refused === null, model.rewind(gate), refused ?? 'it was not refused');
      assertSame(model, real);
    },
    toString: () => `rewind(${gate})`,
  };
}

function failCommand(step: string): Command {
  return {
    check: () => true,
    async run(_, { world }) {
      if (!world.failing.delete(step)) {
        world.failing.add(step);
      }
    },
    toString: () => `toggle(${step})`,
  };
}

function reopenCommand(): Command {
  return {
    check: () => true,
    async run(model, real) {
      await real.driver.close();
      real.driver = await real.open();
      assertSame(model, real);
    },
    toString: () => 'reopen',
  };
}

function refusalOf(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (thrown) {
    assert.ok(thrown instanceof HoneError, String(thrown));
    return thrown.message;
  }
}

function endOf(outcome: RunOutcome<unknown>): End {
  switch (outcome.kind) {
    case 'completed':
      return { kind: 'completed', result: JSON.parse(JSON.stringify(outcome.result)) };
    case 'failed':
      return outcome;
    case 'waiting':
      return { kind: 'waiting', questions: outcome.questions.map(({ id }) => id) };
    case 'cancelled':
    case 'interrupted':
      return { kind: outcome.kind };
  }
}

/** The view of the driver and the deeds of the steps are those of the reference. */
function assertSame(model: Reference, { driver, deeds }: Real): void {
  assert.deepEqual(deeds.bodies, model.bodies);
  assert.deepEqual(deeds.restored, model.restored);
  if (!model.exists) {
    assert.throws(() => driver.engine.view(RUN), { code: 'E_NOT_FOUND' });
    return;
  }
  const view = driver.engine.view(RUN);
  assert.deepEqual(
    {
      status: view.status,
      steps: view.steps.flatMap(({ id, state }) =>
        state === 'done' || state === 'failed' ? [`${id} ${state}`] : [],
      ),
      gates: view.gates.flatMap(({ id, state }) =>
        GATE_IDS.includes(id) && state !== 'waiting' ? [`${id} ${state}`] : [],
      ),
      questions: view.questions.map(({ id }) => id),
      rewinds: view.rewinds.length,
    },
    model.expected(),
  );
  assert.deepEqual(driver.engine.verify(RUN), []);
}

const questions = fc.constantFrom(...QUESTION_IDS);
const COMMANDS: fc.Arbitrary<Command>[] = [
  fc.boolean().map((goesBack) => driveCommand(null, goesBack)),
  fc
    .tuple(fc.constantFrom(...STEP_IDS), fc.boolean())
    .map(([stopIn, goesBack]) => driveCommand(stopIn, goesBack)),
  fc.constant(driveCommand(null, false)),
  fc.constant(answerOpenCommand()),
  fc.constant(answerOpenCommand()),
  fc.constant(answerAndDriveCommand()),
  questions.map((id) => sendCommand(id, choicesOf(id)[0] ?? '')),
  questions.chain((id) =>
    fc.constantFrom(...choicesOf(id), 'perhaps').map((choice) => sendCommand(id, choice)),
  ),
  fc.constantFrom(null, ...GATE_IDS, 'name', 'nothing').map(rewindCommand),
  fc.constantFrom(...STEP_IDS).map(failCommand),
  fc.constant(reopenCommand()),
  fc.constant(startAgain()),
  // Seldom, because nothing more happens to a run that was cancelled.
  fc.nat(5).map((number) => (number === 5 ? cancelCommand() : answerAndDriveCommand())),
];
