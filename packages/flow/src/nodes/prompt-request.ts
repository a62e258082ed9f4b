import type { JsonValue } from '@streambed/model';
import type { PromptTemplateConfiguration } from '@streambed/model/bedrock-agent';
import { type PromptSource, renderPrompt, templateVariables } from '../expressions/index.ts';
import { authorFault, type ConverseRequest, type WorkInput } from '../ports/index.ts';

/**
 * The Converse request of a prompt whose variables are the node's inputs. Throws FlowError, the author's fault and naming
 * `nodeName`, when the prompt has no model, uses a variable that is no input of the node, or cannot be rendered.
 */
export function promptRequest(
  nodeName: string,
  source: PromptSource,
  inputs: readonly WorkInput[],
  latency: 'standard' | 'optimized' | undefined,
): ConverseRequest {
  const { modelId } = source;
  if (!modelId)
    throw authorFault(
      `The prompt of node ${nodeName} names no model; set its modelId to the model that shall answer.`,
    );
  const values = new Map(inputs.map(({ name, value }) => [name, value]));
  refuseMissingVariables(nodeName, source.templateConfiguration, values);
  return {
    modelId,
    ...renderPrompt(`The prompt of node ${nodeName}`, source, values),
    ...(latency === undefined ? {} : { performanceConfig: { latency } }),
  };
}

function refuseMissingVariables(
  nodeName: string,
  template: PromptTemplateConfiguration,
  values: ReadonlyMap<string, JsonValue>,
): void {
  const missing = templateVariables(template).filter((name) => !values.has(name));
  if (missing.length === 0) return;
  const [first, ...others] = missing.map((name) => `"${name}"`);
  const names = others.length === 0 ? `variable ${first}` : `variables ${[first, ...others].join(', ')}`;
  throw authorFault(
    `The prompt of node ${nodeName} uses the ${names}, but the node has no input of that name; add one for each variable.`,
  );
}
