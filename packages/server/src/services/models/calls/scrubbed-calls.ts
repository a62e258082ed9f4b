import type { ConverseStreamEvent } from '@streambed/flow/ports';
import { changedStream } from '../../passed-stream.ts';
import { createScrubber, type Scrubber, scrubAll } from '../scrub.ts';
import type { ModelCalls } from './model-calls.ts';

/** The kinds of text that a block's deltas bring, each of which comes in pieces of its own. */
type Kind = 'text' | 'toolUse' | 'reasoning' | 'signature';

/**
 * Keeps keys out of answers: a provider that is broken or hostile may echo what it was sent, and who may call a flow
 * need not know the keys of the server. `keys` may grow while calls are made.
 */
export const scrubbedCalls = (next: ModelCalls, keys: readonly string[]): ModelCalls => ({
  async converse(asked) {
    return scrubAll(await next.converse(asked), keys);
  },
  converseStream(asked) {
    const scrubbers = new Map<string, Scrubber>();
    const scrubberOf = (index: number, kind: Kind): Scrubber => {
      const name = `${kind} ${index}`;
      const scrubber = scrubbers.get(name) ?? createScrubber(keys);
      scrubbers.set(name, scrubber);
      return scrubber;
    };
    return changedStream(next.converseStream(asked), (event) => {
      if (keys.length === 0) return [event];
      if ('contentBlockStop' in event)
        return [...restOf(event.contentBlockStop.contentBlockIndex, scrubbers), scrubAll(event, keys)];
      if (!('contentBlockDelta' in event)) return [scrubAll(event, keys)];
      const { contentBlockIndex, delta } = event.contentBlockDelta;
      const piece = pieceOf(delta);
      if (!piece) return [scrubAll(event, keys)];
      const [kind, text] = piece;
      const safe = scrubberOf(contentBlockIndex, kind).push(text);
      if (safe === text) return [event];
      return safe === '' ? [] : [deltaOf(contentBlockIndex, kind, safe)];
    });
  },
});

type Delta = Extract<ConverseStreamEvent, { contentBlockDelta: unknown }>['contentBlockDelta']['delta'];

function pieceOf({ text, toolUse, reasoningContent }: Delta): readonly [Kind, string] | undefined {
  if (text !== undefined) return ['text', text];
  if (toolUse) return ['toolUse', toolUse.input];
  if (reasoningContent?.text !== undefined) return ['reasoning', reasoningContent.text];
  if (reasoningContent?.signature !== undefined) return ['signature', reasoningContent.signature];
  return undefined;
}

function deltaOf(contentBlockIndex: number, kind: Kind, text: string): ConverseStreamEvent {
  const deltas: Readonly<Record<Kind, Delta>> = {
    text: { text },
    toolUse: { toolUse: { input: text } },
    reasoning: { reasoningContent: { text } },
    signature: { reasoningContent: { signature: text } },
  };
  return { contentBlockDelta: { contentBlockIndex, delta: deltas[kind] } };
}

const KINDS: readonly Kind[] = ['reasoning', 'signature', 'text', 'toolUse'];

/** What the scrubbers of a block hold back when it ends. */
function* restOf(index: number, scrubbers: ReadonlyMap<string, Scrubber>): Generator<ConverseStreamEvent> {
  for (const kind of KINDS) {
    const rest = scrubbers.get(`${kind} ${index}`)?.end() ?? '';
    if (rest !== '') yield deltaOf(index, kind, rest);
  }
}
