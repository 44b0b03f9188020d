/**
 * A text in which no address carries a login any more: `https://ada:secret@host/` becomes
 * `https://host/`. For everything that is shown or thrown and may hold the address of a remote.
 */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/'"<>]*@/gi, '$1');
}
