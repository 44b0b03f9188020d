/** Brings results out of a run: into a folder, onto a branch, to a command. */
export type {
  ArtifactPublication,
  CommitFiles,
  ExistingFileMode,
  Publication,
  PublishableArtifact,
  PublishRequest,
  PublishTarget,
  PublishTools,
  RunPublishCommand,
  TargetPublication,
} from './publication.ts';
export { COMMAND_TIMEOUT_MS } from './limits.ts';
export { publishArtifacts } from './publish-artifacts.ts';
export {
  type PublishDecision,
  type PublishPolicy,
  type RunSoFar,
  shouldPublish,
} from './should-publish.ts';
