import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { canonicalJson, type Json } from '../../src/base/index.ts';
import type { RunId } from '../../src/model/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import type { Processes } from '../../src/store/process-identity.ts';
import { OTHER_RUN, RUN, tickingClock } from './new-store.ts';

/** What the journal should hold: the text of each event's data, and results by key. */
interface Model {
  readonly events: Map<RunId, string[]>;
  readonly results: Map<string, string>;
  readonly keys: Set<string>;
}

/** The store under test; a crash puts another one in its place. */
interface Real {
  store: Store;
  readonly open: () => Store;
  /** Stores that crashed: still there, as a process is that hangs and wakes up later. */
  readonly stale: Store[];
}

type Command = fc.AsyncCommand<Model, Real>;

const same = (json: unknown) => json;
const runs = fc.constantFrom(RUN, OTHER_RUN);
const keys = fc.constantFrom('a', 'b', 'schlüssel/ö', 'trial/1/screening');
const jsons = fc.jsonValue({ noUnicodeString: false }).map((value) => value as Json);
const results = fc.oneof(
  jsons,
  fc.nat(3).map((size) => 'größer 🚀'.repeat(size * 200)),
);

function record(model: Model, run: RunId, text: string): void {
  model.events.set(run, [...(model.events.get(run) ?? []), text]);
}

function appendCommand(run: RunId, key: string | null, data: Json): Command {
  const name = `${run}/${key}`;
  return {
    check: () => true,
    async run(model, { store }) {
      if (key !== null && model.keys.has(name)) {
        assert.throws(() => store.appendEvent(run, { type: 'any', key, data }), /written once/);
        return;
      }
      const event = store.appendEvent(run, { type: 'any', key, data });
      record(model, run, canonicalJson(data));
      if (key !== null) {
        model.keys.add(name);
        assert.deepEqual(store.eventByKey(run, key), event);
      }
    },
    toString: () => `append(${name}, ${JSON.stringify(data)})`,
  };
}

function stepCommand(run: RunId, key: string, result: Json, fails: boolean): Command {
  const name = `${run}/step/${key}`;
  return {
    check: () => true,
    async run(model, { store }) {
      let ran = false;
      const step = store.step<unknown>(run, `step/${key}`, same, async () => {
        ran = true;
        assert.ok(!fails, 'it fails on purpose');
        return result;
      });
      const known = model.results.get(name);
      if (known === undefined && fails) {
        await assert.rejects(step, /on purpose/);
        return;
      }
      const text = canonicalJson(await step);
      assert.equal(ran, known === undefined, 'a step runs until it succeeds, then never');
      assert.equal(text, known ?? canonicalJson(result));
      if (known === undefined) {
        model.results.set(name, text);
        record(model, run, canonicalJson(store.eventByKey(run, `step/${key}`)?.data));
      }
    },
    toString: () => `step(${name}, ${JSON.stringify(result)}${fails ? ', fails' : ''})`,
  };
}

const reopenCommand: Command = {
  check: () => true,
  async run(_model, real) {
    real.store.close();
    real.store = real.open();
  },
  toString: () => 'reopen',
};

/** The old store is left as it is, and another takes its runs over. */
const crashCommand: Command = {
  check: () => true,
  async run(_model, real) {
    real.stale.push(real.store);
    real.store = real.open();
  },
  toString: () => 'crash',
};

/** One that crashed wakes up: whatever it does, it writes nothing. */
const wakeCommand: Command = {
  check: () => true,
  async run(_model, real) {
    for (const store of real.stale) {
      const late = { type: 'late', key: null, data: null };
      assert.throws(() => store.appendEvent(RUN, late), { code: 'E_BUSY' });
    }
  },
  toString: () => 'wake',
};

const verifyCommand: Command = {
  check: () => true,
  async run(model, { store }) {
    for (const run of [RUN, OTHER_RUN]) {
      const expected = model.events.get(run) ?? [];
      const events = store.events(run);
      assert.deepEqual(
        events.map(({ data }) => canonicalJson(data)),
        expected,
      );
      const state = store.verifyChain(run);
      assert.equal(state.kind === 'intact' && state.events, expected.length);
    }
  },
  toString: () => 'verify',
};

/** Every other store is seen as dead, so that opening is taking over. */
const processes: Processes = {
  self: () => ({ pid: 1, startTicks: '1', host: 'h', boot: 'b', namespace: 'n' }),
  livenessOf: () => 'dead',
};

test('whatever is done to a journal, it holds what was acknowledged and steps run once', async () => {
  const commands = fc.commands(
    [
      fc.tuple(runs, fc.option(keys), jsons).map((given) => appendCommand(...given)),
      fc.tuple(runs, keys, results, fc.boolean()).map((given) => stepCommand(...given)),
      fc.constant(reopenCommand),
      fc.constant(crashCommand),
      fc.constant(wakeCommand),
      fc.constant(verifyCommand),
    ],
    { maxCommands: 40 },
  );
  const property = fc.asyncProperty(commands, async (given) => {
    const subject = mkdtempSync(join(tmpdir(), 'hone-store-'));
    const clock = tickingClock();
    const open = () => {
      const store = openStore(join(subject, '.hone'), { clock, processes });
      store.acquireRun(RUN, { purpose: 'test' });
      store.acquireRun(OTHER_RUN, { purpose: 'test' });
      return store;
    };
    const real: Real = { store: open(), open, stale: [] };
    const model: Model = { events: new Map(), results: new Map(), keys: new Set() };
    try {
      await fc.asyncModelRun(() => ({ model, real }), given);
      await verifyCommand.run(model, real);
    } finally {
      for (const store of [real.store, ...real.stale]) {
        store.close();
      }
      rmSync(subject, { recursive: true, force: true });
    }
  });
  await fc.assert(property, { numRuns: 40 });
});
