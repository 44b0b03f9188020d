import type { Receipt, ReceiptFinding, Suite } from '../../model/index.ts';
import { admit, freezeManifest } from '../../suite/index.ts';
import { differences } from './differences.ts';
import { finding, shownValue } from './finding.ts';
import { sha256Of } from './receipt-body.ts';
import { checkedIn, type RecordedRun, resultIn, startedIn } from './recorded-run.ts';

/**
 * Recomputes the hash of the suite from its text and files, and holds the files that no proposal
 * could touch against it.
 */
export function suiteFindings(
  receipt: Receipt,
  recorded: RecordedRun,
  suite: Suite,
): ReceiptFinding[] {
  const started = startedIn(recorded);
  const said = receipt.subject.suite;
  const configText = recorded.blob(started.configBlob);
  const manifest = freezeManifest({ suite, configText, files: said.files, sha256: sha256Of });
  const findings: ReceiptFinding[] = [];
  const hold = (what: string, field: string, left: unknown, right: unknown): void => {
    if (differences(left, right, 'exact').length > 0) {
      const [shown, found] = [shownValue(left), shownValue(right)];
      const text = `${what}: the receipt says ${shown}, and it should be ${found}.`;
      findings.push(finding('suite', text, { field, said: shown, found }));
    }
  };
  hold(
    'The text of hone.yaml has another hash',
    'configHash',
    said.configHash,
    sha256Of(configText),
  );
  hold('The hash of the suite', 'hash', said.hash, started.suiteHash);
  hold(
    'The suite that the run froze is not these files and this hone.yaml',
    'files',
    started.suiteHash,
    manifest.hash,
  );
  const paths = said.files.map(({ path }) => path).sort();
  hold('The frozen files', 'files', paths, started.frozen.toSorted());
  hold('The frozen patterns', 'frozenGlobs', said.frozenGlobs, started.frozenGlobs);
  return findings;
}

/** Asks again whether each proposal was admissible, by what it changes. */
export function admissionFindings(recorded: RecordedRun, suite: Suite): ReceiptFinding[] {
  const { proposals, frozen, frozenGlobs } = startedIn(recorded);
  const rebased = resultIn(recorded).decisions.flatMap((one) => one.rebased?.name ?? []);
  return [...proposals.map(({ name }) => name), ...rebased].flatMap((name) => {
    const { collected, admission } = checkedIn(recorded, name);
    if (collected.kind === 'unusable') {
      return admission.kind === 'failed' ? [] : [wasAdmitted(name, 'it could not be read')];
    }
    const { changes } = collected;
    const again = admit({ scope: suite.scope, frozenFiles: frozen, frozenGlobs, changes });
    if (again.kind === 'refused') {
      const reason = again.findings.map((one) => one.text).join(' ');
      return admission.kind === 'failed' ? [] : [wasAdmitted(name, reason)];
    }
    // What was refused for another reason than its paths is not known here, so it is believed.
    return [];
  });
}

function wasAdmitted(proposal: string, why: string): ReceiptFinding {
  const text = `${proposal} was admitted, and it should not have been: ${why}`;
  const about = { proposal, field: 'outcomes.admission', said: 'passed', found: 'failed' };
  return finding('proposal', text, about);
}
