import { HoneError } from '../../base/index.ts';
import { KEY_LENGTH_MIN } from './limits.ts';

/** What stands in the place of a key. */
const BLACKED_OUT = '[key]';

/** A key that no text which leaves this module contains. */
export interface Secret {
  /** The value of an `authorization` header; null without a key. */
  readonly bearer: string | null;
  /** The text without the key. */
  readonly hideIn: (text: string) => string;
}

/**
 * @param key - null, or the key; white space around it is no part of it
 * @throws HoneError E_CONFIG for a key that no header can carry; the message does not hold it
 */
export function secretOf(key: string | null): Secret {
  const value = key?.trim() ?? '';
  if (value === '') {
    return { bearer: null, hideIn: (text) => text };
  }
  // Without quotes and backslashes it reads the same inside JSON, so that it is found there too.
  if (!/^[!#-[\]-~]+$/.test(value)) {
    throw new HoneError(
      'E_CONFIG',
      'The key for the model has characters that no HTTP header may carry, such as a space or a ' +
        'line break in its middle. Copy it again from where you got it.',
    );
  }
  const isSecret = value.length >= KEY_LENGTH_MIN;
  return {
    bearer: `Bearer ${value}`,
    hideIn: (text) => (isSecret ? text.replaceAll(value, BLACKED_OUT) : text),
  };
}

/** The variables whose value does not hold the key: what a model runs has no use for it. */
export function withoutSecret(
  env: Readonly<Record<string, string>>,
  { hideIn }: Secret,
): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => hideIn(value) === value));
}
