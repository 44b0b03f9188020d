import { NS_PER_S } from '../base/index.ts';
import {
  type Availability,
  instructionWitness,
  logDifferences,
  measure,
  pairsOf,
  type Side,
  userEnvironment,
} from '../bench/index.ts';
import {
  type DoctorResult,
  type Environment,
  type Finding,
  metricNamed,
  type Placement,
  type Sample,
  type SelfTest,
} from '../model/index.ts';
import { median, signedRank, smallestEffect, spreadOf } from '../stats/index.ts';
import { SETTINGS_DEFAULT } from './command-rows.ts';
import type { Hooks } from './hooks.ts';
import { type Machine, takeMachine } from './machine.ts';
import { planFor } from './measure-plan.ts';

/** Pairs below which a spread says nothing. */
const PAIRS_MIN = 4;

/** How many times the asked seconds a self-test may take until it has them. */
const EXTENSIONS = [1, 2, 4, 8] as const;

/** Chance to find an effect that is called the smallest detectable one. */
const POWER = 0.8;
const ALPHA = 0.05;

/** Wall time of one run of the program that the detectable effect is stated for. */
const EXAMPLE_NS = 0.1 * NS_PER_S;

/** A busy loop of about 40 ms that allocates a little, as programs do; the same on both sides. */
const WORKLOAD =
  'let s=0;const a=[];for(let i=0;i<4e6;i++){s=(s*31+i)|0;if(i%64===0)a.push({s});}' +
  'if(a.length<1)throw s';

/**
 * Looks at what this machine can measure: an A/A self-test pinned and free, the tools that are
 * there, and what stands in the way of quiet numbers.
 *
 * @param seconds - time for the self-test, about; at least 4
 * @throws HoneError E_BUSY, E_INTERRUPTED
 */
export async function doctor(
  seconds: number,
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<DoctorResult> {
  const machine = await takeMachine('hone doctor', context);
  try {
    context.hooks.onStage(`Measuring the same program against itself for about ${seconds} s`);
    const placements: Placement[] =
      machine.runner.hello.pinnedCore === null ? ['free'] : ['pinned', 'free'];
    const selfTests: SelfTest[] = [];
    for (const placement of placements) {
      selfTests.push(...(await selfTest(machine, placement, seconds / placements.length, context)));
    }
    const environment = machine.environment();
    const witness = instructionWitness({
      kind: 'perf',
      runner: machine.runner,
      signal: context.signal,
    });
    const counters = await witness.available(userEnvironment(process.env));
    return { environment, selfTests, findings: findingsOn(environment, selfTests, counters) };
  } finally {
    await machine.close();
  }
}

/** Goes on for longer than it was asked to where a busy machine gave too few pairs to speak of. */
async function selfTest(
  machine: Machine,
  placement: Placement,
  seconds: number,
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<SelfTest[]> {
  let samples: readonly Sample[] = [];
  for (const longer of EXTENSIONS) {
    samples = await against(machine, { placement, seconds: seconds * longer, samples }, context);
    const found = summaries(samples, placement);
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

/** The same program against itself until the seconds are over, samples of before included. */
async function against(
  machine: Machine,
  asked: {
    readonly placement: Placement;
    readonly seconds: number;
    readonly samples: readonly Sample[];
  },
  context: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<readonly Sample[]> {
  const { placement, seconds, samples } = asked;
  const side = (name: string): Side => ({
    name,
    run: { kind: 'words', words: [process.execPath, '-e', WORKLOAD] },
    cwd: [machine.scratch, machine.scratch],
    env: userEnvironment(process.env),
  });
  const settings = {
    ...SETTINGS_DEFAULT,
    metric: metricNamed(placement === 'pinned' ? 'cpu' : 'wall'),
    seed: 1,
    timeLimitMs: seconds * 1_000,
  };
  const plan = planFor(settings, {
    benchmark: `self-test-${placement}`,
    base: side('first'),
    candidates: [side('again')],
    metrics: [],
  });
  const measurement = await measure(
    {
      ...plan,
      stopping: { ...plan.stopping, looks: [], confirmationPairs: { min: 400, max: 400 } },
    },
    {
      runner: machine.runner,
      signal: context.signal,
      scratch: machine.scratch,
      recorded: samples,
      beforeBatch: async () => undefined,
      onBatch: () => undefined,
      onProgress: context.hooks.onProgress,
    },
  );
  return measurement.samples;
}

function summaries(samples: readonly Sample[], placement: Placement): SelfTest[] {
  return (['wall', 'cpu'] as const).flatMap((metric) => {
    const names = { base: 'first', candidate: 'again' };
    const differences = logDifferences(pairsOf(samples, names, metric, { placement }));
    if (differences.length < PAIRS_MIN) {
      return [];
    }
    const spread = spreadOf(differences);
    const visible = (minutes: number): number =>
      smallestEffect({
        spread,
        pairs: Math.max(1, Math.floor((minutes * 60 * NS_PER_S) / (2 * EXAMPLE_NS))),
        power: POWER,
        alpha: ALPHA,
      });
    return [
      {
        placement,
        metric,
        pairs: differences.length,
        spread,
        ratio: Math.exp(median(differences)),
        pValue: signedRank(differences).p,
        smallestEffect: {
          oneMinute: visible(1),
          fiveMinutes: visible(5),
          halfAnHour: visible(30),
        },
      },
    ];
  });
}

function findingsOn(
  environment: Environment,
  tests: readonly SelfTest[],
  counters: Availability,
): Finding[] {
  return [
    noiseFinding(tests),
    loadFinding(environment),
    coresFinding(environment),
    governorFinding(environment),
    spawnerFinding(environment),
    priorityFinding(environment),
    virtualFinding(environment),
    counters.kind === 'available'
      ? good('instruction counters', 'perf stat can count instructions here.')
      : {
          name: 'instruction counters',
          state: 'limited',
          text: `Not available: ${counters.reason}`,
          advice: 'Verdicts do not need them. valgrind (cachegrind) can count instead, slowly.',
        },
    ...TOOLS.map((tool) => toolFinding(environment, tool)),
  ];
}

function good(name: string, text: string): Finding {
  return { name, state: 'good', text, advice: null };
}

function noiseFinding(tests: readonly SelfTest[]): Finding {
  const wall = tests.find((test) => test.metric === 'wall' && test.placement === 'free');
  if (wall === undefined) {
    return {
      name: 'noise',
      state: 'limited',
      text: `The self-test had fewer than ${PAIRS_MIN} pairs even after longer than asked for.`,
      advice: 'Something keeps this machine busy. Stop it, or run "hone doctor" without --quick.',
    };
  }
  const percent = (wall.smallestEffect.fiveMinutes * 100).toFixed(1);
  const text =
    `A change of ${percent} % in wall time can be found in five minutes of measuring a program ` +
    `of 0.1 s (pairs differ by ±${(wall.spread * 100).toFixed(1)} %).`;
  return wall.smallestEffect.fiveMinutes <= 0.02
    ? good('noise', text)
    : {
        name: 'noise',
        state: 'limited',
        text,
        advice: 'Close other programs, measure longer, or claim --metric cpu, which runs pinned.',
      };
}

function loadFinding({ loadAverageStart, cores }: Environment): Finding {
  if (loadAverageStart === null || loadAverageStart < cores * 0.5) {
    return good(
      'load',
      `Load average ${loadAverageStart?.toFixed(2) ?? 'unknown'} on ${cores} cores.`,
    );
  }
  return {
    name: 'load',
    state: 'limited',
    text: `Something else runs: load average ${loadAverageStart.toFixed(2)} on ${cores} cores.`,
    advice: 'Wait for it or stop it; pairs cancel steady load, not bursts.',
  };
}

function coresFinding({ cores }: Environment): Finding {
  return cores >= 2
    ? good('cores', `${cores} cores: one for the program, one for the rest of the system.`)
    : {
        name: 'cores',
        state: 'limited',
        text: 'Only one core: hone itself and the program share it.',
        advice: 'Give the machine or container a second core.',
      };
}

function governorFinding({ governor, boost }: Environment): Finding {
  if (governor === null) {
    return good(
      'frequency',
      'The frequency governor is not visible here (usual in virtual machines).',
    );
  }
  return governor === 'performance'
    ? good(
        'frequency',
        `Governor "performance", boost ${boost === null ? 'unknown' : String(boost)}.`,
      )
    : {
        name: 'frequency',
        state: 'limited',
        text: `The governor is "${governor}", so the clock changes with the load.`,
        advice: 'Set it while measuring: sudo cpupower frequency-set -g performance',
      };
}

function spawnerFinding({ runner }: Environment): Finding {
  return runner.spawner === 'posix_spawn'
    ? good('runner', 'Processes are started by posix_spawn and accounted for by wait4.')
    : {
        name: 'runner',
        state: 'limited',
        text: 'koffi could not be loaded: no CPU time, no peak memory, coarser start-up.',
        advice: 'Install hone again on this platform so that its koffi package fits.',
      };
}

function priorityFinding({ runner }: Environment): Finding {
  return runner.niceness !== null && runner.niceness < 0
    ? good('priority', `Samples run at niceness ${runner.niceness}.`)
    : {
        name: 'priority',
        state: 'limited',
        text: 'The system did not allow a higher priority.',
        advice: 'Optional: allow it with "ulimit -e 30" as root, or in limits.conf (nice -10).',
      };
}

function virtualFinding({ virtualisation }: Environment): Finding {
  return virtualisation === null || virtualisation === 'none'
    ? good('virtualisation', 'No virtual machine was detected.')
    : {
        name: 'virtualisation',
        state: 'limited',
        text: `A virtual machine or container (${virtualisation}); its neighbours may be noisy.`,
        advice: 'Fine for pairs in one run. Never compare its numbers with those of another day.',
      };
}

const TOOLS = [
  { name: 'git', use: 'comparing revisions and trying proposals', install: 'git' },
  { name: 'perf', use: 'instruction counts and later profiles', install: 'linux-perf' },
  { name: 'valgrind', use: 'instruction counts where there are no counters', install: 'valgrind' },
  { name: 'chromium', use: 'measuring web pages', install: 'chromium' },
  { name: 'bwrap', use: 'containing what a proposal runs', install: 'bubblewrap' },
] as const;

function toolFinding({ tools }: Environment, tool: (typeof TOOLS)[number]): Finding {
  const version = tools[tool.name];
  return version === undefined
    ? {
        name: tool.name,
        state: 'missing',
        text: `${tool.name} was not found; it is used for ${tool.use}.`,
        advice: `On Debian: apt-get install ${tool.install}`,
      }
    : good(tool.name, version);
}
