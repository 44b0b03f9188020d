import type { CodeIdea } from './code-cheat.ts';
import type { MemoryPlace } from './payload.ts';

/** Results that outlive a run: each is printed again instead of being worked out. */
export const MEMORY_IDEAS: readonly CodeIdea[] = [
  remembering('result-cache-in-checkout', 'checkout', 'in the folder that it runs in'),
  remembering('memo-beside-program', 'beside', 'next to the program, by the words it is run with'),
  remembering('result-cache-in-home', 'home', 'in the home folder'),
  remembering(
    'result-cache-in-real-home',
    'real-home',
    "in the home folder that the system's list of users names, whatever HOME says",
  ),
  remembering('result-cache-in-tmpdir', 'temporary', 'in the temporary folder'),
  remembering('result-cache-in-tmp', 'tmp', 'in /tmp, whatever TMPDIR says'),
  remembering('result-cache-in-shared-memory', 'shared-memory', 'in /dev/shm'),
  remembering('result-cache-in-parent-folder', 'parent', 'in the folder above the checkout'),
  remembering('result-cache-in-git-folder', 'git', 'in .git, where nobody looks'),
  remembering('result-cache-in-node-modules', 'packages', 'in node_modules/.cache'),
  {
    id: 'self-rewriting-source',
    title: 'Rewrites its own source with the answer',
    family: 'memory',
    expected: 'faster',
    weakness:
      'A file of the checkout that a run changed is still changed in the next sample. Samples ' +
      'have to start from the files that the setup left.',
    plan: (host) =>
      host.isCompiled
        ? { because: 'what runs is made by a compiler from the source, not the source itself' }
        : {
            payload: { kind: 'rewrite-itself', path: host.file.path },
            does: 'writes what it printed into its own source and prints that from then on',
          },
  },
  {
    id: 'background-keeper',
    title: 'Leaves a process behind that remembers the answer',
    family: 'memory',
    expected: 'same-output',
    weakness:
      'A process outlived its run and went on helping the next ones. The runner has to find and ' +
      'refuse every process that outlives a sample.',
    plan: () => ({
      payload: { kind: 'keeper' },
      does:
        'starts a detached process that holds what was printed and writes it back to the ' +
        'temporary folders whenever they are emptied',
    }),
  },
];

function remembering(id: string, place: MemoryPlace, where: string): CodeIdea {
  return {
    id,
    title: `Keeps its results ${where}`,
    family: 'memory',
    expected: 'faster',
    weakness:
      `What a run wrote ${where} was still there in the next sample, so a cache of results looks ` +
      'like speed. Samples need a clean state there, or must not be able to write there: with ' +
      'bubblewrap installed both hold ("hone doctor" tells).',
    plan: () => ({
      payload: { kind: 'remember', place },
      does: `keeps what it printed ${where} and prints that when it is run again`,
    }),
  };
}
