import { lstatSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

import { assert, HoneError, writeFileAtomic } from '../base/index.ts';
import { innerFolder } from './inner-folder.ts';
import { ARTIFACT_NAME_CHARS_MAX } from './limits.ts';
import type { RunId } from '../model/index.ts';

/** Where an artifact comes from; written into it beside the run. */
export interface ArtifactMeta {
  /** Name and version of its shape: `hone.try.v1`. */
  readonly schema: string;
  /** Of the subject; null where no single one applies. */
  readonly commit: string | null;
  /** Of the frozen suite; null before it is frozen. */
  readonly suiteHash: string | null;
}

/** How an artifact is checked on its way out. */
export interface ArtifactShape {
  /** Describes the whole document, what `meta` adds included. */
  readonly schema: TSchema;
  readonly meta: ArtifactMeta;
}

/** Files for people and other programs, written from the journal and never read back as state. */
export interface Artifacts {
  folderOf(run: RunId): string;
  writeJson(run: RunId, name: string, value: object, shape: ArtifactShape): string;
  writeText(run: RunId, name: string, text: string): string;
}

/** Views are written after every event, and few of them say anything new each time. */
function holds(path: string, text: string): boolean {
  const bytes = Buffer.from(text);
  const found = lstatSync(path, { throwIfNoEntry: false });
  return (
    found?.isFile() === true && found.size === bytes.length && readFileSync(path).equals(bytes)
  );
}

/** File names that mean the same on every system: no dot first, no separators, no spaces. */
const NAME_PATTERN = /^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*){0,3}$/;
const SCHEMA_PATTERN = /^hone(\.[a-z0-9]+(-[a-z0-9]+)*)+\.v[1-9][0-9]*$/;

/**
 * @param base - a folder that exists: `.hone`, or the subject when artifacts go elsewhere in it
 * @param parts - names from there to the folder that holds `runs`
 */
export function artifactsIn(base: string, parts: readonly string[]): Artifacts {
  function fileOf(run: RunId, name: string): string {
    assert(
      NAME_PATTERN.test(name) && name.length <= ARTIFACT_NAME_CHARS_MAX,
      `an artifact has a plain relative name, not ${JSON.stringify(name)}`,
    );
    const folders = name.split('/').slice(0, -1);
    const path = join(base, ...parts, 'runs', run, name);
    assert(dirname(path) === innerFolder(base, [...parts, 'runs', run, ...folders]), 'paths agree');
    return path;
  }

  function writeText(run: RunId, name: string, text: string): string {
    const path = fileOf(run, name);
    if (!holds(path, text)) {
      writeFileAtomic(path, text);
    }
    return path;
  }

  return {
    folderOf: (run) => innerFolder(base, [...parts, 'runs', run]),
    writeText,
    writeJson(run, name, value, { schema, meta }) {
      assert(SCHEMA_PATTERN.test(meta.schema), `${meta.schema} is a schema of hone's`);
      const text = `${JSON.stringify(documentOf(run, name, value, meta), null, 2)}\n`;
      const path = fileOf(run, name);
      if (holds(path, text)) {
        return path; // it was checked when it was written
      }
      // What is checked is what will be read, after undefined, dates and NaN became something else.
      const problem = Value.Errors(schema, JSON.parse(text))[0];
      assert(
        problem === undefined,
        `${name} has the shape ${meta.schema}: ${problem?.instancePath} ${problem?.message}`,
      );
      writeFileAtomic(path, text);
      return path;
    },
  };
}

/**
 * The folder that `artifact_root` names, as names from the subject's root.
 *
 * @throws HoneError E_CONFIG when it leads out of the subject
 */
export function partsOfArtifactRoot(root: string): readonly string[] {
  const parts = root.split('/').filter((part) => part !== '' && part !== '.');
  if (isAbsolute(root) || parts.includes('..') || root.includes('\0')) {
    throw new HoneError(
      'E_CONFIG',
      `artifact_root: ${root} leads out of the repository. Give a folder inside it, e.g. ` +
        '.claude/context.',
    );
  }
  return parts;
}

function documentOf(run: RunId, name: string, value: object, meta: ArtifactMeta): object {
  const envelope = { schema: meta.schema, run, commit: meta.commit, suiteHash: meta.suiteHash };
  for (const [field, own] of Object.entries(value)) {
    const given = Object.entries(envelope).find(([other]) => other === field);
    assert(
      given === undefined || given[1] === own,
      `${field} in ${name} is the same as in what comes with it`,
    );
  }
  return { ...envelope, ...value };
}
