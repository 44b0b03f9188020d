import { canonicalJson } from '../../base/index.ts';
import type { Environment, MeasuredOn } from '../../model/index.ts';
import { sha256 } from '../read-suite.ts';

const BYTES_PER_GB = 1e9;
const FINGERPRINT_DIGITS = 16;

/** What of an environment is needed to tell machines apart. */
export type MachineFacts = Omit<
  Environment,
  'loadAverageStart' | 'loadAverageEnd' | 'tools' | 'runner'
> & { readonly runner: Pick<Environment['runner'], 'spawner'> };

/**
 * The machine of an environment: what would make numbers of two machines different from the start.
 * The kernel is beside it and not in it: every security update would begin a new line.
 */
export function measuredOn(environment: MachineFacts): MeasuredOn {
  const { os, architecture, cpuModel, cores, memoryBytes } = environment;
  const { governor, boost, virtualisation, runner, kernel } = environment;
  const memoryGb = Math.round(memoryBytes / BYTES_PER_GB);
  const identity = {
    os,
    architecture,
    cpuModel,
    cores,
    memoryGb,
    governor,
    boost,
    virtualisation,
    spawner: runner.spawner,
  };
  const hidden = virtualisation === null || virtualisation === 'none' ? [] : [virtualisation];
  const words = [
    cpuModel ?? `unknown ${architecture} processor`,
    `${cores} core${cores === 1 ? '' : 's'}`,
    `${memoryGb} GB`,
    os,
    ...hidden,
    ...(governor === null ? [] : [`governor ${governor}`]),
    ...(boost === null ? [] : [boost ? 'boost on' : 'boost off']),
    ...(runner.spawner === 'posix_spawn' ? [] : ['slow spawner']),
  ];
  return {
    fingerprint: sha256(canonicalJson(identity)).slice(0, FINGERPRINT_DIGITS),
    words: words.join(', '),
    kernel,
  };
}
