import { distance } from 'fastest-levenshtein';

import { NAMES_SHOWN_MAX } from '../limits.ts';
import type { Endpoint } from './endpoint.ts';
import { fieldsOf, listOf, parsedJson, textOf } from './json-fields.ts';
import { MODELS_BYTES_MAX, MODELS_MS_MAX } from './limits.ts';

/**
 * The names of the models that a server has, or null when it does not tell. A courtesy for a
 * message, so no failure of it counts.
 *
 * @throws the reason of the signal once that is aborted
 */
export async function knownModels(
  endpoint: Endpoint,
  call: typeof fetch,
  signal: AbortSignal,
): Promise<string[] | null> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(MODELS_MS_MAX)]);
  try {
    const { headers, modelsUrl } = endpoint;
    const response = await call(modelsUrl, { headers, redirect: 'manual', signal: limited });
    const text = await textUpTo(response, MODELS_BYTES_MAX);
    if (!response.ok) {
      return null;
    }
    const list = listOf(fieldsOf(parsedJson(text))['data']);
    const names = list.map((each) => textOf(fieldsOf(each)['id'])).filter((id) => id !== '');
    return names.length === 0 ? null : names;
  } catch {
    signal.throwIfAborted();
    return null; // its own failure is told already by what led here
  }
}

async function textUpTo(response: Response, bytesMax: number): Promise<string> {
  const reader = response.body?.getReader();
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for (let isOpen = reader !== undefined; isOpen && bytes < bytesMax;) {
    const { value } = (await reader?.read()) ?? {};
    isOpen = value !== undefined;
    pieces.push(value ?? new Uint8Array());
    bytes += value?.length ?? 0;
  }
  await reader?.cancel();
  return Buffer.concat(pieces).toString('utf8');
}

/** What to do about a model or an address that is not there, for the end of a message. */
export function modelAdvice(model: string, known: readonly string[] | null): string {
  if (known === null) {
    return (
      'Check the address and the name of the model. The address is the one that ends before ' +
      '/chat/completions, such as http://localhost:11434/v1.'
    );
  }
  if (known.includes(model)) {
    return 'It does list this model: it may not be able to chat, or the key may not use it.';
  }
  const nearest = known.toSorted((one, other) => distance(one, model) - distance(other, model));
  const more = known.length - NAMES_SHOWN_MAX;
  const shown = nearest.slice(0, NAMES_SHOWN_MAX).map((name) => JSON.stringify(name).slice(1, 101));
  const names = shown.map((name) => name.replace(/"$/, '')).join(', ');
  return `Choose one of its models: ${names}${more > 0 ? ` and ${more} more` : ''}.`;
}
