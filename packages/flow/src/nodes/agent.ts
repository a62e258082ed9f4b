import type { Work, WorkResult } from '../ports/index.ts';
import { type NodeType, optional, required } from './node-type.ts';
import { unavailable } from './unavailable.ts';

/** Asks an agent, over several turns if the agent wants them. */
export const agent: NodeType = {
  type: 'Agent',
  configurationKey: 'agent',
  slots: () => ({
    inputs: [
      required('agentInputText', 'String'),
      optional('promptAttributes', 'Object'),
      optional('sessionAttributes', 'Object'),
    ],
    outputs: [required('agentResponse', 'String')],
  }),
  missingConfiguration: (node) =>
    node.configuration?.agent?.agentAliasArn
      ? undefined
      : 'names no agent; set agentAliasArn to the alias of the agent that shall answer.',
  lower: () => ({ kind: 'work' }),
};

export const askAgent = (work: Work): Promise<WorkResult> =>
  unavailable(work, work.configuration.agent?.agentAliasArn);
