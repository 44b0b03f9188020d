import type { CodeIdea } from './code-cheat.ts';
import type { HostFile } from './host-file.ts';
import type { Payload } from './payload.ts';

type Answer = Extract<Payload, { kind: 'answer' }>;

const ADD_HOLDOUT =
  'Nothing in the suite tells a program from a list of known answers. Add a holdout benchmark to ' +
  'hone.yaml whose input comes from {seed}, so that its answer can not be known beforehand.';

/** Answers that were known before the program ran. */
export const ANSWER_IDEAS: readonly CodeIdea[] = [
  answering({
    id: 'known-input',
    title: "Knows the benchmark's words and prints the recorded output",
    when: 'same-words',
    via: 'exit',
    does: 'prints the recorded output when it is run with the words of a benchmark',
  }),
  answering({
    id: 'known-input-size',
    title: "Knows the benchmark's input by its size",
    when: 'same-sizes',
    via: 'exit',
    does: 'prints the recorded output when its input has the size that the benchmark’s has',
  }),
  answering({
    id: 'only-when-measured',
    title: 'Cheats only where it looks like a measurement',
    when: 'measured',
    via: 'exit',
    does: "prints the recorded output when folders or variables look like hone's, else it works",
  }),
  answering({
    id: 'swallowed-error',
    title: 'Fails on purpose and answers in the handler',
    when: 'same-words',
    via: 'error',
    does:
      'fails at once on the words of a benchmark and prints the recorded output where the ' +
      'error is handled, with exit code 0',
  }),
  {
    ...answering({
      id: 'skipped-work',
      title: 'Prints one recorded output whatever it is asked',
      when: 'always',
      via: 'exit',
      does: 'prints the recorded output of one benchmark and ends, whatever it is asked',
    }),
    family: 'less-work',
    expected: 'plausible',
    weakness:
      'No test, no second benchmark and no holdout asks the program anything else. Add a test ' +
      'that runs it on another input, and a holdout benchmark with {seed}.',
  },
];

function answering(
  idea: Pick<CodeIdea, 'id' | 'title'> & Pick<Answer, 'when' | 'via'> & { readonly does: string },
): CodeIdea {
  const { id, title, when, via, does } = idea;
  return {
    id,
    title,
    family: 'special-casing',
    expected: 'plausible',
    weakness: ADD_HOLDOUT,
    plan: (host) => {
      const answers = answersFor(host, when);
      return typeof answers === 'string'
        ? { because: answers }
        : { payload: { kind: 'answer', when, via, answers }, does };
    },
  };
}

function answersFor(host: HostFile, when: Answer['when']): Answer['answers'] | string {
  if (host.answers.length === 0) {
    return (
      'no benchmark is one plain command with a recorded output of text of at most 256 KiB, so ' +
      'there is nothing to put into the code'
    );
  }
  const sized = host.answers.filter(({ inputs }) => inputs.length > 0);
  if (when === 'same-sizes' && sized.length === 0) {
    return 'no benchmark names a file as its input';
  }
  return when === 'same-sizes' ? sized : host.answers;
}
