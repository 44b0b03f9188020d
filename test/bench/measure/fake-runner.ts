import type { Runner, RunRequest, RunResult } from '../../../src/bench/index.ts';

/** A runner that starts nothing: what a command prints and takes is made up by its words. */
export function fakeRunner(answer: (request: RunRequest) => Partial<RunResult>): Runner & {
  readonly requests: readonly RunRequest[];
} {
  const requests: RunRequest[] = [];
  return {
    requests,
    hello: { spawner: 'posix_spawn', pinnedCore: null, niceness: null, notes: [] },
    run: async (request) => {
      requests.push(request);
      return {
        startedAt: '2026-01-01T00:00:00.000Z',
        wallNs: 10e6,
        userNs: 9e6,
        systemNs: 1e6,
        peakRssBytes: 1e6,
        exit: { kind: 'exited', code: 0 },
        outputSha256: 'same',
        outputBytes: 0,
        leftovers: [],
        wrote: { count: 0, names: [] },
        remains: [],
        stderrTail: '',
        stdoutText: '',
        notes: [],
        ...answer(request),
      };
    },
    peakRssBytes: () => 0,
    close: async () => undefined,
  };
}
