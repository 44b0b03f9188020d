/** Which test files share a process. */
import { dirname } from 'node:path';

import type { TestProcess } from './bundle-tests.ts';

/**
 * Modules that only compute: their tests share nothing but code, so they run in one process. Each
 * in its own would spend most of its time on loading.
 */
const TOGETHER = [
  'architecture',
  'base',
  'detectors',
  'document',
  'flow',
  'gates',
  'hacks',
  'model',
  'plan',
  'profile',
  'report',
  'stats',
  'suite',
  'tasks',
] as const;

/** Tests below those folders that start programs. */
const ALONE = /^test\/report\/flame\//;

/**
 * Folders whose files change their process for as long as all of its tests run: a folder for keys in
 * the environment, or what ends every run that is open. So each of their files has its own process.
 */
const APART = /^test\/(campaign\/receipt|engine\/conformance)\//;

/** Files of one folder in a process: few where each runs whole programs, so that all cores work. */
const FILES_MAX = { programs: 4, others: 12 } as const;

/** Where tests run whole programs. They take longest, so they begin first. */
const PROGRAMS = /^test\/(campaign|cli|engine\/conformance|examples)\//;

/**
 * Divides test files among processes; the runner takes them in the order of their names.
 *
 * @param files - paths from the root of the repository
 */
export function testProcesses(files: readonly string[]): TestProcess[] {
  const rest = files.filter((path) => !isTogether(path));
  const processes: string[][] = [
    ...inFolders(rest.filter((path) => PROGRAMS.test(path))),
    files.filter(isTogether),
    ...inFolders(rest.filter((path) => !PROGRAMS.test(path))),
  ];
  return processes
    .filter((some) => some.length > 0)
    .map((some, index) => ({ name: nameOf(some, index), files: some }));
}

function isTogether(path: string): boolean {
  return TOGETHER.some((module) => path.startsWith(`test/${module}/`)) && !ALONE.test(path);
}

function inFolders(files: readonly string[]): string[][] {
  return [...Map.groupBy(files, dirname).values()].flatMap((some) => chunks(some, sizeFor(some)));
}

function sizeFor([path = '']: readonly string[]): number {
  if (APART.test(path)) {
    return 1;
  }
  return PROGRAMS.test(path) ? FILES_MAX.programs : FILES_MAX.others;
}

function chunks(files: readonly string[], size: number): string[][] {
  const count = Math.ceil(files.length / size);
  return Array.from({ length: count }, (_, index) =>
    files.filter((_file, place) => place % count === index),
  );
}

function nameOf(files: readonly string[], index: number): string {
  const folder = isTogether(files[0] ?? '') ? 'pure-modules' : dirname(files[0] ?? '');
  const number = String(index + 1).padStart(2, '0');
  return `${number}-${folder.replace(/^test\//, '').replaceAll('/', '-')}`;
}
