import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { understandWords } from '../../../src/campaign/flow/understand-words.ts';
import { inPlace, type Place, repository } from '../../cli/spawn-hone.ts';

const CONFIG = `version: 1
benchmarks:
  - {id: report, run: "true", metric: wall}
  - {id: report-large, run: "true", metric: wall}
  - {id: api-users, run: "true", metric: wall}
`;

async function targetOf(root: string, sentence: string): Promise<string | null> {
  const understood = await understandWords(sentence, root, AbortSignal.timeout(60_000));
  return understood === null
    ? null
    : `${understood.isBenchmark ? 'benchmark ' : ''}${understood.target}`;
}

/** Each sentence with what it is taken to mean. */
const SENTENCES: readonly (readonly [string, string | null])[] = [
  ['optimize the dashboard endpoint', 'dashboard endpoint'],
  ['Optimize the authentication flow', 'authentication flow'],
  ['Performance tuning for the dashboard', 'dashboard'],
  ['please make the parser much faster, please!', 'parser'],
  ['make the parser faster please', 'parser'],
  ['can you speed up our login page?', 'login page'],
  ['Optimise the report', 'benchmark report'],
  ['make report-large faster', 'benchmark report-large'],
  ['tune report large', 'benchmark report-large'],
  ['reduce the latency of api/users', 'benchmark api-users'],
  ['improve the response time of the API', 'API'],
  ['Optimize performance', 'Optimize performance'],
  ['Performance tuning', 'Performance tuning'],
  ['why is it so slow', 'why is it so slow'],
  ['write a poem about the sea', null],
  ['delete everything', null],
  ['   ', null],
  ['?!.', null],
];

test(
  'a sentence that asks for speed names a target; one that does not is not understood',
  inPlace(async (place: Place) => {
    const root = repository(place, { 'hone.yaml': CONFIG });
    for (const [sentence, target] of SENTENCES) {
      assert.equal(await targetOf(root, sentence), target, sentence);
    }
    writeFileSync(join(root, 'hone.yaml'), 'version: [broken');
    assert.equal(await targetOf(root, 'optimize the report'), 'report');
  }),
);

test(
  'outside of a repository there is nothing to make faster',
  inPlace(async (place) => {
    await assert.rejects(
      targetOf(place.root, 'optimize the report'),
      /not inside a git repository/,
    );
  }),
);
