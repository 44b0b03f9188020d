import { type Static, Type } from 'typebox';

const known = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);

/** What a measurement ran on. Every field that could not be read is null, never guessed. */
export const Environment = Type.Object({
  hone: Type.String({ description: "hone's version." }),
  node: Type.String({ description: "Version of the Node that runs hone, not the subject's." }),
  os: Type.String({ description: 'linux, darwin, …' }),
  kernel: Type.String(),
  architecture: Type.String(),
  cpuModel: known(Type.String()),
  cores: Type.Integer({ minimum: 1 }),
  governor: known(Type.String({ description: 'Frequency governor of core 0.' })),
  boost: known(Type.Boolean()),
  memoryBytes: Type.Number(),
  virtualisation: known(Type.String({ description: 'kvm, docker, none, …' })),
  loadAverageStart: known(Type.Number({ description: '1 minute load average.' })),
  loadAverageEnd: known(Type.Number()),
  runner: Type.Object({
    spawner: Type.Union([Type.Literal('posix_spawn'), Type.Literal('child_process')]),
    pinnedCore: known(Type.Integer()),
    niceness: known(Type.Integer()),
    notes: Type.Array(Type.String(), { description: 'What the system did not allow, in words.' }),
  }),
  tools: Type.Record(Type.String(), Type.String(), {
    description: 'Versions of git, perf, … found.',
  }),
});
export type Environment = Static<typeof Environment>;
