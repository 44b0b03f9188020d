import { relative, sep } from 'node:path';

import { architectureMarkdown } from '../../../report/index.ts';
import { architectureOfTree } from '../../subject-architecture.ts';
import type { ArtifactRecord } from '../board.ts';
import { optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { recordJson, recordText } from '../record-artifact.ts';
import { trusted } from '../trusted.ts';

/** A record of its own, so that it is written once also when the step goes on after a crash. */
const PARSE = trusted<ArtifactRecord[]>;

/**
 * `architecture-notes.json` and `.md`: how the base is put together, from its committed files. What
 * can't be read is named there and stops nothing.
 */
export function recordArchitecture(work: StepWork): Promise<readonly ArtifactRecord[]> {
  const { flow, step, context } = work;
  const options = { ...optionsFor(work, 'how it is put together'), parse: PARSE };
  return flow.step(`${step.id}/architecture`, options, async ({ signal }) => {
    const { repository, started } = context;
    const body = await architectureOfTree(repository, started.base.tree, signal);
    const folder = context.store.runFolder(context.run);
    const toRoot = relative(folder, repository.root).split(sep).join('/');
    return [
      recordJson(work, { name: 'architecture-notes.json', agent: 'hone' }, body),
      recordText(work, {
        name: 'architecture-notes.md',
        agent: 'hone',
        text: architectureMarkdown(body, toRoot),
      }),
    ];
  });
}
