import { type Static, Type } from 'typebox';

import { closed, known, name, text, Time } from './fields.ts';

/** Name and version of one line of `errors.log`. */
export const ERROR_LOG_LINE_SCHEMA = 'hone.error-log-line.v1';

/** One failure; a line of JSON in `errors.log`. */
export const ErrorLogLine = closed({
  schema: Type.Literal(ERROR_LOG_LINE_SCHEMA),
  at: Time,
  run_id: name('The run.'),
  step: known(name('A step.'), 'null when it concerns the run.'),
  agent: known(name('Who failed.')),
  attempt: known(Type.Integer({ minimum: 1 })),
  code: known(name('E_… of hone.'), 'null for failures of others.'),
  kind: Type.Union([
    Type.Literal('transient'),
    Type.Literal('permanent'),
    Type.Literal('validation'),
    Type.Literal('publish'),
    Type.Literal('critical'),
  ]),
  message: text('What happened, to what.'),
  next: text('What follows: another attempt, a fallback, a way back, a person.'),
});
export type ErrorLogLine = Static<typeof ErrorLogLine>;
