import type { Containment } from './containment.ts';

/** A way of containing, or why there is none. */
export type Backend =
  | { readonly kind: 'ready'; readonly containment: Containment }
  | {
      readonly kind: 'refused';
      /** The rest of a sentence after `because`. */
      readonly reason: string;
      /** What to do about it, a sentence; '' when nothing can be done. */
      readonly advice: string;
    };
