import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, machine, platform, release, totalmem } from 'node:os';

import { userEnvironment } from '../base/index.ts';
import type { Environment } from '../model/index.ts';
import { TOOL_OUTPUT_BYTES_MAX, TOOL_VERSION_MS_MAX } from './limits.ts';

/** What this machine is, apart from what only the caller knows. */
export type Fingerprint = Omit<Environment, 'hone' | 'runner' | 'loadAverageEnd'>;

const CHROME_OF_MACOS = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Tools by the name that is recorded, with the programs that may be it, the likeliest first. */
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  git: ['git'],
  perf: ['perf'],
  valgrind: ['valgrind'],
  bwrap: ['bwrap'],
  chromium: ['chromium', 'chromium-browser', 'google-chrome', CHROME_OF_MACOS],
  hyperfine: ['hyperfine'],
};

/**
 * Reads what a measurement on this machine depends on. What can't be read is null, and a tool that
 * is not on the user's PATH or does not answer in time is left out.
 */
export async function readFingerprint(): Promise<Fingerprint> {
  const { virtualisation, tools } = await installedOn(userEnvironment(process.env));
  return {
    node: process.versions.node,
    os: platform(),
    kernel: release(),
    architecture: machine(),
    cpuModel: cpus()[0]?.model.trim() || null,
    cores: availableParallelism(),
    governor: textOf('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    boost: readBoost(),
    memoryBytes: readMemory(),
    virtualisation,
    loadAverageStart: readLoadAverage(),
    tools,
  };
}

/** What programs say of the machine; a browser alone takes a tenth of a second to say it. */
type Installed = Pick<Fingerprint, 'virtualisation' | 'tools'>;

/** What was asked before, by PATH: a campaign takes the machine anew for each measurement. */
const asked = new Map<string, Promise<Installed>>();

function installedOn(env: Record<string, string>): Promise<Installed> {
  const path = env['PATH'] ?? '';
  const answer = asked.get(path) ?? askTools(env);
  asked.set(path, answer);
  return answer;
}

async function askTools(env: Record<string, string>): Promise<Installed> {
  const [virtualisation, ...versions] = await Promise.all([
    readVirtualisation(env),
    ...Object.entries(TOOLS).map(async ([tool, programs]) => ({
      tool,
      version: await firstVersion(programs, env),
    })),
  ]);
  const found = versions.flatMap(({ tool, version }) =>
    version === null ? [] : [[tool, version]],
  );
  return { virtualisation, tools: Object.fromEntries(found) };
}

async function firstVersion(
  [program, ...others]: readonly string[],
  env: Record<string, string>,
): Promise<string | null> {
  if (program === undefined) {
    return null;
  }
  const version = versionIn(await outputOf(program, ['--version'], env));
  return version ?? firstVersion(others, env);
}

/** The load average over one minute, or null where the system has none. */
export function readLoadAverage(): number | null {
  return platform() === 'win32' ? null : (loadavg()[0] ?? null);
}

/** First number with a point in what a tool says, e.g. `2.39.5`; null when there is none. */
function versionIn(output: string | null): string | null {
  return /\d+(?:\.\d+)+\S*/.exec(output ?? '')?.[0] ?? null;
}

/** Turbo frequencies: the kernel's common switch, or that of Intel's driver, which is inverted. */
function readBoost(): boolean | null {
  const boost = textOf('/sys/devices/system/cpu/cpufreq/boost');
  const noTurbo = textOf('/sys/devices/system/cpu/intel_pstate/no_turbo');
  if (boost !== null) {
    return boost === '1';
  }
  return noTurbo === null ? null : noTurbo === '0';
}

/** What hone may use: the machine's memory, or the smaller limit of its control group. */
function readMemory(): number {
  const limits = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'].map(
    (path) => Number(textOf(path) ?? 'max'),
  ); // `max` is no number and means no limit
  return Math.min(totalmem(), ...limits.filter((limit) => limit > 0));
}

async function readVirtualisation(env: Record<string, string>): Promise<string | null> {
  if (platform() === 'darwin') {
    const said = await outputOf('sysctl', ['-n', 'kern.hv_vmm_present'], env);
    return said === null ? null : said.trim() === '1' ? 'vm' : 'none';
  }
  const detected = await outputOf('systemd-detect-virt', [], env);
  if (detected !== null && /^[\w-]+\s*$/.test(detected)) {
    return detected.trim();
  }
  if (existsSync('/.dockerenv')) {
    return 'docker';
  }
  const cpuInfo = textOf('/proc/cpuinfo');
  if (cpuInfo === null || !/^flags\s*:/m.test(cpuInfo)) {
    return null; // only x86 tells by a flag
  }
  return /^flags\s*:.*\bhypervisor\b/m.test(cpuInfo) ? 'vm' : 'none';
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null; // not this system, not this kernel, or not allowed
  }
}

/** Standard output of a tool, whatever its exit code; null when it can't run or is too slow. */
function outputOf(
  tool: string,
  words: readonly string[],
  env: Record<string, string>,
): Promise<string | null> {
  const limits = { timeout: TOOL_VERSION_MS_MAX, maxBuffer: TOOL_OUTPUT_BYTES_MAX } as const;
  return new Promise((resolve) => {
    const child = execFile(
      tool,
      [...words],
      { env, ...limits, killSignal: 'SIGKILL' },
      (error, stdout) => {
        const usable = error === null || typeof error.code === 'number';
        resolve(usable && stdout !== '' ? stdout : null);
      },
    );
    child.stdin?.end();
  });
}
