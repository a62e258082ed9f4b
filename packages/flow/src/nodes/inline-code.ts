import type { JsonObject } from '@streambed/model';
import type { CodeResponse, PortCall, Ports, Work, WorkResult } from '../ports/index.ts';
import { authorFault } from '../ports/index.ts';
import { withFailedAction } from './failed-action.ts';
import { type NodeType, required } from './node-type.ts';

/** Runs the author's Python like a REPL: inputs are variables, the last expression is the response. */
export const inlineCode: NodeType = {
  type: 'InlineCode',
  configurationKey: 'inlineCode',
  slots: () => ({ inputs: 'free', outputs: [required('response', 'Any')] }),
  missingConfiguration: (node) =>
    node.configuration?.inlineCode?.code?.trim()
      ? undefined
      : 'has no code; write Python whose last line is the value of the response.',
  lower: () => ({ kind: 'work' }),
};

/**
 * Runs the code once with the evaluated inputs. The trace shows which inputs it got and what it printed, not their
 * values, which the node's own trace events hold. Rejects with the port's FlowError.
 */
export async function runCode(work: Work, ports: Ports, call: PortCall): Promise<WorkResult> {
  const configuration = work.configuration.inlineCode;
  if (!configuration?.code) throw authorFault(`Node ${work.nodeName} has no code to run.`);
  if (configuration.language !== 'Python_3')
    throw authorFault(
      `Node ${work.nodeName} has code in ${configuration.language}; InlineCode runs Python_3 only.`,
    );
  // fromEntries defines own members, so that an input called __proto__ is a variable like any other.
  const inputs: JsonObject = Object.fromEntries(work.inputs.map(({ name, value }) => [name, value]));
  const traced = {
    serviceName: 'InlineCode',
    operationName: 'RunPython',
    operationRequest: { language: configuration.language, inputs: work.inputs.map(({ name }) => name) },
  };
  let response: CodeResponse;
  try {
    response = await ports.code.run(
      { language: configuration.language, code: configuration.code, inputs },
      call,
    );
  } catch (error) {
    throw withFailedAction(error, ports, traced);
  }
  const { result, output, requestId } = response;
  return {
    outputs: { response: result },
    actions: [{ at: ports.clock.now(), ...traced, requestId, operationResponse: { output } }],
  };
}
