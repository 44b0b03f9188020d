/** What a task may be; each is derived, none is set. */
export type TaskStatusKind =
  | 'pending' // nobody has started it
  | 'blocked' // it depends on what is not completed
  | 'in-progress'
  | 'waiting' // for a person
  | 'stopped' // failed or killed; it can be resumed
  | 'abandoned'
  | 'completed'; // merged, and the merge was verified
