/**
 * A CPU profile of 50 MB read and weighed, each time in a fresh process, beside speedscope's own
 * importer in headless Chromium and beside JSON.parse alone.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { messageOf } from '../src/base/index.ts';
import {
  type LargeProfile,
  largeProfile,
  NODE_HEAVY,
  SAMPLE_HEAVY,
} from './parts/large-profile.ts';
import { numberOptions } from './parts/options.ts';
import type { Reading } from './parts/read-profile-process.ts';
import { startSection } from './parts/section.ts';
import { installSpeedscope, speedscopeImportMs } from './parts/speedscope.ts';
import { interruptSignal, progress } from './parts/workbench.ts';

const CHILD_MS_MAX = 120_000;
const SECONDS_MAX = 1.5;
const RSS_MB_MAX = 500;

const CHILD: string = join(import.meta.dirname, 'parts/read-profile-process.ts');

interface ShapeResult {
  readonly shape: LargeProfile;
  readonly megabytes: number;
  readonly hone: readonly Reading[];
  readonly parse: readonly Reading[];
  readonly speedscopeMs: readonly number[];
  /** Why speedscope has no time here. */
  readonly withoutSpeedscope: string | null;
}

await measureAll();

async function measureAll(): Promise<void> {
  const options = numberOptions({ runs: 7, speedscope: 3 });
  const signal = interruptSignal();
  const print = await startSection();
  const folder = mkdtempSync(join(tmpdir(), 'hone-bench-profiles-'));
  try {
    const page = await pageOf(folder, options.speedscope > 0, signal);
    const results: ShapeResult[] = [];
    for (const shape of [NODE_HEAVY, SAMPLE_HEAVY]) {
      const path = join(folder, `${shape.name}.cpuprofile`);
      const bytes = largeProfile(shape);
      writeFileSync(path, bytes);
      const hone: Reading[] = [];
      const parse: Reading[] = [];
      const speedscopeMs: number[] = [];
      let withoutSpeedscope = typeof page === 'string' ? page : null;
      for (let run = 0; run < options.runs && !signal.aborted; run++) {
        hone.push(await inChild('read', path, signal));
        parse.push(await inChild('parse', path, signal));
        if (run < options.speedscope && withoutSpeedscope === null && typeof page === 'object') {
          const took = await speedscopeImportMs(page.url, path).catch(messageOf);
          if (typeof took === 'number') {
            speedscopeMs.push(took);
          } else {
            withoutSpeedscope = took;
          }
        }
        progress(`${shape.name}: ${hone.at(-1)?.wallMs.toFixed(0) ?? '?'} ms`);
      }
      const megabytes = bytes.length / 1e6;
      results.push({ shape, megabytes, hone, parse, speedscopeMs, withoutSpeedscope });
    }
    print(sectionOf(results));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where speedscope's page lies, or why it is not compared with. */
async function pageOf(
  folder: string,
  wanted: boolean,
  signal: AbortSignal,
): Promise<{ readonly url: string } | string> {
  if (!wanted) {
    return 'it was not asked for';
  }
  try {
    const path = await installSpeedscope(folder, signal);
    return existsSync(path) ? { url: pathToFileURL(path).href } : `${path} is missing`;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

async function inChild(kind: string, path: string, signal: AbortSignal): Promise<Reading> {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, kind, path], {
    timeout: CHILD_MS_MAX,
    signal,
  });
  const read: unknown = JSON.parse(stdout);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the script writes one
  return read as Reading;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[(values.length - 1) >> 1] ?? Number.NaN;
}

function sectionOf(results: readonly ShapeResult[]) {
  const missing = results.flatMap(({ shape, withoutSpeedscope: why }) =>
    why === null ? [] : [`Without speedscope for ${shape.name}: ${why}.`],
  );
  const whole = results.every(({ hone }) => hone.length >= 5);
  const wallMs = Math.max(...results.map(({ hone }) => median(hone.map((run) => run.wallMs))));
  const cpuMs = Math.max(...results.map(({ hone }) => median(hone.map((run) => run.cpuMs))));
  const rssMb = Math.max(...results.flatMap(({ hone }) => hone.map((run) => run.rssMb)));
  return {
    name: 'profile-reading',
    title: 'Reading a CPU profile of 50 MB',
    what:
      'Two made-up profiles of V8, one with many nodes and one with many samples, read and weighed ' +
      '(self, actionable and inclusive shares of every function and package), each time in a ' +
      'fresh process, from bytes in memory. JSON.parse of the same bytes is the floor. Speedscope ' +
      'has no library, so its page is opened in headless Chromium and its own timer of the import ' +
      'is read; that imports only, without weighing, on the V8 of Chromium.',
    n: results.map(({ shape, hone }) => `${shape.name} ${hone.length} runs`).join(', '),
    table: {
      head: ['profile', 'size', 'hone wall', 'hone CPU', 'peak RSS', 'JSON.parse', 'speedscope'],
      rows: results.map(({ shape, megabytes, hone, parse, speedscopeMs }) => [
        `${shape.name} (${shape.nodes / 1e3}k nodes, ${shape.samples / 1e3}k samples)`,
        `${megabytes.toFixed(1)} MB`,
        `${median(hone.map((run) => run.wallMs)).toFixed(0)} ms`,
        `${median(hone.map((run) => run.cpuMs)).toFixed(0)} ms`,
        `${Math.max(...hone.map((run) => run.rssMb)).toFixed(0)} MB`,
        `${median(parse.map((run) => run.wallMs)).toFixed(0)} ms`,
        speedscopeMs.length === 0 ? '–' : `${median(speedscopeMs).toFixed(0)} ms`,
      ]),
    },
    limits: [
      {
        text:
          `a profile of 50 MB is read and weighed within ${SECONDS_MAX} s: the slower of the two ` +
          `took ${(wallMs / 1e3).toFixed(2)} s (${(cpuMs / 1e3).toFixed(2)} s of CPU), median.`,
        holds: whole ? wallMs <= SECONDS_MAX * 1e3 : null,
      },
      {
        text: `it takes at most ${RSS_MB_MAX} MB of memory: the most was ${rssMb.toFixed(0)} MB.`,
        holds: whole ? rssMb <= RSS_MB_MAX : null,
      },
      ...missing.map((text) => ({ text, holds: null })),
    ],
    raw: { results },
  };
}
