import type { Clock } from '@streambed/flow/ports';
import type { RunEventDraft } from './project-run-events.ts';

/** Text is told at most this often per node, ms: a screen shows no more, and each event is stored. */
const TOLD_EVERY = 50;

/** Gathers what models write until it is told; `flush` before a node's next event, so that order is kept. */
export class DeltaBuffer {
  private readonly clock: Clock;
  private readonly tell: (draft: RunEventDraft) => void;
  private readonly pieces = new Map<number, { readonly draft: RunEventDraft; readonly texts: string[] }>();
  private cancel: (() => void) | undefined;

  constructor(clock: Clock, tell: (draft: RunEventDraft) => void) {
    this.clock = clock;
    this.tell = tell;
  }

  /** `draft` makes the event that the text goes into; asked once until it is told. */
  add(step: number, text: string, draft: () => RunEventDraft): void {
    const known = this.pieces.get(step);
    if (known) known.texts.push(text);
    else this.pieces.set(step, { draft: draft(), texts: [text] });
    this.cancel ??= this.clock.after(TOLD_EVERY, () => this.flush());
  }

  flush(): void {
    this.cancel?.();
    this.cancel = undefined;
    if (this.pieces.size === 0) return;
    const at = this.clock.now();
    for (const { draft, texts } of this.pieces.values()) {
      draft.at = at;
      draft.text = texts.join('');
      this.tell(draft);
    }
    this.pieces.clear();
  }
}
