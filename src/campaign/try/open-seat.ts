import { join } from 'node:path';

import { HoneError, messageOf } from '../../base/index.ts';
import {
  FolderState,
  joined,
  NO_TRACES,
  openStripping,
  putBack,
  type Runner,
  type Seat,
  type Settled,
  type StripAttributes,
  type Traces,
  tracesOf,
  userEnvironment,
  waitForTick,
} from '../../bench/index.ts';
import type { Builder, BuildKey } from '../workbench.ts';
import { networkFor, openContained } from './contained-runner.ts';
import { downloadFolders, emptyPrivateFolders } from './private-environment.ts';
import type { RunContext } from './run-context.ts';

/** What is measured where. */
export interface SeatOrder {
  /** Place on the workbench. */
  readonly place: number;
  readonly key: BuildKey;
  readonly build: Builder;
  /** Absolute; HOME and the like of the side that is measured here. */
  readonly privateFolder: string;
}

/** A seat until it is given up; samples can be taken between `open` and `close`. */
export interface OpenSeat extends Seat {
  /** Starts its runner. @throws HoneError as `openRunner` */
  open(): Promise<void>;
  /** Ends its runner; the build goes back to the shelf with the next one. */
  close(): Promise<void>;
}

/** Name that no program would use, in the private folder. */
const KEPT_OUTPUT = 'hone-kept-output';

/**
 * Puts a build in its place and remembers its state; its runner can write only there and in its
 * private folders. After each sample all of that is as it was: new files are removed, and
 * what was changed comes back from a copy.
 *
 * The copy is made by building once more, the first time that a sample changes a file that was
 * there. A copy of every build would double what lies on the disk and take 3 s for 50,000 files,
 * for the sake of few programs: most write nothing, and most others only new files.
 *
 * @throws HoneError as building
 */
export async function takeSeat(run: RunContext, order: SeatOrder): Promise<OpenSeat> {
  const folder = await run.bench.put(order.place, order.key, order.build);
  return new PlacedSeat(run, order, { folder, strip: await openStripping() });
}

class PlacedSeat implements OpenSeat {
  readonly keepStdoutAt: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly #run: RunContext;
  readonly #order: SeatOrder;
  readonly #folder: string;
  readonly #strip: StripAttributes;
  readonly #isContained: boolean;
  #checkout: FolderState;
  #home: FolderState;
  #runner: Runner | null = null;

  constructor(
    run: RunContext,
    order: SeatOrder,
    { folder, strip }: { folder: string; strip: StripAttributes },
  ) {
    this.#run = run;
    this.#order = order;
    this.#folder = folder;
    this.#strip = strip;
    this.#isContained = run.machine.containment.kind !== 'none';
    this.#checkout = recorded(folder);
    this.#home = emptyHome(order.privateFolder);
    this.env = this.#isContained ? downloadFolders(userEnvironment(process.env)) : {};
    this.keepStdoutAt = this.#isContained ? join(order.privateFolder, KEPT_OUTPUT) : null;
  }

  get runner(): Runner {
    return this.#runner ?? this.#run.machine.runner;
  }

  async open(): Promise<void> {
    if (this.#isContained) {
      const writable = [this.#folder, this.#order.privateFolder];
      const network = networkFor(this.#run, 'samples');
      this.#runner = await openContained(this.#run, { writable, network, cleans: true });
    }
  }

  async close(): Promise<void> {
    const runner = this.#runner;
    this.#runner = null;
    await runner?.close();
  }

  async settle(): Promise<Settled> {
    try {
      const inHome = this.#settleHome();
      return { wrote: joined(await this.#settleCheckout(), inHome), remains: [] };
    } catch (thrown) {
      this.#run.bench.discard(this.#order.place);
      if (thrown instanceof HoneError) {
        throw thrown;
      }
      return { wrote: NO_TRACES, remains: [`what can't be put back: ${messageOf(thrown)}`] };
    }
  }

  async #settleCheckout(): Promise<Traces> {
    const { bench } = this.#run;
    const { place, build } = this.#order;
    const changes = this.#checkout.changes();
    const traces = tracesOf(this.#checkout, changes, '');
    if (changes.altered.length === 0 || bench.pristine(place) !== null) {
      const from = { pristine: bench.pristine(place), strip: this.#strip };
      putBack(this.#checkout, changes, from);
      return traces;
    }
    await this.close(); // it holds the folder that is about to be replaced
    await bench.renew(place, build);
    this.#checkout = recorded(this.#folder);
    await this.open();
    return traces;
  }

  #settleHome(): Traces {
    const changes = this.#home.changes();
    if (Object.values(changes).every((list) => list.length === 0)) {
      return NO_TRACES;
    }
    const traces = tracesOf(this.#home, changes, 'private folders');
    this.#strip(this.#order.privateFolder); // it may be mounted, so it stays
    this.#home = emptyHome(this.#order.privateFolder);
    return traces;
  }
}

function recorded(folder: string): FolderState {
  const state = new FolderState(folder);
  waitForTick(state);
  return state;
}

function emptyHome(folder: string): FolderState {
  emptyPrivateFolders(folder);
  return recorded(folder);
}
