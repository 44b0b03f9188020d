import type { Check } from '../model/index.ts';
import { type CheatIdea, type Edit, impossible, type LibraryCheat } from './cheat.ts';
import type { FoundHost, HostFile } from './host-file.ts';
import { insertCode } from './insert-code.ts';
import { type Payload, tracesOf } from './payload.ts';
import type { SubjectView } from './subject-view.ts';

/** A cheat that is code in the measured program. */
export interface CodeIdea extends CheatIdea {
  readonly expected: Check;
  readonly weakness: string;
  /** What the code does in this host, or why it can't do that here. */
  readonly plan: (
    host: HostFile,
    view: SubjectView,
  ) =>
    | { readonly payload: Payload; readonly does: string; readonly edits?: readonly Edit[] }
    | { readonly because: string };
}

/** The cheat that an idea becomes in this subject. */
export function codeCheat(view: SubjectView, found: FoundHost, idea: CodeIdea): LibraryCheat {
  if (found.kind === 'none') {
    return impossible(idea, found.because);
  }
  const { host } = found;
  const plan = idea.plan(host, view);
  if ('because' in plan) {
    return impossible(idea, plan.because);
  }
  const context = { token: view.token, entry: host.entry };
  const inserted = insertCode(host, plan.payload, context);
  if (inserted.kind === 'none') {
    return impossible(idea, inserted.because);
  }
  const { id, title, family, expected, weakness } = idea;
  return {
    kind: 'cheat',
    id,
    title,
    family,
    how: `${host.file.path} ${plan.does}.`,
    edits: [inserted.edit, ...(plan.edits ?? [])],
    expected,
    weakness,
    traces: tracesOf(plan.payload, view.token),
  };
}
