import type { Scope } from '../../model/index.ts';
import { foldedPath, foldersAbove } from '../folded-path.ts';
import { CONFIG_FILE, foldedGlobs } from '../freeze.ts';
import { type Glob, literalDepth, matchesAny, parseGlob } from '../glob.ts';
import { FINDINGS_MAX, PROPOSAL_FILES_MAX } from '../limits.ts';
import type { AdmissionFinding, AdmissionRule, FileChange } from './file-change.ts';
import {
  automationAt,
  dependencyAt,
  isGitsOwn,
  isHoneFolder,
  isHook,
  isTaskDocument,
  type Special,
  unusablePathReason,
} from './special-paths.ts';
import { linkEnd } from './symbolic-link.ts';

/** Whether a proposal may be tried at all. */
export type Admission =
  | { readonly kind: 'admitted' }
  | {
      readonly kind: 'refused';
      /** One for each path that is refused, in the order of the changes; not empty. */
      readonly findings: readonly AdmissionFinding[];
      /** Refused paths beyond those that are listed. */
      readonly more: number;
    };

/** What a path is held against. */
interface Rules {
  readonly scope: Scope;
  readonly write: readonly Glob[];
  readonly frozenFiles: ReadonlySet<string>; // folded
  readonly frozenFolders: ReadonlySet<string>; // folded folders above frozen files
  readonly frozenGlobs: readonly Glob[]; // folded
  readonly links: ReadonlyMap<string, string>; // targets by folded path
}

type Refusal = Omit<AdmissionFinding, 'path'>;

/**
 * The first check of a trial: what a proposal touches, by its tree, so that a removed or renamed
 * file counts like a changed one. Of several rules that a path breaks the most telling is named:
 * `bench/run.js` is refused as frozen, and as out of scope only when nothing else is wrong with it.
 * What is fine path by path may still be too much for one proposal (`PROPOSAL_FILES_MAX`).
 *
 * @param input.frozenFiles - paths of the frozen suite
 * @param input.frozenGlobs - patterns under which new files are refused too; `frozenGlobs` of the
 *   manifest, or `scope.frozen` when left out
 */
export function admit(input: {
  readonly scope: Scope;
  readonly frozenFiles: readonly string[];
  readonly frozenGlobs?: readonly string[];
  readonly changes: readonly FileChange[];
}): Admission {
  const rules = rulesFor(input);
  const findings: AdmissionFinding[] = [];
  let refused = 0;
  const changes = input.changes.flatMap(withoutRename);
  for (const change of changes) {
    const found = refusalOf(change, rules);
    if (found !== null) {
      refused += 1;
      if (findings.length < FINDINGS_MAX) {
        findings.push({ path: change.path, ...found });
      }
    }
  }
  if (refused > 0) {
    return { kind: 'refused', findings, more: refused - findings.length };
  }
  const tooMany = changes.length > PROPOSAL_FILES_MAX ? (changes[0]?.path ?? null) : null;
  return tooMany === null
    ? { kind: 'admitted' }
    : { kind: 'refused', findings: [filesRefusal(tooMany, changes.length)], more: 0 };
}

/** Told only when nothing is wrong with a single path: that would have to be mended first. */
function filesRefusal(path: string, count: number): AdmissionFinding {
  const text =
    `It changes ${count} files, such as ${path}; one proposal may change ${PROPOSAL_FILES_MAX}. ` +
    `Leave out what the gain does not need (generated files, reformatting), or split it into ` +
    `proposals that each stand alone.`;
  return { path, rule: 'files', text };
}

/** A renamed file as one that is gone and one that is new, so that both names are checked. */
function withoutRename(change: FileChange): FileChange[] {
  const { oldPath, oldMode } = change;
  if (oldPath === undefined || oldPath === null || oldPath === change.path) {
    return [change];
  }
  const gone = {
    path: oldPath,
    kind: 'deleted',
    oldMode,
    newMode: null,
    linkTarget: null,
  } as const;
  return [gone, { ...change, oldPath: null, kind: 'added', oldMode: null }];
}

function rulesFor(input: Parameters<typeof admit>[0]): Rules {
  const { scope, frozenFiles, frozenGlobs, changes } = input;
  const folded = [...frozenFiles, CONFIG_FILE].map(foldedPath);
  const links = changes.filter(({ newMode }) => newMode === LINK_MODE);
  return {
    scope,
    write: scope.write.flatMap((text) => {
      const parsed = parseGlob(text);
      return parsed.kind === 'ok' ? [parsed.glob] : [];
    }),
    frozenFiles: new Set(folded),
    frozenFolders: new Set(folded.flatMap(foldersAbove)),
    frozenGlobs: foldedGlobs(frozenGlobs ?? scope.frozen),
    links: new Map(links.map(({ path, linkTarget }) => [foldedPath(path), linkTarget ?? ''])),
  };
}

const LINK_MODE = '120000';
const SUBMODULE_MODE = '160000';
const MODES = new Set(['100644', '100664', '100755', LINK_MODE]);

function refusalOf(change: FileChange, rules: Rules): Refusal | null {
  const { path } = change;
  const unusable = unusablePathReason(path);
  if (unusable !== null) {
    return refusal('path', path, `its path ${unusable}`, 'Rename it.');
  }
  if (isGitsOwn(path)) {
    const why = 'git reads it to decide how to treat a repository';
    return refusal('git', path, why, 'Leave it as it is; nothing can allow it.');
  }
  if (isHook(path)) {
    const why = 'it is code that runs when somebody commits';
    return refusal('hooks', path, why, 'Leave it as it is; nothing can allow it.');
  }
  if (isHoneFolder(path)) {
    return refusal('hone', path, 'it belongs to hone itself', 'Leave it as it is.');
  }
  if (isTaskDocument(path)) {
    const advice = "Leave it as it is, or commit it to the task's own branch.";
    return refusal('hone', path, 'it says what a task asks for and what came of it', advice);
  }
  return (
    frozenRefusal(change, rules) ??
    entryRefusal(change, rules) ??
    dependencyRefusal(path, rules) ??
    automationRefusal(path, rules) ??
    scopeRefusal(path, rules)
  );
}

function frozenRefusal({ path, kind }: FileChange, rules: Rules): Refusal | null {
  const folded = foldedPath(path);
  const what = {
    added: 'added',
    modified: 'changed',
    deleted: 'removed or renamed',
    renamed: 'renamed',
    mode: 'given another mode',
    typechange: 'replaced',
  }[kind];
  if (folded === CONFIG_FILE) {
    const advice = 'Leave hone.yaml out; a person changes it with hone suite change.';
    return refusal(
      'hone',
      path,
      `hone.yaml defines what is measured and may not be ${what}`,
      advice,
    );
  }
  const advice = 'Leave it out; a person can change the suite with hone suite change.';
  const inGlobs = matchesAny(rules.frozenGlobs, folded);
  const frozenAdvice = inGlobs
    ? advice
    : `${advice} If it is code that is to become faster, name it in scope.write.`;
  if (rules.frozenFiles.has(folded)) {
    const variant = kind === 'added' ? ' (as a variant of a name that is in the suite)' : '';
    return refusal('frozen', path, `it is frozen and may not be ${what}${variant}`, frozenAdvice);
  }
  if (rules.frozenFolders.has(folded)) {
    return refusal('frozen', path, 'it stands in for a folder with frozen files', advice);
  }
  if (foldersAbove(folded).some((folder) => rules.frozenFiles.has(folder))) {
    return refusal('frozen', path, 'it stands in for a frozen file', advice);
  }
  return inGlobs
    ? refusal('frozen', path, `it is in a frozen part and may not be ${what}`, advice)
    : null;
}

/** What the entry is: submodules, unknown modes, and links that point where they must not. */
function entryRefusal(change: FileChange, rules: Rules): Refusal | null {
  const { path, oldMode, newMode } = change;
  if (oldMode === SUBMODULE_MODE || newMode === SUBMODULE_MODE) {
    const why = 'it is a submodule, whose content hone does not see';
    return refusal('submodule', path, why, 'Leave submodules as they are.');
  }
  if (change.kind === 'deleted') {
    return null;
  }
  if (newMode === null || !MODES.has(newMode)) {
    const why = `it has the mode ${newMode ?? '(none)'}, which is no file or link`;
    return refusal('mode', path, why, 'Propose plain files only.');
  }
  if (newMode !== LINK_MODE) {
    return null;
  }
  if (change.linkTarget === null || change.linkTarget === '') {
    return refusal('link', path, 'it is a link without a target', 'Propose the file itself.');
  }
  return linkRefusal(path, change.linkTarget, rules);
}

function linkRefusal(path: string, target: string, rules: Rules): Refusal | null {
  const end = linkEnd(path, target, rules.links);
  const shown = JSON.stringify(target);
  switch (end.kind) {
    case 'outside': {
      const why = `it is a link out of the tree (to ${shown})`;
      return refusal('link', path, why, 'Point it at a file of the repository.');
    }
    case 'unclear':
      return refusal('link', path, `it is a link that ${end.why}`, 'Write its target directly.');
    case 'inside': {
      const folded = foldedPath(end.path);
      const sensitive =
        folded === '' ||
        rules.frozenFiles.has(folded) ||
        rules.frozenFolders.has(folded) ||
        matchesAny(rules.frozenGlobs, folded) ||
        matchesAny(rules.frozenGlobs, `${folded}/x`) ||
        isGitsOwn(folded) ||
        isHoneFolder(folded);
      const why = `it is a link onto a frozen or protected path (${shown})`;
      return sensitive ? refusal('link', path, why, 'Point it somewhere else.') : null;
    }
  }
}

function dependencyRefusal(path: string, rules: Rules): Refusal | null {
  const special = dependencyAt(path);
  if (special === null || rules.scope.dependencies || isNamed(path, special, rules)) {
    return null;
  }
  const why = 'it decides which code of others is used, and dependencies are not in scope';
  const pattern = named(path, special);
  const advice = `To allow it, set scope.dependencies or list ${pattern} in scope.write.`;
  return refusal('dependencies', path, why, advice);
}

function automationRefusal(path: string, rules: Rules): Refusal | null {
  const special = automationAt(path);
  if (special === null || isNamed(path, special, rules)) {
    return null;
  }
  const why = 'it steers what CI or other tools do with the repository';
  return refusal(
    'automation',
    path,
    why,
    `To allow it, name ${named(path, special)} in scope.write.`,
  );
}

function scopeRefusal(path: string, rules: Rules): Refusal | null {
  if (rules.scope.write.length === 0 || matchesAny(rules.write, path)) {
    return null;
  }
  const why = `it is outside of scope.write (${rules.scope.write.slice(0, 5).join(', ')})`;
  return refusal('scope', path, why, 'Leave it out, or add it to scope.write in hone.yaml.');
}

/** True when scope.write names the path up to the sensitive segment without a wildcard. */
function isNamed(path: string, special: Special, rules: Rules): boolean {
  return (
    matchesAny(rules.write, path) &&
    rules.write.some((glob) => !glob.negated && literalDepth(glob, path) > special.segment)
  );
}

/** The pattern that would name a path up to its sensitive segment. */
function named(path: string, { segment }: Special): string {
  const parts = path.split('/');
  const whole = segment === parts.length - 1;
  return whole ? path : `${parts.slice(0, segment + 1).join('/')}/**`;
}

function refusal(rule: AdmissionRule, path: string, why: string, advice: string): Refusal {
  const shown = unusablePathReason(path) === null ? path : JSON.stringify(path.slice(0, 200));
  return { rule, text: `${shown} is refused: ${why}. ${advice}` };
}
