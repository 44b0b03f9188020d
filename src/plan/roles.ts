/** The roles that a flow fills; each by a person, a command or a built-in executor. */
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
