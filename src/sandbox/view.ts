import { existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, normalize } from 'node:path';

import { assert, HoneError } from '../base/index.ts';
import type { CommandLine } from '../model/index.ts';
import type { Policy } from './containment.ts';
import { KEPT_PATHS_MAX, PATH_FOLDERS_MAX } from './limits.ts';
import { depthOf, isWithin, realPath } from './real-path.ts';

/** One place where what a contained command sees differs from a machine that it can only read. */
export type Place =
  | { readonly kind: 'writable'; readonly path: string }
  | { readonly kind: 'read-only'; readonly path: string }
  | { readonly kind: 'hidden'; readonly path: string; readonly isFolder: boolean }
  /** Empty at the start of each command and gone at its end. */
  | { readonly kind: 'private'; readonly path: string; readonly stays: 'writable' | 'read-only' };

/** A link that has to be there because a path that was given leads through it. */
export interface Link {
  readonly path: string;
  readonly target: string;
}

/** What a contained command sees of the machine. All paths are without links. */
export interface View {
  /** Parents first. Of two places around a path, the deeper one counts. */
  readonly places: readonly Place[];
  readonly links: readonly Link[];
  readonly cwd: string;
}

/** Where programs put what others must not find. `/run` holds the sockets of the machine. */
const PRIVATE_FOLDERS = [
  { path: '/tmp', stays: 'writable' },
  { path: '/var/tmp', stays: 'writable' },
  { path: '/dev/shm', stays: 'writable' },
  { path: '/run', stays: 'read-only' },
] as const;

/** True when every command has a folder of its own in the place of this one, or of one above it. */
export function isPrivate(path: string): boolean {
  const real = realPath(path, 'The folder');
  return PRIVATE_FOLDERS.some(
    (each) => isFolder(each.path) && isWithin(real, realpathSync(each.path)),
  );
}

/** What lies in `/run` although programs need it: the system of NixOS, the names of hosts. */
const NEEDED_PATHS = [
  '/run/current-system',
  '/run/booted-system',
  '/run/opengl-driver',
  '/etc/resolv.conf',
];

/**
 * Works out what a command sees. Paths of the policy are resolved first. Where they lie within each
 * other the deeper one counts, and for one path `hidden` counts before `readOnly` before
 * `writable`. A read-only path in a private folder is thereby visible in it, as are folders of PATH
 * and the program itself.
 *
 * A link that is itself named in the policy can still be replaced when its folder is writable; what
 * it leads to is kept.
 *
 * @throws HoneError E_NOT_FOUND for a path that does not exist, or a working folder out of sight;
 *   E_CONFIG for more than `KEPT_PATHS_MAX` paths
 */
export function viewOf(policy: Policy, command: CommandLine): View {
  const places = new Map<string, Place>();
  for (const { path, stays } of PRIVATE_FOLDERS.filter((each) => isFolder(each.path))) {
    const real = realpathSync(path);
    places.set(real, { kind: 'private', path: real, stays });
  }
  checkCount(policy);
  const given = [
    ...policy.writable.map((path) => ({ path, real: realPath(path, 'The writable folder') })),
    ...policy.readOnly.map((path) => ({ path, real: realPath(path, 'The read-only path') })),
  ];
  for (const { path, real } of given) {
    assert(real !== '/', 'nobody is given the whole machine');
    const kind = policy.writable.includes(path) ? 'writable' : 'read-only';
    places.set(real, { kind: policy.readOnly.includes(path) ? 'read-only' : kind, path: real });
  }
  for (const path of policy.hidden) {
    const real = realPath(path, 'The hidden folder');
    assert(real !== '/', 'something has to be seen');
    places.set(real, { kind: 'hidden', path: real, isFolder: isFolder(real) });
  }
  const needed = neededPaths(command, [...places.values()]);
  for (const { real } of needed.filter((each) => isEmptied(each.real, [...places.values()]))) {
    places.set(real, { kind: 'read-only', path: real });
  }
  const sorted = [...places.values()].sort((a, b) => depthOf(a.path) - depthOf(b.path));
  return {
    places: withAnchors(sorted.filter((place) => changesAnything(place, sorted))),
    links: linksTo([...given, ...needed], sorted),
    cwd: visibleFolder(command.cwd, sorted),
  };
}

function checkCount({ readOnly, hidden }: Policy): void {
  const count = readOnly.length + hidden.length;
  if (count > KEPT_PATHS_MAX) {
    throw new HoneError(
      'E_CONFIG',
      `${count} paths are to be kept from a contained command, such as ` +
        `${readOnly[0] ?? hidden[0]}, and a sandbox can keep ${KEPT_PATHS_MAX}. Freeze whole ` +
        `folders instead of single files.`,
    );
  }
}

/** The deepest place that holds a path, or null where the machine is as it is, read-only. */
export function placeAround(path: string, places: readonly Place[]): Place | null {
  return (
    places
      .filter((place) => isWithin(path, place.path))
      .reduce<Place | null>(
        (deepest, place) =>
          deepest === null || place.path.length > deepest.path.length ? place : deepest,
        null,
      ) ?? null
  );
}

/** True when a contained command can write at a path that exists or that it makes. */
export function isWritableIn(path: string, places: readonly Place[]): boolean {
  const place = placeAround(path, places);
  return place?.kind === 'writable' || (place?.kind === 'private' && place.stays === 'writable');
}

interface Named {
  readonly path: string;
  readonly real: string;
}

/** What a command can't do without and would not find in a private folder. */
function neededPaths(command: CommandLine, places: readonly Place[]): Named[] {
  const searched = (command.env['PATH'] ?? '').split(delimiter).slice(0, PATH_FOLDERS_MAX);
  return [...searched, command.words[0], ...NEEDED_PATHS]
    .filter((path) => isAbsolute(path) && existsSync(path))
    .map((path) => ({ path: normalize(path), real: realpathSync(path) }))
    .filter(({ path, real }) => isEmptied(real, places) || isEmptied(path, places))
    .filter(({ real }) => placeAround(real, places)?.kind !== 'hidden');
}

/** True for what lies in a private folder and is therefore gone. */
function isEmptied(path: string, places: readonly Place[]): boolean {
  const place = placeAround(path, places);
  return place?.kind === 'private' && place.path !== path;
}

/** False for a place that looks the same as what is around it. */
function changesAnything(place: Place, all: readonly Place[]): boolean {
  const others = all.filter((other) => other !== place);
  const around = placeAround(place.path, others)?.kind ?? 'read-only';
  switch (place.kind) {
    case 'writable':
      return around !== 'writable';
    case 'read-only':
      return around !== 'read-only';
    case 'hidden':
      return around !== 'hidden' && around !== 'private';
    case 'private':
      return true;
  }
}

/**
 * Makes the folders on the way from a writable folder to what is kept in it places of their own.
 * What is mounted can't be renamed, but a folder above it could: it would be moved aside with all
 * that is kept, and another put where it was. The price is that files can't be renamed across the
 * borders of these folders, only copied.
 */
function withAnchors(places: readonly Place[]): Place[] {
  const all = new Map(places.map((place) => [place.path, place]));
  for (const place of places.filter(({ kind }) => kind === 'read-only' || kind === 'hidden')) {
    const others = places.filter((other) => other !== place);
    const around = placeAround(place.path, others);
    if (around?.kind === 'writable') {
      for (let up = dirname(place.path); up !== around.path; up = dirname(up)) {
        all.set(up, { kind: 'writable', path: up });
      }
    }
  }
  return [...all.values()].sort((a, b) => depthOf(a.path) - depthOf(b.path));
}

/** Links in private folders by which given paths are known to the command. */
function linksTo(named: readonly Named[], places: readonly Place[]): Link[] {
  const links = named
    .map(({ path, real }) => ({ path: normalize(path).replace(/(?<=.)\/+$/, ''), target: real }))
    .filter(({ path, target }) => path !== target && placeAround(path, places)?.kind === 'private')
    .sort((a, b) => depthOf(a.path) - depthOf(b.path));
  return links.filter(
    (link, index) => !links.slice(0, index).some((above) => isWithin(link.path, above.path)),
  );
}

function visibleFolder(cwd: string, places: readonly Place[]): string {
  const real = realPath(cwd, 'The working folder');
  const place = placeAround(real, places);
  const isEmpty = place?.kind === 'hidden' || place?.kind === 'private';
  if (isEmpty && place.path !== real) {
    throw new HoneError(
      'E_NOT_FOUND',
      `The working folder ${cwd} can't be seen inside the sandbox, because ${place.path} is ` +
        `empty there. Add it to the writable or the read-only folders of the sandbox.`,
    );
  }
  return real;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
