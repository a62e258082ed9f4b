import type { RunEvent } from '@streambed/model/streambed';
import type { LargeFlow } from '../../../conformance/studio/support/large-flow.ts';
import { type Script, summaryOf } from '../../../packages/studio/workshop/executions-scripts.ts';

/** What happens inside the iterators of a flow: each item starts its Prompt and settles it. */
export interface IterationScript extends Script {
  /** The Prompt nodes inside iterators, in the order of the flow. */
  readonly nodes: readonly string[];
  /** How often each of them runs. */
  readonly items: number;
}

/**
 * Iteration events of all the flow's iterators in turn, so many a second in all, for so long. `delay` ms pass before the first, in
 * which the page comes to rest.
 */
export const iterationsOf = (
  { definition }: LargeFlow,
  {
    perSecond = 1_000,
    seconds,
    delay = 0,
    most = Number.POSITIVE_INFINITY,
  }: {
    readonly perSecond?: number;
    readonly seconds: number;
    readonly delay?: number;
    readonly most?: number;
  },
): IterationScript => {
  const inside = (definition.connections ?? [])
    .filter(({ configuration }) => configuration?.data?.sourceOutput === 'arrayItem')
    .map(({ source, target }) => ({ iterator: source, node: target }))
    .slice(0, most);
  const items = Math.floor((perSecond * seconds) / 2 / inside.length);
  return {
    definition,
    nodes: inside.map(({ node }) => node),
    items,
    *events(runId, startedAt) {
      let number = 1;
      let at = 0;
      const tell = (type: RunEvent['type'], more: Partial<RunEvent> = {}): RunEvent => ({
        number: number++,
        at: startedAt + Math.round(at),
        type,
        ...more,
      });
      yield tell('runStarted', { run: summaryOf(runId, startedAt, 'Running') });
      const each = 1_000 / perSecond;
      at += delay;
      for (let index = 0; index < items; index++)
        for (const { iterator, node } of inside) {
          const place = {
            node,
            nodeName: node,
            nodeType: 'Prompt',
            iteration: [{ nodeName: iterator, type: 'Iterator' as const, index }],
          };
          if (index === 0)
            yield tell('nodeStarted', {
              node: iterator,
              nodeName: iterator,
              nodeType: 'Iterator',
              fields: [
                {
                  name: 'array',
                  type: 'Array',
                  value: Array.from({ length: items }, () => ''),
                  expression: '$.data',
                },
              ],
            });
          at += each;
          yield tell('nodeStarted', {
            ...place,
            fields: [{ name: 'text', type: 'String', value: `text ${index}`, expression: '$.data' }],
          });
          at += each;
          yield tell('nodeSettled', {
            ...place,
            outputs: { modelCompletion: `summary of text ${index}` },
            usage: { inputTokens: 12, outputTokens: 5, usd: 0.00001 },
          });
        }
      for (const { iterator } of inside)
        yield tell('nodeSettled', { node: iterator, nodeName: iterator, nodeType: 'Iterator' });
      yield tell('runEnded', { run: summaryOf(runId, startedAt, 'Succeeded') });
    },
  };
};

/** The script, everything of it after the first event so many ms later. */
export const delayed = (script: Script, delay: number): Script => ({
  definition: script.definition,
  *events(runId, startedAt) {
    for (const event of script.events(runId, startedAt))
      yield event.type === 'runStarted' ? event : { ...event, at: event.at + delay };
  },
});
