import {
  asList,
  asMap,
  asScalar,
  type Complaints,
  type MapTree,
  type ScalarTree,
  valueAt,
} from '../../document/index.ts';
import { BENCHMARKS_MAX } from '../limits.ts';
import { SEED_NAME } from '../placeholders.ts';

/** One combination of inputs: the value of each name. */
export type Inputs = Readonly<Record<string, string>>;

/** Every combination of the `inputs` of a benchmark; the one empty combination when it has none. */
export function combinationsOf(benchmark: MapTree, complaints: Complaints): Inputs[] {
  const tree = valueAt(benchmark, 'inputs');
  if (tree === null) {
    return [{}];
  }
  let rows: Inputs[] = [{}];
  for (const [name, { keyPlace, value }] of asMap(tree).entries) {
    if (!/^[A-Za-z_][\w-]*$/.test(name) || name === SEED_NAME) {
      const message = `"${name}" can't be the name of an input.`;
      const reserved = `{${SEED_NAME}} stands for a number that is drawn for each run.`;
      const form = 'Begin with a letter and go on with letters, digits and underscores.';
      complaints.refuse(keyPlace, message, name === SEED_NAME ? reserved : form);
      return [{}];
    }
    const values = valuesOf(asList(value).items.map(asScalar), name, complaints);
    if (rows.length * values.length > BENCHMARKS_MAX) {
      const message = `These inputs make more than ${BENCHMARKS_MAX} benchmarks.`;
      complaints.refuse(keyPlace, message, 'Keep the values that differ in what they show.');
      return [{}];
    }
    rows = rows.flatMap((row) => values.map((text) => ({ ...row, [name]: text })));
  }
  return rows;
}

function valuesOf(scalars: readonly ScalarTree[], name: string, complaints: Complaints): string[] {
  const seen = new Set<string>();
  for (const { text, place } of scalars) {
    if (seen.has(idPart(text))) {
      complaints.refuse(place, `The value "${text}" of ${name} stands here twice.`);
    } else if (text.trim() === '' || text.includes('\0')) {
      complaints.refuse(place, `A value of ${name} is empty or holds a NUL character.`);
    }
    seen.add(idPart(text));
  }
  return scalars.map(({ text }) => text);
}

/** `/size=10,kind=a` for the id of a combination; nothing for the empty one. */
export function idSuffix(inputs: Inputs): string {
  const parts = Object.entries(inputs).map(([name, value]) => `${name}=${idPart(value)}`);
  return parts.length === 0 ? '' : `/${parts.join(',')}`;
}

/** A value as part of an id, which has to survive file names, keys and the text of a target. */
function idPart(value: string): string {
  return value.replaceAll(/[^\p{L}\p{N}._+-]+/gu, '_').slice(0, 40);
}
