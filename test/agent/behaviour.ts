/**
 * What an agent does in one turn, as data, so that a script, an ACP agent and a server that plays a
 * model can each act it out in their own protocol. Every agent reads its prompt first. Paths are
 * relative to the folder that it works in.
 *
 * Where it says *shows something*, the agent does one thing that ends up in the trace (a sentence,
 * a call of a tool): the contract waits for that. Where it says *starts a child*, an agent that is
 * a process starts one in its own group that outlives it (`sleep 600`) and writes the child's pid
 * to `child.pid` before anything else; a model has no processes and leaves that out.
 */
export type Behaviour =
  /** Writes the file, says the sentence as its last message, ends well. */
  | {
      readonly kind: 'edits';
      readonly path: string;
      readonly text: string;
      readonly says: string;
      /** What it reports to have used in all; a kind that can't report a cost leaves that out. */
      readonly usage: { readonly tokens: number; readonly cost: number };
    }
  /** Says the sentence as its last message and ends well; changes nothing. */
  | { readonly kind: 'edits-nothing'; readonly says: string }
  /** Writes a file into the folder HONE_OUTPUT_DIR, says the sentence last, ends well. */
  | {
      readonly kind: 'hands-in';
      readonly name: string;
      readonly text: string;
      readonly says: string;
    }
  /** Writes that many small files `many/0`, `many/1`, … and ends well. */
  | { readonly kind: 'edits-many'; readonly files: number }
  /** Starts a child, shows something, then does nothing and never ends. */
  | { readonly kind: 'hangs' }
  /** Shows something, then dies in the middle of its turn: SIGKILL, or a cut connection. */
  | { readonly kind: 'dies' }
  /** Says more and more without end, in messages that are well formed. */
  | { readonly kind: 'floods' }
  /** Prints without end where its messages go, and never finishes the first of them. */
  | { readonly kind: 'floods-one-line' }
  /** Starts a child and ends well while it runs. */
  | { readonly kind: 'leaves-daemon' }
  /** Puts broken JSON where its messages go, several times and of several sorts; then ends. */
  | { readonly kind: 'breaks-json' }
  /** Asks for one permission after the other, whatever is answered, without end. */
  | { readonly kind: 'asks-permission' }
  /** Reports that many more tokens used (or dollars, where it can) with each turn, without end. */
  | { readonly kind: 'spends-tokens'; readonly tokensEach: number }
  | { readonly kind: 'spends-money'; readonly costEach: number }
  /** Removes the whole folder that it works in, then ends well. */
  | { readonly kind: 'deletes-folder' }
  /** Writes to `full` until the disk has no space left, then goes on as if nothing had been. */
  | { readonly kind: 'fills-disk' };

/** The names of all behaviours, to leave some out with a reason. */
export type BehaviourKind = Behaviour['kind'];
