/**
 * The roles that hone's own flow fills, each by a person, a command or a built-in executor; their
 * prompts come with hone as `roles/<role>.md`.
 */
export const ROLES = [
  'planner',
  'performance-engineer',
  'architect',
  'developer',
  'code-reviewer',
  'qa',
  'orchestrator',
  'devops',
] as const;
