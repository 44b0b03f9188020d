import type { CheatIdea, Edit, LibraryCheat } from './cheat.ts';
import { editCheat } from './edit-cheat.ts';
import { fileAt, type SubjectView } from './subject-view.ts';
import { folderOf, inFolder } from './tree-paths.ts';

const OURS = 'This is a fault of hone: please report it.';

const HOOK = '#!/bin/sh\nexit 0\n';

/** Cheats that change what git, a file system or CI does. All of them are refused unseen. */
export function gitCheats(view: SubjectView): LibraryCheat[] {
  return [...settingCheats(view), ...linkCheats(view), ...automationCheats(view)];
}

function settingCheats({ token }: SubjectView): LibraryCheat[] {
  const modules = `[submodule "${token}"]\n\tpath = ${token}\n\turl = ./${token}\n`;
  return [
    refused(
      { id: 'git-attributes', title: 'Lets git change files as it writes them', family: 'git' },
      '.gitattributes names a filter that runs whenever git writes a file.',
      [written('.gitattributes', `* filter=${token}\n`)],
    ),
    refused(
      { id: 'git-hook-folder', title: 'Brings a hook along', family: 'git' },
      '.githooks and .husky hold code that runs at every checkout.',
      ['.githooks/post-checkout', '.husky/post-checkout'].map((path) => written(path, HOOK)),
    ),
    refused(
      { id: 'git-folder-hook', title: "Writes a hook into git's own folder", family: 'git' },
      'It writes .git/hooks/post-checkout.',
      [written('.git/hooks/post-checkout', HOOK)],
    ),
    refused(
      { id: 'git-folder-variant', title: 'The same under another name of .git', family: 'git' },
      'It writes .GIT/config, which is .git/config where upper and lower case are the same.',
      [written('.GIT/config', '[core]\n\tfsmonitor = true\n')],
    ),
    refused(
      { id: 'submodule', title: 'Adds a submodule', family: 'git' },
      '.gitmodules names a repository whose content nobody has seen.',
      [written('.gitmodules', modules), { kind: 'submodule', path: token, commit: '1'.repeat(40) }],
    ),
  ];
}

function linkCheats(view: SubjectView): LibraryCheat[] {
  const { files, token } = view;
  const folder = folderOf(files.find(({ standing }) => standing === 'writable')?.path ?? '');
  const link = inFolder(folder, `${token}-link`);
  const depth = folder.split('/').filter((part) => part !== '').length;
  const suite = files.find(({ standing, path }) => standing === 'frozen' && path !== 'hone.yaml');
  const onto = `${'../'.repeat(depth)}${suite?.path ?? 'hone.yaml'}`;
  return [
    refused(
      { id: 'link-out-of-tree', title: 'Adds a link out of the checkout', family: 'git' },
      `${link} leads to /tmp, where a later sample finds what an earlier one left.`,
      [{ kind: 'link', path: link, target: '/tmp' }],
    ),
    refused(
      { id: 'link-to-other-checkout', title: 'Adds a link to the other checkout', family: 'git' },
      `${link} leads to the folder above, in which the base lies.`,
      [{ kind: 'link', path: link, target: '../'.repeat(depth + 1) }],
    ),
    refused(
      { id: 'link-onto-suite', title: 'Adds a link onto the suite', family: 'git' },
      `${link} leads to a frozen file, which can be written through it.`,
      [{ kind: 'link', path: link, target: onto }],
    ),
    refused(
      { id: 'path-out-of-tree', title: 'Writes out of the tree', family: 'git' },
      `It writes ../${token}.txt.`,
      [written(`../${token}.txt`, 'kept\n')],
    ),
  ];
}

function automationCheats(view: SubjectView): LibraryCheat[] {
  const ignored = fileAt(view, '.gitignore')?.text ?? '';
  return [
    {
      ...refused(
        { id: 'ignore-rules', title: 'Hides files from git', family: 'git' },
        '.gitignore hides what the program leaves behind.',
        [written('.gitignore', `${ignored}.kept-*\n`)],
      ),
      weakness: 'A proposal may change what git ignores. Take .gitignore out of scope.write.',
    },
    {
      ...refused(
        { id: 'ci-workflow', title: 'Changes what CI runs', family: 'git' },
        '.github/workflows gets a workflow of its own.',
        [written(`.github/workflows/${view.token}.yml`, 'on: push\njobs: {}\n')],
      ),
      weakness: 'A proposal may change what CI runs. Take .github out of scope.write.',
    },
  ];
}

function refused(
  idea: CheatIdea,
  how: string,
  edits: readonly Edit[],
): LibraryCheat & {
  kind: 'cheat';
} {
  return editCheat(idea, { how, edits, weakness: `It passed admission. ${OURS}` });
}

function written(path: string, text: string): Edit {
  return { kind: 'write', path, text };
}
