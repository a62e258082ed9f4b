import type { ConverseStreamEvent } from '@streambed/flow/ports';
import type { GuardrailContentBlock, GuardrailStreamProcessingMode } from '@streambed/model/bedrock-runtime';
import { AnswerRecord, groundingSize } from './answer-record.ts';
import { BackgroundChecks } from './background-checks.ts';
import { maskedStopReason, messageOf } from './intervention.ts';
import type { JudgeCosts } from './judge-costs.ts';
import type { GuardrailCheck, OpenGuardrail } from './open-guardrail.ts';
import { readContent } from './read-content.ts';
import { MOST_HELD, type Released, TextWindow } from './text-window.ts';
import type { TraceRecord } from './trace-record.ts';

export interface StreamGuard {
  readonly guardrail: OpenGuardrail;
  /** Sources and questions that the answer is compared with. */
  readonly grounding: readonly GuardrailContentBlock[];
  /**
   * `sync`: text leaves when it was checked, masked. `async`: text leaves at once, and the answer ends when a check
   * finds something that blocks; nothing is masked.
   */
  readonly mode: GuardrailStreamProcessingMode;
  readonly trace: TraceRecord;
  /** Whose call content is checked with. */
  readonly judges: JudgeCosts;
}

/**
 * A model's answer under way, guarded. Events come in ConverseStream's order, and the next one of the model is read when
 * the next one here is asked for. When something blocks, the guardrail's message follows what had left, the answer stops
 * with `guardrail_intervened`, and the rest of the model's answer is read for its usage only. Other deltas than text
 * pass as they are. Rejects with FlowError when a check fails; text that it would have covered does not leave then.
 */
export async function* guardedStream(
  events: AsyncIterable<ConverseStreamEvent>,
  guard: StreamGuard,
): AsyncGenerator<ConverseStreamEvent, void, void> {
  const answer = new GuardedAnswer(guard);
  let isBlocked = false;
  for await (const event of untilFailure(events, () => isBlocked)) {
    if ('metadata' in event) {
      const { cost: _, ...metadata } = event.metadata;
      yield { metadata: { ...metadata, ...guard.judges.with(event.metadata), ...answer.trace() } };
      continue;
    }
    if (isBlocked) continue;
    yield* answer.pass(event);
    if (!answer.blocked) continue;
    isBlocked = true;
    yield* answer.intervene();
  }
  if (isBlocked) return;
  // A stream that was cut off: what had been held and is clean belongs to the reader.
  yield* answer.finish();
  if (answer.blocked) yield* answer.intervene();
}

/**
 * The model's events. Once `isOver`, a failure is the end and nothing more: the reader has had all there is to have, and
 * only what the model used stays unknown.
 */
async function* untilFailure(
  events: AsyncIterable<ConverseStreamEvent>,
  isOver: () => boolean,
): AsyncGenerator<ConverseStreamEvent, void, void> {
  try {
    yield* events;
  } catch (error) {
    if (!isOver()) throw error;
    const usage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };
    yield { metadata: { usage, metrics: { latencyMs: 0 }, requestId: '', servedBy: '' } };
  }
}

class GuardedAnswer {
  readonly #guard: StreamGuard;
  readonly #record: AnswerRecord;
  readonly #windows = new Map<number, TextWindow>();
  readonly #background = new BackgroundChecks();
  /** Blocks that began and did not stop, and of them those of which text has left. */
  readonly #open = new Set<number>();
  readonly #shown = new Set<number>();
  #highest = -1;
  #hasText = false;
  #isMasked = false;
  #blocked: GuardrailCheck | undefined;

  constructor(guard: StreamGuard) {
    this.#guard = guard;
    const { groundingSources, queries } = readContent(guard.grounding);
    this.#record = new AnswerRecord(
      guard.guardrail,
      groundingSize(groundingSources, queries),
      guard.trace.isWanted,
    );
  }

  get blocked(): GuardrailCheck | undefined {
    return this.#blocked;
  }

  /** What leaves because of an event of the model. Ends early when something blocks. */
  async *pass(event: ConverseStreamEvent): AsyncGenerator<ConverseStreamEvent, void, void> {
    if ('contentBlockDelta' in event) {
      const { contentBlockIndex: index, delta } = event.contentBlockDelta;
      this.#opened(index);
      if (delta.text === undefined) yield event;
      else yield* this.#text(index, delta.text, event);
    } else if ('contentBlockStart' in event) {
      this.#opened(event.contentBlockStart.contentBlockIndex);
      yield event;
    } else if ('contentBlockStop' in event) {
      yield* this.#stop(event.contentBlockStop.contentBlockIndex, event);
    } else if ('messageStop' in event) {
      yield* this.finish();
      if (this.#blocked) return;
      const { stopReason } = event.messageStop;
      yield {
        messageStop: {
          ...event.messageStop,
          stopReason: this.#isMasked ? maskedStopReason(stopReason) : stopReason,
        },
      };
    } else yield event;
  }

  /** Lets go of everything that is still held, and waits for checks that run beside. */
  async *finish(): AsyncGenerator<ConverseStreamEvent, void, void> {
    for (const index of [...this.#windows.keys()]) {
      yield* this.#flush(index);
      if (this.#blocked) return;
    }
    this.#blocked ??= await this.#background.settled();
  }

  /** The events that end an answer which was blocked. */
  *intervene(): Generator<ConverseStreamEvent, void, void> {
    const text = this.#blocked ? messageOf(this.#blocked) : '';
    // In the block that was being written if none of its text left, else in one of its own.
    const unseen = [...this.#windows.keys()].find(
      (index) => this.#open.has(index) && !this.#shown.has(index),
    );
    for (const index of this.#open)
      if (index !== unseen) yield { contentBlockStop: { contentBlockIndex: index } };
    const index = unseen ?? this.#highest + 1;
    yield { contentBlockDelta: { contentBlockIndex: index, delta: { text } } };
    yield { contentBlockStop: { contentBlockIndex: index } };
    yield { messageStop: { stopReason: 'guardrail_intervened' } };
  }

  /** The member `trace` of the metadata. */
  trace(): ReturnType<TraceRecord['member']> {
    const { trace } = this.#guard;
    if (trace.isWanted && this.#hasText)
      trace.outputAssessments([this.#record.assessment()], this.#record.texts);
    return trace.member();
  }

  async *#text(
    index: number,
    text: string,
    event: ConverseStreamEvent,
  ): AsyncGenerator<ConverseStreamEvent, void, void> {
    this.#hasText ||= text !== '';
    const window = this.#windowOf(index);
    this.#record.wrote(index, text);
    window.push(text);
    if (this.#guard.mode === 'async') {
      this.#blocked = await this.#background.look(window, () => this.#release(window, false));
      if (this.#blocked) return;
      this.#shown.add(index);
      yield event;
    } else if (window.isDue) yield* this.#let(index, await this.#release(window, false));
  }

  async *#stop(index: number, event: ConverseStreamEvent): AsyncGenerator<ConverseStreamEvent, void, void> {
    yield* this.#flush(index);
    if (this.#blocked) return;
    this.#open.delete(index);
    yield event;
  }

  async *#flush(index: number): AsyncGenerator<ConverseStreamEvent, void, void> {
    const window = this.#windows.get(index);
    if (!window) return;
    if (this.#guard.mode === 'async') {
      this.#windows.delete(index);
      this.#blocked = this.#background.last(() => this.#release(window, true));
      return;
    }
    yield* this.#let(index, await this.#release(window, true));
    if (!this.#blocked) this.#windows.delete(index);
  }

  async #release(window: TextWindow, isEnd: boolean): Promise<Released> {
    const released = await window.release(isEnd);
    const { blocked, passed, isMasked } = released;
    this.#record.found(released.assessment);
    // A mask beyond what was let go may be none when more has come; beside a stream none is put in.
    const isPlain = passed?.response.action === 'NONE';
    if (blocked) this.#guard.trace.reason(blocked);
    else if (passed && (isPlain || (isMasked && this.#guard.mode === 'sync')))
      this.#guard.trace.reason(passed);
    return released;
  }

  *#let(index: number, { text, blocked, isMasked }: Released): Generator<ConverseStreamEvent, void, void> {
    this.#blocked = blocked;
    if (blocked) return;
    this.#isMasked ||= isMasked;
    if (text === '') return;
    this.#shown.add(index);
    yield { contentBlockDelta: { contentBlockIndex: index, delta: { text } } };
  }

  #opened(index: number): void {
    this.#open.add(index);
    if (index > this.#highest) this.#highest = index;
  }

  #windowOf(index: number): TextWindow {
    const known = this.#windows.get(index);
    if (known) return known;
    const { guardrail, grounding, trace, judges } = this.#guard;
    const { reach, step, isJudged, isGrounded } = guardrail.stream;
    // How well an answer is grounded can only be told of all of it.
    const isWhole = isGrounded && grounding.length > 0;
    const window = new TextWindow({ reach, step: isWhole ? MOST_HELD : step, isJudged }, async (text) => {
      const check = await guardrail.check(
        { source: 'OUTPUT', content: [...grounding, { text: { text } }], outputScope: trace.outputScope },
        judges.call,
      );
      this.#record.checked(check);
      return check;
    });
    this.#windows.set(index, window);
    return window;
  }
}
