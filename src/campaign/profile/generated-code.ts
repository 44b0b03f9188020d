import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { diskErrorFrom, writeFileAtomic } from '../../base/index.ts';
import {
  type Profile,
  type ReadSourceMap,
  type SourceOf,
  subjectFile,
} from '../../profile/index.ts';
import { GENERATED_CHARS_MAX } from './limits.ts';
import { sourceMapReader, sourceReader } from './source-map-files.ts';

/** The file of a kept profile with the code that ran and was made from other code. */
const GENERATED_FILE = 'generated-code.json.gz';

/** A generated file as it was when it was profiled. */
export interface GeneratedCode {
  /** As profiles name it. */
  readonly file: string;
  readonly text: string;
  /** Its source map. */
  readonly map: string;
}

const Generated = Type.Array(
  Type.Object({ file: Type.String(), text: Type.String(), map: Type.String() }),
);

/** What is known of the generated files of a kept profile. */
export interface KeptCode {
  readonly maps: ReadSourceMap;
  /** Their texts, by their paths in reports. */
  readonly texts: SourceOf;
}

/** Collects the code that frames were mapped from, run by run, while it is still there. */
export class GeneratedFiles {
  readonly #root: string;
  readonly #mapOf: ReadSourceMap;
  readonly #textOf: SourceOf;
  readonly #code = new Map<string, GeneratedCode | null>();
  #charsLeft = GENERATED_CHARS_MAX;

  constructor(root: string) {
    this.#root = root;
    this.#mapOf = sourceMapReader(root);
    this.#textOf = sourceReader(root);
  }

  /** Those that were collected; what is over `GENERATED_CHARS_MAX` in sum is left out. */
  get all(): GeneratedCode[] {
    return [...this.#code.values()].filter((one) => one !== null);
  }

  /** @param profiles - with source maps applied */
  add(profiles: readonly Profile[]): void {
    for (const { generated } of profiles.flatMap(({ frames }) => frames)) {
      if (generated !== undefined && !this.#code.has(generated.file)) {
        this.#code.set(generated.file, this.#read(generated.file));
      }
    }
  }

  #read(file: string): GeneratedCode | null {
    const [map, text] = [this.#mapOf(file), this.#textOf(subjectFile(file, this.#root))];
    const chars = (map?.length ?? 0) + (text?.length ?? 0);
    if (map === null || text === null || chars > this.#charsLeft) {
      return null;
    }
    this.#charsLeft -= chars;
    return { file, text, map };
  }
}

/** Writes it beside the raw profiles, packed, each file once. @throws HoneError E_DISK */
export function keepGeneratedCode(folder: string, code: readonly GeneratedCode[]): void {
  const files = new Map(code.map((one) => [one.file, one] as const));
  if (files.size > 0) {
    const packed = gzipSync(JSON.stringify([...files.values()]));
    try {
      writeFileAtomic(join(folder, GENERATED_FILE), packed);
    } catch (thrown) {
      throw diskErrorFrom(thrown, folder);
    }
  }
}

/**
 * The generated code of a kept profile. Nothing is read of the place where it ran: another revision
 * may lie there now. Profiles of before this was kept have none, so their frames are named as they
 * ran.
 */
export function keptCode(folder: string, root: string): KeptCode {
  const code = new Map(codeIn(folder).map((one) => [one.file, one] as const));
  const texts = new Map(
    [...code.values()].map(({ file, text }) => [subjectFile(file, root), text]),
  );
  return {
    maps: (file) => code.get(file)?.map ?? null,
    texts: (file) => texts.get(file) ?? null,
  };
}

function codeIn(folder: string): readonly GeneratedCode[] {
  const path = join(folder, GENERATED_FILE);
  if (!existsSync(path)) {
    return [];
  }
  try {
    const maxOutputLength = 6 * GENERATED_CHARS_MAX; // as JSON in bytes it is longer
    const text = gunzipSync(readFileSync(path), { maxOutputLength }).toString('utf8');
    const value: unknown = JSON.parse(text);
    return Value.Check(Generated, value) ? value : [];
  } catch {
    return []; // changed or cut off: then frames are named as they ran
  }
}
