import type { Clock } from '@streambed/flow/ports';
import type { RunEvent } from '@streambed/model/streambed';
import type { RunEventDraft } from './project-run-events.ts';

/** Text is told at most this often per node, ms: a screen shows no more, and each event is stored. */
const TOLD_EVERY = 50;

/** Gathers what models write until it is told; `flush` before a node's next event, so that order is kept. */
export class DeltaBuffer {
  private readonly clock: Clock;
  private readonly tell: (draft: RunEventDraft) => void;
  private readonly pieces = new Map<
    number,
    { readonly place: Partial<RunEvent>; readonly texts: string[] }
  >();
  private cancel: (() => void) | undefined;

  constructor(clock: Clock, tell: (draft: RunEventDraft) => void) {
    this.clock = clock;
    this.tell = tell;
  }

  /** `place` says whose text it is; asked once until the text is told. */
  add(step: number, text: string, place: () => Partial<RunEvent>): void {
    const known = this.pieces.get(step);
    if (known) known.texts.push(text);
    else this.pieces.set(step, { place: place(), texts: [text] });
    this.cancel ??= this.clock.after(TOLD_EVERY, () => this.flush());
  }

  flush(): void {
    this.cancel?.();
    this.cancel = undefined;
    if (this.pieces.size === 0) return;
    const at = this.clock.now();
    for (const { place, texts } of this.pieces.values())
      this.tell({ ...place, type: 'nodeDelta', at, text: texts.join('') });
    this.pieces.clear();
  }
}
