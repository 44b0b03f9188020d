import { type Complaints, type Place, suggestion } from '../../document/index.ts';
import type { FlowFile, FlowStep } from '../file/flow-file.ts';
import {
  hasBrokenPlaceholder,
  PLACEHOLDERS,
  placeholdersIn,
  type Spelling,
} from '../placeholder.ts';

interface Written {
  readonly text: string;
  readonly place: Place;
  readonly spelling: Spelling;
}

/** Placeholders that nothing will fill, which would refuse the step when its turn comes. */
export function checkPlaceholders(
  flow: FlowFile,
  more: readonly string[],
  complaints: Complaints,
): void {
  const known = [...PLACEHOLDERS, ...more];
  for (const { text, place, spelling } of flow.steps.flatMap(textsOf)) {
    for (const name of placeholdersIn(text, spelling)) {
      if (!known.includes(name)) {
        const message = `There is no placeholder "${name}".`;
        complaints.refuse(place, message, suggestion(name, known, 'placeholders'));
      }
    }
    if (hasBrokenPlaceholder(text, spelling)) {
      const start = JSON.stringify(text.slice(0, 60));
      const message = `A bracket of a placeholder stands alone in ${start}.`;
      complaints.refuse(place, message, 'A placeholder looks like {{run_id}}.');
    }
  }
}

function textsOf({ inputs, outputs, validation, description, place }: FlowStep): Written[] {
  const rubric = validation?.rubricFile ?? '';
  const schema = validation?.schema ?? '';
  const schemaPlace = validation?.schemaPlace ?? place;
  return [
    ...[...inputs, ...outputs].map((one) => {
      return { text: one.name, place: one.place, spelling: 'name' } as const;
    }),
    { text: schema, place: schemaPlace, spelling: 'name' },
    { text: rubric, place: schemaPlace, spelling: 'name' },
    { text: description, place, spelling: 'prose' },
  ];
}
