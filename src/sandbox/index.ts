/** Keeps commands of strangers from what they must not touch, and from using up the machine. */
export type { Containment, Policy } from './containment.ts';
export { type Excess, excessWords } from './excess.ts';
export { type FolderUse, folderUse } from './folder-use.ts';
export { type ContainmentOptions, openContainment } from './open-containment.ts';
export { type Limits, type LimitWatch, watchLimits } from './watch-limits.ts';
