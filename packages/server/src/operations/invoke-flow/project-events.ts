import type { FlowEvent } from '@streambed/flow/engine';
import type { Plan } from '@streambed/flow/plan';
import { type FlowStreamEvent, streamExceptionOf } from '../fault-exceptions.ts';
import { projectTrace } from './project-trace.ts';

/**
 * FlowEvents as InvokeFlow's stream shows them: outputs, the end, and with `enableTrace` what every node did. Batches
 * stay batches; a batch of which nothing shows is left out.
 */
export async function* projectEvents(
  plan: Plan,
  events: AsyncIterable<readonly FlowEvent[]>,
  enableTrace: boolean,
): AsyncGenerator<readonly FlowStreamEvent[], void, void> {
  for await (const batch of events) {
    const shown: FlowStreamEvent[] = [];
    for (const event of batch) {
      const projected = projectEvent(event) ?? (enableTrace ? projectTrace(plan, event) : undefined);
      if (projected) shown.push(projected);
    }
    if (shown.length > 0) yield shown;
  }
}

/** The events that every client sees; undefined for those that only a trace shows. */
export function projectEvent(event: FlowEvent): FlowStreamEvent | undefined {
  switch (event.type) {
    case 'flowOutput':
      return {
        name: 'flowOutputEvent',
        payload: {
          nodeName: event.nodeName,
          nodeType: 'FlowOutputNode',
          content: { document: event.document },
        },
      };
    case 'flowCompleted':
      return { name: 'flowCompletionEvent', payload: { completionReason: 'SUCCESS' } };
    case 'flowFailed':
      return streamExceptionOf(event.fault);
    default:
      return undefined;
  }
}
