import type { Edit } from './play-anthropic.ts';
import {
  fieldsIn,
  type Fields,
  isFields,
  type PlayedAnswer,
  type PlayedModel,
  playModel,
} from './play-model.ts';

/**
 * Speaks the Gemini API, as a stream and whole: has the file read, then a part of it replaced, then
 * says so. Each answer costs 100 tokens in and 10 out. Requests without tools get the same words.
 *
 * @see https://ai.google.dev/api/generate-content
 */
export function playGemini({ path, from, to }: Edit, says: string): Promise<PlayedModel> {
  return playModel((asked, body) => {
    if (asked.endsWith(':countTokens')) {
      return { type: 'application/json', text: '{"totalTokens": 100}' };
    }
    if (!/:(?:stream)?generateContent$/i.test(asked)) {
      return null;
    }
    const isStream = asked.endsWith(':streamGenerateContent');
    const names = fieldsIn(body['tools'])
      .flatMap((tool) => fieldsIn(tool['functionDeclarations']))
      .map((tool) => tool['name']);
    const results = fieldsIn(body['contents'])
      .flatMap((content) => fieldsIn(content['parts']))
      .filter((part) => isFields(part['functionResponse'])).length;
    if (!names.includes('replace') || results >= 2) {
      return answerOf({ text: says }, isStream);
    }
    const call =
      results === 0
        ? { name: 'read_file', args: { file_path: path } }
        : {
            name: 'replace',
            args: { file_path: path, instruction: 'Copy less.', old_string: from, new_string: to },
          };
    return answerOf({ functionCall: call }, isStream);
  });
}

function answerOf(part: Fields, isStream: boolean): PlayedAnswer {
  const whole = JSON.stringify({
    candidates: [{ index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110 },
    modelVersion: 'played',
  });
  return isStream
    ? { type: 'text/event-stream', text: `data: ${whole}\n\n` }
    : { type: 'application/json', text: whole };
}
