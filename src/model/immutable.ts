/** The same value, which nobody who is handed it changes: all fields and lists are read-only. */
export type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;
