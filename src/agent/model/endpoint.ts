import { HoneError } from '../../base/index.ts';
import { type Secret, secretOf } from './secret.ts';

/** Where a model is asked. */
export interface Endpoint {
  /** For `POST`: the address with `/chat/completions`. */
  readonly chatUrl: string;
  /** For `GET`: the list of models. */
  readonly modelsUrl: string;
  /** For people: without query, which may hold a key. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: Secret;
}

const CHAT = '/chat/completions';

/**
 * Understands the address of an OpenAI-compatible server: its base (`http://localhost:11434/v1`),
 * the whole address with `/chat/completions`, or just the host, which gets `/v1`. A query stays.
 *
 * @throws HoneError E_CONFIG when it is no http(s) address, or has a user and password in it
 */
export function endpointAt(url: string, key: string | null): Endpoint {
  const secret = secretOf(key);
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    const shown = JSON.stringify(
      secret
        .hideIn(url)
        .replace(/[?#].*$/s, '')
        .slice(0, 200),
    );
    throw new HoneError(
      'E_CONFIG',
      `${shown} is not the address of a model's server. Write one that begins with http:// or ` +
        `https://, such as http://localhost:11434/v1 for Ollama.`,
    );
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new HoneError(
      'E_CONFIG',
      `The address of the model's server at ${parsed.host} has a user or password in it, which ` +
        `would turn up in messages. Take it out and pass it as the key.`,
    );
  }
  const path = parsed.pathname.replace(/\/+$/, '');
  const base = path.endsWith(CHAT) ? path.slice(0, -CHAT.length) : path === '' ? '/v1' : path;
  return {
    chatUrl: `${parsed.origin}${base}${CHAT}${parsed.search}`,
    modelsUrl: `${parsed.origin}${base}/models${parsed.search}`,
    name: secret.hideIn(`${parsed.origin}${base}`),
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream, application/json',
      'user-agent': 'hone',
      ...(secret.bearer === null ? {} : { authorization: secret.bearer }),
    },
    secret,
  };
}
