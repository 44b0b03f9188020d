/** One process of `engine.ts`: does one task in one engine and prints what it found as JSON. */
import { BYTES_PER_MIB, type Json, randomFrom, unreachable } from '../src/base/index.ts';
import type { EngineFound, EngineOrder, EngineTask, OpenEngine } from './parts/engine-task.ts';

const order: EngineOrder = JSON.parse(process.argv[2] ?? 'null');
const openedMs = performance.now();
const engine = await open(order);
const found = await done(order.task);
process.stdout.write(`${JSON.stringify(found)}\n`);
await engine.close();

/** Only the engine that is measured is loaded. */
async function open(given: EngineOrder): Promise<OpenEngine> {
  switch (given.engine) {
    case 'hone':
      return (await import('./parts/engine-hone.ts')).openHone(given);
    case 'openworkflow':
      return (await import('./parts/engine-openworkflow.ts')).openOpenWorkflow(given);
    case 'dbos':
      return (await import('./parts/engine-dbos.ts')).openDbos(given);
    default:
      return unreachable(given.engine);
  }
}

async function done(task: EngineTask): Promise<EngineFound> {
  switch (task.kind) {
    case 'start':
      await engine.sequential(task.flow, 0, nothing, nothing);
      return { rssBytes: process.memoryUsage.rss() };
    case 'steps': {
      const small = await stepTimes('small', task.sequential, async (index) => ({ index }));
      const fanOutMs = await fanOut(task);
      const rssBytes = process.memoryUsage.rss(); // before the large ones, which are ours
      const large = largeText();
      const largeMs = await stepTimes('large', task.large, async (index) => large(index));
      const sequentialMs = small.reduce((sum, ms) => sum + ms, 0);
      return { sequentialMs, fanOutMs, largeMs, rssBytes };
    }
    case 'die':
      await engine.sequential('killed', task.steps, async (index) => ({ index }), die);
      throw new Error('the process was to be killed');
    case 'resume':
      return resume(task.steps);
  }
}

/** Time for each step, from its begin to that of the next. */
async function stepTimes(
  id: string,
  steps: number,
  body: (index: number) => Promise<Json>,
): Promise<number[]> {
  const begun: number[] = [];
  await engine.sequential(
    id,
    steps,
    (index) => {
      const result = body(index);
      begun.push(performance.now());
      return result;
    },
    async () => {
      begun.push(performance.now());
      return null;
    },
  );
  return begun.slice(1).map((ms, index) => ms - (begun[index] ?? ms));
}

/** From the begin of the first step to the end of the last. */
async function fanOut(task: Extract<EngineTask, { kind: 'steps' }>): Promise<number> {
  let first: number | null = null;
  let last = 0;
  await engine.fanOut('fan', task.branches, task.concurrency, async (index) => {
    last = performance.now();
    first ??= last;
    return { index };
  });
  return last - (first ?? last);
}

async function resume(steps: number): Promise<EngineFound> {
  let ranAgain = 0;
  let resumeMs = 0;
  await engine.resume(
    'killed',
    steps,
    async (index) => {
      ranAgain++;
      return { index };
    },
    async () => {
      resumeMs = performance.now() - openedMs;
      return null;
    },
  );
  return { resumeMs, ranAgain, rssBytes: process.memoryUsage.rss() };
}

/** 1 MiB of 16 letters at random, which compresses to half. Its beginning differs each time. */
function largeText(): (index: number) => string {
  const random = randomFrom(1, 'large');
  const bytes = new Uint8Array(BYTES_PER_MIB);
  for (let at = 0, bits = 0; at < bytes.length; at++, bits >>>= 4) {
    bits = at % 8 === 0 ? random.integer(2 ** 32) : bits;
    bytes[at] = 97 + (bits & 15); // a to p
  }
  const text = new TextDecoder().decode(bytes);
  return (index) => `${String(index).padStart(8)}${text.slice(8)}`;
}

async function nothing(): Promise<Json> {
  return null;
}

async function die(): Promise<Json> {
  process.kill(process.pid, 'SIGKILL');
  return null;
}
