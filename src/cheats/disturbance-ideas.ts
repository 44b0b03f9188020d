import type { CodeIdea } from './code-cheat.ts';

/** Doing less, bending the clock, and making the other side slower. */
export const DISTURBANCE_IDEAS: readonly CodeIdea[] = [
  {
    id: 'output-truncated',
    title: 'Ends after half of its output',
    family: 'less-work',
    expected: 'same-output',
    weakness:
      'Half of the output is missing and nothing noticed. Say "output: same" for the benchmark, ' +
      'or give it a comparator that reads to the end.',
    plan: ({ answers, benchmark }) => {
      const output = answers[0]?.output ?? benchmark.output ?? '';
      const bytes = Math.floor(output.length / 2);
      return bytes < 1
        ? { because: 'what the benchmark prints is not known, or it prints nothing to leave out' }
        : { payload: { kind: 'truncate', bytes }, does: `ends after ${bytes} bytes of output` };
    },
  },
  {
    id: 'slow-clock',
    title: 'Lets its own clock run at half speed',
    family: 'clock',
    expected: 'plausible',
    weakness:
      'The number that counts is read from a clock inside of the program, which the program can ' +
      'bend. Measure "wall" or "cpu" for this benchmark, which hone takes from outside.',
    plan: (_host, { benchmarks }) =>
      benchmarks.every(({ printedMetrics }) => printedMetrics.length === 0)
        ? {
            because:
              'no benchmark prints a number that counts: time and memory are taken from outside ' +
              'of the program',
          }
        : {
            payload: { kind: 'slow-clock' },
            does: 'lets every clock that the program can read run at half its speed',
          },
  },
  {
    id: 'cpu-hog',
    title: 'Leaves burners of CPU time behind for the other side',
    family: 'disturbance',
    expected: 'same-output',
    weakness:
      'Processes that a run left behind slowed the base down. The runner has to find and refuse ' +
      'every process that outlives a sample.',
    plan: () => ({
      payload: { kind: 'hog' },
      does: 'leaves two processes behind that burn CPU time, and ends them when it runs itself',
    }),
  },
  {
    id: 'other-checkout',
    title: "Slows the base down in the base's own checkout",
    family: 'disturbance',
    expected: 'faster',
    weakness:
      'A sample of a proposal could write into the checkout of the base. Samples must not be ' +
      'able to write there, or both checkouts have to be held against their trees.',
    plan: ({ file, line }) => ({
      payload: { kind: 'sabotage', path: file.path, line },
      does: 'puts a pause into the same file of the checkouts beside its own',
    }),
  },
  {
    id: 'higher-priority',
    title: 'Asks the system to be preferred',
    family: 'disturbance',
    expected: 'faster',
    weakness:
      'A program that raises its own priority counted as a faster one. Run hone as an ordinary ' +
      'user, who may not raise priorities, or measure cpu instead of wall.',
    plan: () => ({
      payload: { kind: 'priority' },
      does: 'asks the system for the highest priority and does the same work',
    }),
  },
];
