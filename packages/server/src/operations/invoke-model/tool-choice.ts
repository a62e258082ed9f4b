import type { Message } from '@streambed/flow/ports';
import { malformedBody } from './native-body.ts';

/**
 * The choice to use no tool. Converse does not have it: what is not to be used is not sent, which only a conversation
 * without earlier uses of tools allows. `path` names the choice.
 */
export const withoutUnusedTools = (messages: readonly Message[], path: string): Record<never, never> => {
  const uses = messages.some(({ content }) =>
    content.some(({ toolUse, toolResult }) => toolUse !== undefined || toolResult !== undefined),
  );
  if (uses) throw malformedBody(path, 'none cannot be chosen after messages that use tools; leave it out');
  return {};
};
