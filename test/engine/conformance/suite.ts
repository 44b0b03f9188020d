import { after, describe } from 'node:test';

import { cancelTests } from './cancel.ts';
import { crashTests, forkCrashTests } from './crash.ts';
import { damageTests } from './damage.ts';
import type { DriverFamily } from './driver.ts';
import { forkTests } from './fork.ts';
import { modelTests } from './model.ts';
import { ownerTests } from './owners.ts';
import { parallelTests } from './parallel.ts';
import { stopAllDrives } from './place.ts';
import { processGroupTests } from './process-groups.ts';
import { questionTests } from './questions.ts';
import { rewindTests } from './rewind.ts';
import { stepTests } from './steps.ts';
import { timeTests } from './time.ts';

/** A driver that hangs is found out after this, in ms; a busy machine takes a third of it. */
const SUITE_MS_MAX = 300_000;

/**
 * What every driver of the engine port has to do, as tests of node:test. Each group is for drivers
 * of any kind; what a family says that it can't be put through is skipped with that reason.
 */
export function engineConformance(name: string, family: DriverFamily): void {
  describe(`the ${name} driver`, { timeout: SUITE_MS_MAX }, () => {
    after(stopAllDrives);
    stepTests(family);
    timeTests(family);
    parallelTests(family);
    questionTests(family);
    rewindTests(family);
    forkTests(family);
    cancelTests(family);
    ownerTests(family);
    processGroupTests(family);
    damageTests(family);
    modelTests(family);
  });
}

/** The part that kills processes, which takes longest and so goes into a file of its own. */
export function engineCrashConformance(name: string, family: DriverFamily): void {
  describe(`the ${name} driver when it is killed`, { timeout: SUITE_MS_MAX }, () => {
    after(stopAllDrives);
    crashTests(family);
    forkCrashTests(family);
  });
}
