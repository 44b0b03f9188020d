import { existsSync, readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';

import { HoneError, messageOf } from '../../base/index.ts';
import type { Rubric } from '../../model/index.ts';
import { parseRubric } from '../../plan/index.ts';

/**
 * Reads a rubric, YAML or JSON.
 *
 * @param path - absolute
 * @param instead - what else to do than to write the file, for messages
 * @throws HoneError E_CONFIG
 */
export function rubricAt(path: string, instead: string): Rubric {
  if (!existsSync(path)) {
    throw new HoneError('E_CONFIG', `The rubric ${path} does not exist. Write it, or ${instead}.`);
  }
  let value: unknown;
  try {
    value = parseYaml(readFileSync(path, 'utf8'));
  } catch (thrown) {
    throw new HoneError('E_CONFIG', `The rubric ${path} is not understood: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
  const parsed = parseRubric(value);
  if (parsed.kind === 'invalid') {
    throw new HoneError('E_CONFIG', `The rubric ${path} is wrong: ${parsed.problems.join('; ')}.`);
  }
  return parsed.rubric;
}
