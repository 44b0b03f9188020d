import type { Clock } from '../base/index.ts';
import type { Command, PublishAttempt, PublishRecord } from '../model/index.ts';

/** A file of a run that is to be published. */
export interface PublishableArtifact {
  /** Relative path with `/`, under which it is published. */
  readonly name: string;
  /** Absolute; where its content lies. */
  readonly path: string;
  /** Of its content as it was recorded; a file that differs is not published. */
  readonly sha256: string;
  /** Name and version of its shape; null for text. */
  readonly schema: string | null;
  /** The step that made it. */
  readonly step: string;
}

/** Where to. */
export type PublishTarget =
  | {
      readonly kind: 'folder';
      /** Absolute; is made when it is not there. */
      readonly path: string;
      readonly mode: ExistingFileMode;
    }
  | {
      readonly kind: 'git-branch';
      readonly branch: string;
      /** Folder on the branch, '' for its root. A file there is replaced; git keeps the old one. */
      readonly folder: string;
    }
  | {
      readonly kind: 'command';
      /** Gets one line of JSON for each artifact on its standard input. */
      readonly command: Command;
      readonly cwd: string;
      /** For one attempt. */
      readonly timeoutMs: number;
    };

/**
 * What happens to a file of the same name with other content: replaced, left alone, or kept beside
 * the new one, which becomes `name.2.json`.
 */
export type ExistingFileMode = 'overwrite' | 'skip' | 'version';

/** One publication. */
export interface PublishRequest {
  readonly run: string;
  readonly artifacts: readonly PublishableArtifact[];
  readonly targets: readonly PublishTarget[];
  /** What publishing came to before; null the first time. */
  readonly previous: Publication | null;
  readonly signal: AbortSignal;
}

/** What publishing needs from outside. */
export interface PublishTools {
  readonly commitFiles: CommitFiles;
  readonly runCommand: RunPublishCommand;
  readonly clock: Clock;
  /** Rejects, with anything, when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Commits files onto a branch of the subject without touching its working tree; makes the branch
 * when there is none. Where every file is there already with this content, it commits nothing.
 */
export type CommitFiles = (
  branch: string,
  files: readonly { readonly path: string; readonly content: Uint8Array }[],
  message: string,
  signal: AbortSignal,
) => Promise<{ readonly commit: string; readonly changed: boolean }>;

/** Runs a command to its end; rejects with a HoneError unless it ends with exit code 0. */
export type RunPublishCommand = (request: {
  readonly command: Command;
  readonly cwd: string;
  /** On top of the user's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}) => Promise<{ readonly stdout: string }>;

/** What publishing came to, in the fields of the artifact registry and the publish record. */
export interface Publication {
  /** The same for the same run and the same files. */
  readonly idempotency_key: string;
  readonly artifacts: readonly ArtifactPublication[];
  readonly targets: readonly TargetPublication[];
}

/** For one artifact: the publish fields of its entry in `artifact-registry.json`. */
export interface ArtifactPublication {
  readonly name: string;
  readonly publish_targets: string[];
  readonly publish_status: 'success' | 'failed';
  /** Oldest first, those of earlier publications included. */
  readonly publish_attempts: PublishAttempt[];
  /** Each target that failed, with its reason; null when none did. */
  readonly publish_error: string | null;
}

/** For one target: its entry in `publish-record.json`. */
export type TargetPublication = PublishRecord['targets'][number];

/** An artifact whose content was read and is what was recorded. */
export interface ReadyArtifact extends PublishableArtifact {
  readonly content: Uint8Array;
}

/** What one attempt to deliver came to, by the name of the artifact. */
export interface Delivery {
  readonly outcomes: ReadonlyMap<string, DeliveryOutcome>;
  /** What the target answered, for people; null when nothing got there. */
  readonly result: string | null;
}

/** `unchanged`: the target had it already. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered' | 'unchanged' }
  | { readonly kind: 'failed'; readonly thrown: unknown };

/**
 * Brings artifacts to one target. Repeating it with the same ones changes nothing there. It rejects
 * when none of them got there.
 */
export type Deliver = (
  artifacts: readonly ReadyArtifact[],
  signal: AbortSignal,
) => Promise<Delivery>;
