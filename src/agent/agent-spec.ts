import { distance } from 'fastest-levenshtein';

import { HoneError } from '../base/index.ts';
import type { Command } from '../model/index.ts';
import { PRESET_NAMES, type PresetName } from './command-presets.ts';

/** Who proposes, as a person names it on a command line or in a file. */
export type AgentSpec =
  | {
      readonly kind: 'command';
      /** Whose words are added; null for any other command line. */
      readonly preset: PresetName | null;
      readonly command: Command;
    }
  /** Speaks the Agent Client Protocol on its standard input and output. */
  | { readonly kind: 'acp'; readonly command: Command }
  /** An endpoint with the chat completions of OpenAI. */
  | {
      readonly kind: 'model';
      /** Without query and fragment, and without a slash at its end. */
      readonly url: string;
      readonly model: string;
      /** Name of the environment variable that holds the key; null when none is needed. */
      readonly keyVariable: string | null;
    }
  | { readonly kind: 'human' };

/** What can be written, for messages and help. */
export const AGENT_SPEC_FORMS: readonly string[] = [
  'claude',
  'codex --model gpt-5',
  'gemini',
  'acp:gemini --acp',
  'model:http://127.0.0.1:11434/v1#qwen3',
  'human',
  './my-agent.sh',
];

/**
 * Understands who is named: `claude`, `codex` and `gemini` with the words that come after them;
 * `acp:` and a command line; `model:URL#MODEL`, with `?key=VARIABLE` after the model when it wants
 * a key; `human` or `person`; anything else is a command line.
 *
 * @param parseCommand - splits a command line; its errors go through
 * @throws HoneError E_USAGE with what to write instead
 */
export function parseAgentSpec(text: string, parseCommand: (text: string) => Command): AgentSpec {
  const spec = text.trim();
  if (spec === '') {
    throw badSpec('No agent is named.');
  }
  const [, scheme = '', rest = ''] = /^([A-Za-z]+):(?!\/\/)(.*)$/s.exec(spec) ?? [];
  switch (scheme) {
    case 'acp':
      return acpSpec(rest.trim(), parseCommand);
    case 'model':
      return modelSpec(rest.trim());
    case '':
      break;
    default:
      refuseScheme(scheme, rest.trim());
  }
  if (/^(human|person)$/i.test(spec)) {
    return { kind: 'human' };
  }
  if (/^(acp|model)$/.test(spec.split(/\s/)[0] ?? '')) {
    throw badSpec(`"${shown(spec)}" lacks the colon after its first word.`);
  }
  const command = parseCommand(spec);
  const preset = command.kind === 'words' ? presetNamed(command.words[0]) : null;
  return { kind: 'command', preset, command };
}

function presetNamed(word: string): PresetName | null {
  return PRESET_NAMES.find((name) => name === word) ?? null;
}

/** Other words with a colon are the user's own, such as `C:\agent.exe`. */
function refuseScheme(scheme: string, rest: string): void {
  const word = scheme.toLowerCase();
  const preset = presetNamed(word);
  if (preset !== null) {
    throw badSpec(`"${scheme}:" is not understood. Write "${`${preset} ${shown(rest)}`.trim()}".`);
  }
  if (word === 'human' || word === 'person') {
    throw badSpec(`"${scheme}:" is not understood. Write human.`);
  }
  const mistakes = { acp: 1, model: 2 }; // two letters of three make another word
  const meant = (['acp', 'model'] as const).find(
    (known) => distance(known, word) <= mistakes[known],
  );
  if (meant !== undefined) {
    throw badSpec(`"${scheme}:" is not understood. Did you mean "${meant}:"?`);
  }
}

function acpSpec(text: string, parseCommand: (text: string) => Command): AgentSpec {
  if (text === '') {
    throw badSpec('After "acp:" comes the command line of an agent: acp:gemini --acp.');
  }
  return { kind: 'acp', command: parseCommand(text) };
}

const MODEL_FORM = 'Write model:URL#MODEL, such as model:http://127.0.0.1:11434/v1#qwen3.';

function modelSpec(text: string): AgentSpec {
  const { address, keyVariable } = keyIn(text);
  const hash = address.indexOf('#');
  const model = hash < 0 ? '' : address.slice(hash + 1).trim();
  const start = (hash < 0 ? address : address.slice(0, hash)).trim();
  if (!URL.canParse(start) || !/^https?:\/\//i.test(start)) {
    throw badSpec(`"${shown(start)}" is no address of a server. ${MODEL_FORM}`);
  }
  const url = new URL(start);
  if (url.username !== '' || url.password !== '') {
    throw badSpec(
      `The address after "model:" has a name or a password in it, which everybody could read. ` +
        `Put the key into an environment variable and write ?key=ITS_NAME after the model.`,
    );
  }
  if (url.search !== '') {
    throw badSpec(`"${shown(url.search)}" is not understood. Only ?key=VARIABLE may stand there.`);
  }
  if (model === '' || /\s/.test(model)) {
    throw badSpec(
      model === ''
        ? `The name of the model is missing after ${url.href}. ${MODEL_FORM}`
        : `"${shown(model)}" has a blank in it and is no name of a model. ${MODEL_FORM}`,
    );
  }
  return { kind: 'model', url: url.href.replace(/\/+$/, ''), model, keyVariable };
}

/** `?key=NAME` may stand after the model, where it is meant to be, or after the address. */
function keyIn(text: string): { readonly address: string; readonly keyVariable: string | null } {
  const match = /\?key=([^#?]*)/.exec(text);
  const [whole = '', name = ''] = match ?? [];
  if (match === null) {
    return { address: text, keyVariable: null };
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    // It may be the key itself, so it is not shown.
    throw badSpec(
      'What comes after "?key=" is not the name of an environment variable. Put the key into ' +
        'one and write its name, such as ?key=OPENAI_API_KEY.',
    );
  }
  return { address: text.replace(whole, ''), keyVariable: name };
}

function badSpec(message: string): HoneError {
  return new HoneError(
    'E_USAGE',
    `${message} An agent is one of: ${AGENT_SPEC_FORMS.join(' | ')}.`,
  );
}

function shown(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
