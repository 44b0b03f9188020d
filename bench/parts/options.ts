import { parseArgs } from 'node:util';

/**
 * Numbers from the command line by name, with a default each; exits with 2 and says what is known
 * when something else is given.
 */
export function numberOptions<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const known = Object.keys(defaults);
  try {
    const options = Object.fromEntries(known.map((name) => [name, { type: 'string' as const }]));
    const { values } = parseArgs({ options });
    const read = { ...defaults };
    for (const [name, text] of Object.entries(values)) {
      const value = Number(text);
      if (!Number.isFinite(value) || value < 0) {
        throw new TypeError(`--${name} takes a number that is not negative, not "${text}"`);
      }
      Object.assign(read, { [name]: value });
    }
    return read;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const usage = Object.entries<number>(defaults).map(([name, value]) => `[--${name} ${value}]`);
    process.stderr.write(`${message}\nOptions and defaults: ${usage.join(' ')}\n`);
    process.exit(2);
  }
}
