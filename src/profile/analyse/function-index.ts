import type { Frame, FrameKind, Profile } from '../profile.ts';
import { type PackageOwner, packageOwner } from './package-owner.ts';
import { type Subject, subjectFile } from './subject.ts';

/** A function of one revision of the subject, the same in all runs of it. */
export interface KnownFunction extends PackageOwner {
  readonly name: string;
  /** As `subjectFile` gives it; '' when unknown. */
  readonly file: string;
  readonly line: number; // of its definition, from 1; 0 when unknown
  readonly column: number; // from 1; 0 when unknown
  readonly kind: FrameKind;
}

/**
 * Numbers the functions of all runs of one revision. It grows as runs are weighed; a number once
 * given stays, so columns of an earlier run are merely shorter.
 */
export interface FunctionIndex {
  readonly subject: Subject;
  readonly functions: readonly KnownFunction[];
  /** The number of each frame of a profile. */
  readonly numbersOf: (profile: Profile) => Int32Array;
}

/** An index without functions, for the runs of one revision. */
export function functionIndex(subject: Subject): FunctionIndex {
  const functions: KnownFunction[] = [];
  const numbers = new Map<string, number>();
  const owners = new Map<string, PackageOwner>();
  const files = new Map<string, string>();
  const numberOf = (frame: Frame): number => {
    const { name, line, column, kind } = frame;
    const file = remembered(files, frame.file, () => subjectFile(frame.file, subject.root));
    return remembered(numbers, `${kind}\0${line}\0${column}\0${name}\0${file}`, () => {
      const owner = remembered(owners, `${kind}\0${file}`, () => packageOwner(file, kind, subject));
      functions.push({ name, file, line, column, kind, ...owner });
      return functions.length - 1;
    });
  };
  return {
    subject,
    functions,
    numbersOf: ({ frames }) => Int32Array.from(frames, numberOf),
  };
}

function remembered<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = make();
  map.set(key, made);
  return made;
}
