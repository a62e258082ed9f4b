import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { route } from './route.ts';
import { ServiceException } from './service-exception.ts';
import { models } from './test-support/operation-named.ts';

const operations = models.flatMap((model) =>
  model.operations.map((operation) => ({
    model,
    operation,
    name: `${model.service} ${operation.operation}`,
  })),
);
const FLOW = 'arn:aws:bedrock:us-east-1:123456789012:flow/ABCDEFGHIJ';
const SESSION = 'arn:aws:bedrock:us-east-1:123456789012:session/01234567-89ab-cdef-0123-456789abcdef';

/** A path for the template, each label filled with its name; tag labels with an ARN of the service. */
const pathFor = (uri: string, service: string) =>
  uri.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'resourceArn' ? encodeURIComponent(service === 'bedrock-agent' ? FLOW : SESSION) : `${name}1`,
  );
const found = (method: string, path: string) => {
  const { operation, model } = route(method, path);
  return `${model.service} ${operation.operation}`;
};

describe('route', () => {
  it.each(operations)('finds $name with and without the trailing slash', ({ model, operation, name }) => {
    const path = pathFor(operation.uri, model.service).replace(/\/$/, '');
    expect(found(operation.method, path)).toBe(name);
    expect(found(operation.method, `${path}/`)).toBe(name);
    const { labels } = route(operation.method, path);
    const names = [...operation.uri.matchAll(/\{(\w+)\}/g)].map(([, label]) => label!);
    expect([...labels.keys()]).toEqual(names);
    for (const label of names) if (label !== 'resourceArn') expect(labels.get(label)).toBe(`${label}1`);
  });

  it('tells operations apart that share a path', () => {
    expect(found('POST', '/flows/validate-definition')).toBe('bedrock-agent ValidateFlowDefinition');
    expect(found('GET', '/flows/validate-definition')).toBe('bedrock-agent GetFlow');
    expect(found('PUT', '/flows/A/aliases/B')).toBe('bedrock-agent UpdateFlowAlias');
    expect(found('POST', '/flows/A/aliases/B')).toBe('bedrock-agent-runtime InvokeFlow');
    expect(found('POST', '/flows/A/aliases')).toBe('bedrock-agent CreateFlowAlias');
    expect(found('GET', '/flows/A/executions')).toBe('bedrock-agent-runtime ListFlowExecutions');
  });

  it('takes an encoded ARN as one label and decodes it exactly once', () => {
    expect(route('GET', `/flows/${encodeURIComponent(FLOW)}/`).labels.get('flowIdentifier')).toBe(FLOW);
    expect(route('GET', '/flows/a%252Fb').labels.get('flowIdentifier')).toBe('a%2Fb');
    expect(route('GET', '/flows/a+b').labels.get('flowIdentifier')).toBe('a+b');
    expect(route('GET', '/flows/%E2%82%AC').labels.get('flowIdentifier')).toBe('€');
  });

  it.each([
    ['bedrock-runtime Converse', '/converse'],
    ['bedrock-runtime ConverseStream', '/converse-stream'],
    ['bedrock-runtime InvokeModel', '/invoke'],
    ['bedrock-runtime InvokeModelWithResponseStream', '/invoke-with-response-stream'],
    ['bedrock-runtime CountTokens', '/count-tokens'],
  ])('gives %s the model as one label, colons and slashes encoded or colons not', (name, end) => {
    const arn = 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0';
    for (const modelId of ['meta.llama3-2-3b-instruct-v1:0', 'llama3.2:3b', arn]) {
      expect(found('POST', `/model/${encodeURIComponent(modelId)}${end}`)).toBe(name);
      const { labels } = route('POST', `/model/${modelId.replaceAll('/', '%2F')}${end}`);
      expect(labels.get('modelId')).toBe(modelId);
    }
    expect(() => route('POST', `/model/${arn}${end}`)).toThrow('No operation answers');
  });

  it('tells the paths of guardrails apart, an encoded ARN being one label', () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:guardrail/abcdefghij12';
    const label = encodeURIComponent(arn);
    expect(found('POST', '/guardrails')).toBe('bedrock CreateGuardrail');
    expect(found('POST', `/guardrails/${label}`)).toBe('bedrock CreateGuardrailVersion');
    expect(found('PUT', `/guardrails/${label}`)).toBe('bedrock UpdateGuardrail');
    const apply = route('POST', `/guardrail/${label}/version/DRAFT/apply`);
    expect(apply.operation.operation).toBe('ApplyGuardrail');
    expect(Object.fromEntries(apply.labels)).toEqual({ guardrailIdentifier: arn, guardrailVersion: 'DRAFT' });
  });

  it('shares a path and method between no two operations but the tags of the agent services', () => {
    const places = Map.groupBy(
      operations,
      ({ operation: { method, uri } }) => `${method} ${uri.replaceAll(/\{\w+\}/g, '{}').replace(/\/$/, '')}`,
    );
    const shared = [...places.values()].filter((those) => those.length > 1).flat();
    expect(shared.map(({ name }) => name).toSorted()).toEqual(
      ['bedrock-agent', 'bedrock-agent-runtime']
        .flatMap((service) =>
          ['ListTagsForResource', 'TagResource', 'UntagResource'].map((of) => `${service} ${of}`),
        )
        .toSorted(),
    );
  });

  it.each([
    [FLOW, 'bedrock-agent'],
    [`${FLOW}/alias/TSTALIASID`, 'bedrock-agent'],
    ['arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ:3', 'bedrock-agent'],
    ['arn:aws:bedrock:us-east-1:123456789012:agent/ABCDEFGHIJ', 'bedrock-agent'],
    ['no ARN at all', 'bedrock-agent'],
    [SESSION, 'bedrock-agent-runtime'],
  ])('gives the tags of %s to %s', (arn, service) => {
    for (const [method, operation] of [
      ['GET', 'ListTagsForResource'],
      ['POST', 'TagResource'],
      ['DELETE', 'UntagResource'],
    ] as const) {
      expect(found(method, `/tags/${encodeURIComponent(arn)}`)).toBe(`${service} ${operation}`);
    }
  });

  it.each([
    ['an unknown path', 'GET', '/agents/'],
    ['the root', 'GET', '/'],
    ['nothing', 'GET', ''],
    ['an absolute URL', 'GET', 'http://127.0.0.1/flows/'],
    ['an asterisk', 'OPTIONS', '*'],
    ['a method that the path does not have', 'PATCH', '/flows/'],
    ['a method in lower case', 'get', '/flows/'],
    ['a method named like a property', '__proto__', '/flows/'],
    ['a segment named like a property', 'GET', '/__proto__/constructor'],
    ['a literal in another case', 'GET', '/Flows/'],
    ['a literal in percent-encoding', 'GET', '/%66lows/'],
    ['an empty label', 'GET', '/flows//aliases'],
    ['two trailing slashes', 'GET', '/flows/A//'],
    ['an unencoded ARN', 'GET', `/flows/${FLOW}/versions/1/x`],
    ['a path that goes on', 'GET', '/flows/A/versions/1/more'],
    ['dot segments', 'GET', '/flows/../prompts/x/y'],
    ['a query', 'POST', '/flows/A/aliases/B/c?x=1'],
  ])('answers UnknownOperationException to %s', (_, method, path) => {
    expect(() => route(method, path)).toThrow(expect.objectContaining({ code: 'UnknownOperationException' }));
  });

  it.each(['%', '%4', '%zz', '%ff', '%c0%80', '%ed%a0%80'])('refuses the malformed label %s', (label) => {
    expect(() => route('GET', `/flows/${label}/`)).toThrow(
      expect.objectContaining({
        code: 'ValidationException',
        members: { fieldList: [{ name: 'flowIdentifier', message: 'has malformed percent-encoding' }] },
      }),
    );
  });

  it('throws nothing but ServiceException, whatever the path', () => {
    const segment = fc.oneof(
      fc.constantFrom('flows', 'aliases', 'tags', 'prompts', 'executions', '', '..', '%2F', '%'),
      fc.string(),
    );
    const path = fc.array(segment, { maxLength: 9 }).map((segments) => `/${segments.join('/')}`);
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'), fc.string()),
        path,
        (method, rawPath) => {
          try {
            const { labels } = route(method, rawPath);
            for (const value of labels.values()) expect(value).not.toBe('');
          } catch (error) {
            expect(error).toBeInstanceOf(ServiceException);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
