import {
  bedrock,
  bedrockAgent,
  bedrockAgentRuntime,
  bedrockRuntime,
  type Member,
  type OperationModel,
  type ServiceModel,
  type StructureShape,
  streambed,
} from '@streambed/model';
import type { Unsigned } from './signer.ts';

/** An operation of the published models, with the model that it stands in. */
export interface ModelledOperation {
  readonly operation: OperationModel;
  readonly model: ServiceModel;
  readonly name: string;
  readonly input: StructureShape;
  /** Whether anything of its input travels in the body. */
  readonly hasBody: boolean;
}

const shared = new Set(['TagResource', 'UntagResource', 'ListTagsForResource']);

const modelled = (model: ServiceModel): ModelledOperation[] =>
  model.operations.map((operation) => {
    const input = model.shapes[operation.inputShape] as StructureShape;
    return {
      operation,
      model,
      name: operation.operation,
      input,
      hasBody: Object.values(input.members).some(({ location }) => location === undefined),
    };
  });

/** Every operation that the models have; of the tag operations that share a path, the control plane's. */
export const modelledOperations: readonly ModelledOperation[] = [
  ...modelled(bedrockAgent),
  ...modelled(bedrock),
  ...modelled(bedrockAgentRuntime).filter(({ name }) => !shared.has(name)),
  ...modelled(bedrockRuntime),
  ...modelled(streambed),
];

/** Those of later stages: the models know them, the server does not serve them yet. */
const unserved = new Set([
  'StartFlowExecution',
  'GetFlowExecution',
  'StopFlowExecution',
  'ListFlowExecutions',
  'ListFlowExecutionEvents',
  'GetExecutionFlowSnapshot',
]);

/** Every operation that is served: the control planes of flows, guardrails, models and knowledge bases, InvokeFlow, models, what asks knowledge bases, and Streambed's own. */
export const servedOperations = modelledOperations.filter(({ name }) => !unserved.has(name));

/** Those of them that are asked something: what asks nothing can be asked nothing wrong. */
export const askedOperations = servedOperations.filter(({ input }) => Object.keys(input.members).length > 0);

/** The first of that name: of the tag operations those of `bedrock-agent`. */
export const operationNamed = (name: string): ModelledOperation =>
  modelledOperations.find((operation) => operation.name === name)!;

/**
 * An input, right or wrong, as a request: each member where the model wants it, members that it does not know in the
 * body. A label that is missing stands in the path as its name; one that is no text stands there as JSON.
 */
export const requestOf = (
  { operation, input, hasBody }: ModelledOperation,
  value: Readonly<Record<string, unknown>>,
): Unsigned => {
  const query: string[] = [];
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  const body: [string, unknown][] = [];
  let path = operation.uri;
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const place: Member | undefined = Object.hasOwn(input.members, name) ? input.members[name] : undefined;
    const wireName = place?.locationName ?? name;
    if (place?.location === 'uri') path = path.replace(`{${wireName}}`, encode(member));
    else if (place?.location === 'querystring')
      for (const each of Array.isArray(member) ? member : [member]) query.push(`${wireName}=${encode(each)}`);
    else if (place?.location !== 'header') body.push([name, member]);
  }
  path = path.replaceAll(/[{}]/g, '');
  return {
    method: operation.method,
    path: query.length === 0 ? path : `${path}?${query.join('&')}`,
    headers,
    ...((hasBody || body.length > 0) && { body: JSON.stringify(Object.fromEntries(body)) }),
  };
};

const encode = (value: unknown): string =>
  encodeURIComponent(typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
