import type { Complaints } from '../../document/index.ts';
import { artifactName } from './artifact-name.ts';
import type { PlacedText } from './fields.ts';
import type { StepInput } from './flow-file.ts';

/**
 * Reads `plan.json (from step 0, optional)`: a name and, in parentheses, where it comes from and
 * whether it may be missing (`optional`, `if available`). Other notes are warned of.
 */
export function stepInput(entry: PlacedText, complaints: Complaints): StepInput | null {
  const { text, place } = entry;
  const match = /^(.*?)\s*(?:\(([^()]*)\))?$/s.exec(text);
  const notes = (match?.[2] ?? '')
    .split(',')
    .map((note) => note.trim())
    .filter((note) => note !== '');
  const name = artifactName({ text: match?.[1] ?? text, place }, 'artifact', complaints);
  if (name === null) {
    return null;
  }
  let from: string | null = null;
  let optional = false;
  for (const note of notes) {
    const source = /^from step ([^\s]+)$/i.exec(note)?.[1];
    if (source !== undefined) {
      from = /^\d+(?:\.\d+)?$/.test(source) ? String(Number(source)) : source;
    } else if (/^(?:optional|if (?:available|present|it exists))$/i.test(note)) {
      optional = true;
    } else {
      const message = `The note "${note}" on the input "${name}" has no effect.`;
      complaints.warn(place, message, 'Understood are "from step 3", "optional" and both.');
    }
  }
  return { name, from, optional, place };
}
