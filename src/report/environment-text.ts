import type { Environment } from '../model/index.ts';
import { formatBytes } from './quantity.ts';
import { oneLine } from './safe-text.ts';

/** One fact of a fingerprint and its value, both plain text on one line. */
export interface EnvironmentRow {
  readonly name: string;
  readonly value: string;
}

/** The fingerprint in one sentence: `AMD EPYC 7B13, 2 cores, governor unknown, …`. */
export function environmentText(environment: Environment): string {
  const { cores, os, kernel, architecture, virtualisation } = environment;
  const parts = [
    `${known(environment.cpuModel, 'unknown CPU')}, ${cores} core${cores === 1 ? '' : 's'}`,
    `governor ${known(environment.governor)}`,
    `boost ${boostInWords(environment.boost)}`,
    formatBytes(environment.memoryBytes),
    `${oneLine(os)} ${oneLine(kernel)} ${oneLine(architecture)}${virtual(virtualisation)}`,
    `load ${load(environment)}`,
  ];
  return parts.join(', ');
}

/** Every field of the fingerprint in words, in a fixed order; what was not readable says so. */
export function environmentRows(environment: Environment): EnvironmentRow[] {
  const { runner } = environment;
  const core = runner.pinnedCore;
  const rows: [string, string][] = [
    ['Processor', known(environment.cpuModel)],
    ['Cores', String(environment.cores)],
    ['Frequency governor', known(environment.governor)],
    ['Boost', boostInWords(environment.boost)],
    ['Memory', formatBytes(environment.memoryBytes)],
    ['System', `${environment.os} ${environment.kernel} ${environment.architecture}`],
    ['Virtualisation', known(environment.virtualisation)],
    ['Load, 1 minute average', load(environment)],
    ['Samples started by', runner.spawner === 'posix_spawn' ? 'posix_spawn' : 'child_process'],
    ['Pinned samples ran on', core === null ? 'no core: pinning was not possible' : `core ${core}`],
    ['Niceness of samples', runner.niceness === null ? 'unknown' : String(runner.niceness)],
    ['hone', `${environment.hone} on Node ${environment.node}`],
    ['Tools', toolsInWords(environment.tools)],
    ...runner.notes.map((note): [string, string] => ['Not allowed here', note]),
  ];
  return rows.map(([name, value]) => ({ name, value: oneLine(value) }));
}

function known(value: string | null, otherwise = 'unknown'): string {
  return value === null ? otherwise : oneLine(value);
}

function boostInWords(boost: boolean | null): string {
  return boost === null ? 'unknown' : boost ? 'on' : 'off';
}

function virtual(virtualisation: string | null): string {
  return virtualisation === null || virtualisation === 'none'
    ? ''
    : ` (${oneLine(virtualisation)})`;
}

function load(environment: Environment): string {
  const [start, end] = [environment.loadAverageStart, environment.loadAverageEnd].map((value) =>
    value === null ? 'unknown' : value.toFixed(2),
  );
  return start === end ? `${start}` : `${start} at the start, ${end} at the end`;
}

function toolsInWords(tools: Environment['tools']): string {
  const names = Object.keys(tools).toSorted();
  return names.length === 0
    ? 'none found'
    : names.map((name) => `${name} ${tools[name]}`).join(', ');
}
