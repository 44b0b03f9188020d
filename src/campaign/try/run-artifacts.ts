import { type RunId, TRY_SCHEMA, TryResult } from '../../model/index.ts';
import { tryHtml, tryMarkdown } from '../../report/index.ts';
import type { Store } from '../../store/index.ts';

/** Files that people read; all are written from the journal and never read back as state. */
export function writeRunArtifacts(store: Store, run: RunId, result: TryResult): void {
  const meta = { schema: TRY_SCHEMA, commit: result.base, suiteHash: result.suiteHash };
  store.writeArtifact(run, 'try-result.json', result, { schema: TryResult, meta });
  store.writeTextArtifact(run, 'report.md', tryMarkdown(result));
  store.writeTextArtifact(run, 'report.html', tryHtml(result));
}
