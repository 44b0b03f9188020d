export { cheatsFor } from './cheats-for.ts';
export type { Cheat, CheatFamily, Edit, ImpossibleCheat, LibraryCheat, Trace } from './cheat.ts';
export { renderPatch } from './render-patch.ts';
export type { SubjectFile, SubjectView, ViewedBenchmark } from './subject-view.ts';
