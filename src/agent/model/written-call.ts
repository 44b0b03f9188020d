/** How models write a call when their server does not take it out of the text. */
const MARKS = /<tool_call>|<function[=_]|\[TOOL_CALLS\]|<\|(python_tag|tool_call)/;

/** Characters of an answer that are looked at. */
const LOOKED_AT = 20_000;

/**
 * True when a text is a call of a tool rather than words: the model means to work, but its server
 * is not set up to understand its calls, so nothing would ever happen.
 */
export function isWrittenCall(text: string, toolNames: readonly string[]): boolean {
  const beginning = text.slice(0, LOOKED_AT);
  const named = /"(?:name|function|tool)"\s{0,9}:\s{0,9}"(\w{1,64})"/.exec(beginning)?.[1];
  return MARKS.test(beginning) || (named !== undefined && toolNames.includes(named));
}
