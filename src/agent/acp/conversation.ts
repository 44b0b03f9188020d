import { HoneError, ownField, TransientError, transientReasonIn } from '../../base/index.ts';
import { lastLines, shownCommand } from '../command-text.ts';
import type { AttemptFacts } from './attempt-failure.ts';
import { LOGINS_SHOWN_MAX, LOGINS_TRIED_MAX } from './limits.ts';
import { type AgentLink, type Answer, SPOKEN_VERSION } from './protocol.ts';
import { oneLine } from './tool-call.ts';
import { amountIn, type Fields, fieldsIn, isFields, listIn, textIn } from './wire.ts';

/** What a conversation is about. All paths are absolute. */
export interface Talk {
  readonly facts: AttemptFacts;
  readonly prompt: string;
  readonly cwd: string;
  /** Where it hands in: agents that keep to their folders have to know of it. */
  readonly handInFolder: string;
  /** Holds one answer to a bound on time; nothing bounds the answer to the prompt but the whole. */
  readonly inTime: (asked: string, answer: Promise<Answer>) => Promise<Answer>;
  /** Told once, when the agent answers in the protocol for the first time. */
  readonly onSpoken: () => void;
  /** Told once, when there is a session that can be cancelled. */
  readonly onSession: (sessionId: string) => void;
}

/**
 * Leads an agent through one task: greeting, login where it needs no person, session, prompt.
 *
 * @returns the answer to the prompt, as it came, when the agent was done with its work
 * @throws HoneError E_COMMAND for everything else that it may answer, with what to do; a
 *   TransientError for a rate limit or a broken network
 */
export async function converse(link: AgentLink, talk: Talk): Promise<Fields> {
  const { facts, inTime } = talk;
  const greeting = valueOf(await inTime('initialize', link.initialize()), facts);
  talk.onSpoken();
  checkVersion(greeting, facts);

  const withLogin = async (ask: () => Promise<Answer>): Promise<Answer> => {
    const first = await ask();
    if (first.kind !== 'login-needed') {
      return first;
    }
    await logIn(link, greeting, talk);
    return ask();
  };
  const folders = takesFolders(greeting) ? [talk.handInFolder] : [];
  const session = valueOf(
    await withLogin(() => inTime('session/new', link.newSession(talk.cwd, folders))),
    facts,
  );
  const sessionId = textIn(session, 'sessionId');
  if (sessionId === null) {
    throw nonsense('session/new', facts);
  }
  talk.onSession(sessionId);
  const answer = valueOf(await withLogin(() => link.prompt(sessionId, talk.prompt)), facts);
  checkStop(answer, facts);
  return answer;
}

/** The answer that counts, or the error that it is. */
function valueOf(answer: Answer, facts: AttemptFacts): Fields {
  switch (answer.kind) {
    case 'answer':
      if (!isFields(answer.value)) {
        throw nonsense('a request', facts);
      }
      return answer.value;
    case 'login-needed':
      throw loginNeeded({}, facts);
    case 'error':
      throw reported(answer.message, facts);
  }
}

function checkVersion(greeting: Fields, { what, command }: AttemptFacts): void {
  const version = amountIn(greeting, 'protocolVersion');
  if (version !== SPOKEN_VERSION) {
    const spoken = version === null ? 'no version that hone knows' : `version ${version}`;
    throw new HoneError(
      'E_COMMAND',
      `${what} speaks ${spoken} of the Agent Client Protocol, and hone speaks version ` +
        `${SPOKEN_VERSION}: ${shownCommand(command)}. Use a release of the agent that speaks ` +
        `version ${SPOKEN_VERSION}, or a release of hone that speaks the agent's.`,
    );
  }
}

function takesFolders(greeting: Fields): boolean {
  const capabilities = fieldsIn(fieldsIn(greeting, 'agentCapabilities'), 'sessionCapabilities');
  return isFields(capabilities['additionalDirectories']);
}

/** Ways that read a key from the environment. The others open a browser or ask in a terminal. */
const WITHOUT_PERSON = /api[-_ ]?key|env[-_]?var/i;

/**
 * @throws HoneError E_COMMAND when no way without a person works
 */
async function logIn(link: AgentLink, greeting: Fields, { facts, inTime }: Talk): Promise<void> {
  const ways = listIn(greeting, 'authMethods')
    .filter((way) => WITHOUT_PERSON.test(`${textIn(way, 'id') ?? ''} ${textIn(way, 'type') ?? ''}`))
    .slice(0, LOGINS_TRIED_MAX);
  for (const way of ways) {
    const id = textIn(way, 'id') ?? '';
    const answer = await inTime('authenticate', link.authenticate(id));
    if (answer.kind === 'answer') {
      return;
    }
  }
  throw loginNeeded(greeting, facts);
}

function loginNeeded(greeting: Fields, { what, command }: AttemptFacts): HoneError {
  const names = listIn(greeting, 'authMethods')
    .map((way) => oneLine(textIn(way, 'name') ?? textIn(way, 'id') ?? ''))
    .filter((name) => name !== '')
    .slice(0, LOGINS_SHOWN_MAX);
  const offers = names.length === 0 ? '' : ` It offers: ${names.join(', ')}.`;
  return new HoneError(
    'E_COMMAND',
    `${what} asks to log in first, which needs a person: ${shownCommand(command)}.${offers} Log ` +
      `in once with the agent's own program as the same user, or put the key that it reads into ` +
      `the environment, then run the same command again.`,
  );
}

function nonsense(asked: string, { what, command, logPath }: AttemptFacts): HoneError {
  return new HoneError(
    'E_COMMAND',
    `${what} answered ${asked} with something that the protocol does not know: ` +
      `${shownCommand(command)}. Update the agent, or give the role another executor. All that ` +
      `was said is in ${logPath}.`,
  );
}

function reported(said: string, { what, command, logPath }: AttemptFacts): HoneError {
  const message =
    `${what} reports an error: ${lastLines(said)}. The command was ${shownCommand(command)}. ` +
    `Correct what it names, or give the role another executor. All that was said is in ${logPath}.`;
  const reason = transientReasonIn(lastLines(said));
  return reason === null
    ? new HoneError('E_COMMAND', message)
    : new TransientError('E_COMMAND', reason, message);
}

/** What happened and what to do for each way to stop other than being done. */
const STOPS: Readonly<Record<string, readonly [string, string]>> = {
  refusal: [
    'refused to go on',
    'Read there what it said, and describe the task in other words or give the role another ' +
      'executor.',
  ],
  max_tokens: [
    'stopped because its model may not write more in one turn',
    "Give it less to do, or raise that limit in the agent's own settings.",
  ],
  max_turn_requests: [
    'stopped because it may not ask its model more often in one turn',
    "Give it less to do, or raise that limit in the agent's own settings.",
  ],
  cancelled: [
    'says that its work was cancelled, which hone did not do',
    'Run the same command again, and see there what came before.',
  ],
};

function checkStop(answer: Fields, facts: AttemptFacts): void {
  const { what, command, logPath } = facts;
  const stop = textIn(answer, 'stopReason');
  if (stop === 'end_turn') {
    return;
  }
  if (stop === null) {
    throw nonsense('session/prompt', facts);
  }
  const [happened, advice] = ownField(STOPS, stop) ?? [
    `stopped for a reason that hone does not know (${oneLine(stop)})`,
    'Update hone, or give the role another executor.',
  ];
  throw new HoneError(
    'E_COMMAND',
    `${what} ${happened}: ${shownCommand(command)}. Nothing of it is used. All that was said is ` +
      `in ${logPath}. ${advice}`,
  );
}
