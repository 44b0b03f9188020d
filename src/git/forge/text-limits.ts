import { HoneError } from '../../base/index.ts';
import { BODY_CHARACTERS_MAX, TITLE_CHARACTERS_MAX } from './limits.ts';

/**
 * Refuses a title or text that no host takes, before anything is sent.
 *
 * @throws HoneError E_USAGE
 */
export function assertText(text: { readonly title?: string; readonly body?: string }): void {
  const { title, body } = text;
  if (title !== undefined && (title.trim() === '' || title.length > TITLE_CHARACTERS_MAX)) {
    throw new HoneError(
      'E_USAGE',
      `A pull request needs a title of 1 to ${TITLE_CHARACTERS_MAX} characters; this one has ` +
        `${title.trim().length}.`,
    );
  }
  if (body !== undefined && body.length > BODY_CHARACTERS_MAX) {
    throw new HoneError(
      'E_USAGE',
      `A text of ${body.length} characters is more than the ${BODY_CHARACTERS_MAX} that a host ` +
        `takes. Shorten it, or put the rest into a file of the branch.`,
    );
  }
}
