import { visible } from './safe-text.ts';

/** Text that is HTML or SVG already; only `html` and `joined` make it. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, markup is not, null is nothing. */
export type Content = string | number | null | Markup | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template of HTML or SVG in which every value is escaped, in text and in quoted attributes. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const markup = parts.map((part, index) => {
    const content = contents[index];
    return content === undefined ? part : part + rendered(content);
  });
  return { markup: markup.join('') };
}

/** Nothing, where a template has an optional part. */
export const NOTHING: Markup = { markup: '' };

/** Text made visible and escaped for HTML text and quoted attributes. */
export function escapeHtml(text: string): string {
  return visible(text).replaceAll(/[&<>"']/gu, (character) => ESCAPES[character] ?? character);
}

/**
 * A value as JSON that can stand inside a script element: no character sequence in it can end the
 * element, start a comment or break a line of JavaScript, and none hides from who reads the source.
 */
export function jsonForScript(json: string): string {
  return json.replaceAll(
    /[<>&\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

function rendered(content: Content): string {
  if (content === null) {
    return '';
  }
  if (typeof content === 'string') {
    return escapeHtml(content);
  }
  if (typeof content === 'number') {
    return String(content);
  }
  return 'markup' in content ? content.markup : content.map(rendered).join('');
}
