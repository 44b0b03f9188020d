const ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
};

/**
 * A path as git writes it in the header of a diff: plain, or in double quotes with the escapes of C
 * and bytes in octal when it holds anything unusual. Bytes that are no UTF-8 become U+FFFD.
 *
 * @see git-config(1), core.quotePath
 */
export function unquotedPath(text: string): string {
  if (!text.startsWith('"')) {
    return text;
  }
  const end = text.length > 1 && text.endsWith('"') ? text.length - 1 : text.length;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (let index = 1; index < end; index++) {
    const char = text.charAt(index);
    if (char !== '\\') {
      const whole = String.fromCodePoint(text.codePointAt(index) ?? 0);
      bytes.push(...encoder.encode(whole));
      index += whole.length - 1;
      continue;
    }
    const octal = /^[0-7]{1,3}/.exec(text.slice(index + 1, Math.min(index + 4, end)))?.[0];
    if (octal !== undefined) {
      bytes.push(Number.parseInt(octal, 8) & 0xff);
      index += octal.length;
    } else {
      const escaped = text.charAt(index + 1);
      bytes.push(ESCAPES[escaped] ?? escaped.charCodeAt(0));
      index += 1;
    }
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
