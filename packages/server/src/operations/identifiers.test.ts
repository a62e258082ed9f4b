import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  flowAliasArn,
  flowAliasIdOf,
  flowAliasResource,
  flowArn,
  flowIdOf,
  flowResource,
  foundationModelIdOf,
  guardrailArn,
  guardrailIdOf,
  guardrailResource,
  inferenceProfileIdOf,
  promptArn,
  promptReferenceOf,
  promptResource,
  taggableResourceOf,
} from './identifiers.ts';

const scope = { accountId: '000000000000', region: 'us-east-1' };
const own = 'arn:aws:bedrock:us-east-1:000000000000';

describe('flow identifiers', () => {
  test.each([
    ['an id', 'ABCDEFGHIJ', 'ABCDEFGHIJ'],
    ['an ARN', `${own}:flow/ABCDEFGHIJ`, 'ABCDEFGHIJ'],
    ['another account', 'arn:aws:bedrock:us-east-1:111111111111:flow/ABCDEFGHIJ', undefined],
    ['another region', 'arn:aws:bedrock:eu-west-1:000000000000:flow/ABCDEFGHIJ', undefined],
    ['another partition', 'arn:aws-cn:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ', undefined],
    ['another service', 'arn:aws:lambda:us-east-1:000000000000:flow/ABCDEFGHIJ', undefined],
    ['another kind of resource', `${own}:prompt/ABCDEFGHIJ`, undefined],
    ['an alias ARN', `${own}:flow/ABCDEFGHIJ/alias/TSTALIASID`, undefined],
    ['a longer id', 'ABCDEFGHIJK', undefined],
    ['a line feed behind the id', 'ABCDEFGHIJ\n', undefined],
    ['a path', '../ABCDEFG', undefined],
    ['nothing', '', undefined],
  ])('%s', (_, identifier, expected) => {
    expect(flowIdOf(scope, identifier)).toBe(expected);
  });
});

describe('alias identifiers', () => {
  test.each([
    ['an id', 'KLMNOPQRST', 'KLMNOPQRST'],
    ['the test alias', 'TSTALIASID', 'TSTALIASID'],
    ['an ARN', `${own}:flow/ABCDEFGHIJ/alias/KLMNOPQRST`, 'KLMNOPQRST'],
    ['an ARN of another flow', `${own}:flow/ZZZZZZZZZZ/alias/KLMNOPQRST`, undefined],
    ['a flow ARN', `${own}:flow/ABCDEFGHIJ`, undefined],
    ['another account', 'arn:aws:bedrock:us-east-1:111111111111:flow/ABCDEFGHIJ/alias/KLMNOPQRST', undefined],
  ])('%s', (_, identifier, expected) => {
    expect(flowAliasIdOf(scope, 'ABCDEFGHIJ', identifier)).toBe(expected);
  });
});

describe('guardrail identifiers', () => {
  test.each([
    ['an id', 'abcdef123456', 'abcdef123456'],
    ['an ARN', `${own}:guardrail/abcdef123456`, 'abcdef123456'],
    ['another account', 'arn:aws:bedrock:us-east-1:111111111111:guardrail/abcdef123456', undefined],
    ['another region', 'arn:aws:bedrock:eu-west-1:000000000000:guardrail/abcdef123456', undefined],
    ['another partition', 'arn:aws-cn:bedrock:us-east-1:000000000000:guardrail/abcdef123456', undefined],
    ['another kind of resource', `${own}:guardrail-profile/abcdef123456`, undefined],
    ['an ARN with a version', `${own}:guardrail/abcdef123456:1`, undefined],
    ['capitals', 'ABCDEF123456', undefined],
    ['a line feed behind the id', 'abcdef123456\n', undefined],
    ['nothing', '', undefined],
  ])('%s', (_, identifier, expected) => {
    expect(guardrailIdOf(scope, identifier)).toBe(expected);
  });

  test('are built as they are read', () => {
    expect(guardrailIdOf(scope, guardrailArn(scope, 'abc'))).toBe('abc');
    expect(guardrailResource(scope, 'abc')).toBe(`${own}:guardrail/abc`);
    expect(guardrailResource(scope, 'arn:aws:x')).toBe('arn:aws:x');
  });
});

describe('model and inference profile identifiers', () => {
  test.each([
    ['an id', 'llama3.2:3b', 'llama3.2:3b'],
    ['an ARN', 'arn:aws:bedrock:us-east-1::foundation-model/a.b:1/x', 'a.b:1/x'],
    ['an ARN with an account', `${own}:foundation-model/a.b`, undefined],
    ['another region', 'arn:aws:bedrock:eu-west-1::foundation-model/a.b', undefined],
  ])('a model by %s', (_, identifier, expected) => {
    expect(foundationModelIdOf(scope, identifier)).toBe(expected);
  });

  test.each([
    ['an id', 'us.a.b', 'us.a.b'],
    ['an ARN', `${own}:inference-profile/us.a.b:0`, 'us.a.b:0'],
    ['another account', 'arn:aws:bedrock:us-east-1:111111111111:inference-profile/us.a.b', undefined],
    ['an application profile', `${own}:application-inference-profile/x`, undefined],
  ])('a profile by %s', (_, identifier, expected) => {
    expect(inferenceProfileIdOf(scope, identifier)).toBe(expected);
  });
});

describe('prompt identifiers', () => {
  test.each([
    ['an id', 'ABCDEFGHIJ', { promptId: 'ABCDEFGHIJ' }],
    ['an ARN', `${own}:prompt/ABCDEFGHIJ`, { promptId: 'ABCDEFGHIJ' }],
    ['a version ARN', `${own}:prompt/ABCDEFGHIJ:3`, { promptId: 'ABCDEFGHIJ', version: 3 }],
    ['a version ARN with zeros', `${own}:prompt/ABCDEFGHIJ:007`, { promptId: 'ABCDEFGHIJ', version: 7 }],
    ['a flow ARN', `${own}:flow/ABCDEFGHIJ`, undefined],
    ['another region', 'arn:aws:bedrock:eu-west-1:000000000000:prompt/ABCDEFGHIJ:3', undefined],
    ['an id with a version', 'ABCDEFGHIJ:3', undefined],
  ])('%s', (_, identifier, expected) => {
    expect(promptReferenceOf(scope, identifier)).toEqual(expected);
  });
});

describe('taggable resources have one canonical ARN', () => {
  test.each([
    [`${own}:flow/ABCDEFGHIJ`, `${own}:flow/ABCDEFGHIJ`],
    [`${own}:flow/ABCDEFGHIJ/alias/TSTALIASID`, `${own}:flow/ABCDEFGHIJ/alias/TSTALIASID`],
    [`${own}:prompt/ABCDEFGHIJ`, `${own}:prompt/ABCDEFGHIJ`],
    [`${own}:prompt/ABCDEFGHIJ:7`, `${own}:prompt/ABCDEFGHIJ:7`],
    [`${own}:prompt/ABCDEFGHIJ:007`, `${own}:prompt/ABCDEFGHIJ:7`],
    [`${own}:prompt/ABCDEFGHIJ:0`, undefined],
    [`${own}:agent/ABCDEFGHIJ`, undefined],
    ['arn:aws:bedrock:us-east-1:111111111111:flow/ABCDEFGHIJ', undefined],
    ['ABCDEFGHIJ', undefined],
  ])('%s', (arn, expected) => {
    expect(taggableResourceOf(scope, arn)?.arn).toBe(expected);
  });
});

describe('what is built is read back', () => {
  const id = fc.stringMatching(/^[0-9a-zA-Z]{10}$/);
  const scopes = fc.record({
    accountId: fc.stringMatching(/^[0-9]{12}$/),
    region: fc.stringMatching(/^[a-z0-9-]{1,20}$/),
  });

  test('in its own scope, and in no other', () => {
    fc.assert(
      fc.property(
        scopes,
        scopes,
        id,
        id,
        fc.integer({ min: 1, max: 99_999 }),
        (here, there, a, b, version) => {
          expect(flowIdOf(here, flowArn(here, a))).toBe(a);
          expect(flowAliasIdOf(here, a, flowAliasArn(here, a, b))).toBe(b);
          expect(promptReferenceOf(here, promptArn(here, a, version))).toEqual({ promptId: a, version });
          for (const arn of [flowArn(here, a), flowAliasArn(here, a, b), promptArn(here, a, version)]) {
            expect(taggableResourceOf(here, arn)?.arn).toBe(arn);
          }
          fc.pre(here.accountId !== there.accountId || here.region !== there.region);
          expect(flowIdOf(there, flowArn(here, a))).toBeUndefined();
          expect(flowAliasIdOf(there, a, flowAliasArn(here, a, b))).toBeUndefined();
          expect(promptReferenceOf(there, promptArn(here, a))).toBeUndefined();
          expect(taggableResourceOf(there, flowArn(here, a))).toBeUndefined();
        },
      ),
    );
  });
});

describe('resources for authorization', () => {
  const foreign = 'arn:aws:bedrock:us-east-1:111111111111';

  test.each([
    [flowResource(scope, 'ABCDEFGHIJ'), `${own}:flow/ABCDEFGHIJ`],
    [flowResource(scope, `${foreign}:flow/ABCDEFGHIJ`), `${foreign}:flow/ABCDEFGHIJ`],
    [flowAliasResource(scope, 'ABCDEFGHIJ', 'TSTALIASID'), `${own}:flow/ABCDEFGHIJ/alias/TSTALIASID`],
    [
      flowAliasResource(scope, `${own}:flow/ABCDEFGHIJ`, 'X123456789'),
      `${own}:flow/ABCDEFGHIJ/alias/X123456789`,
    ],
    [flowAliasResource(scope, 'A', `${foreign}:flow/B/alias/C`), `${foreign}:flow/B/alias/C`],
    [promptResource(scope, 'ABCDEFGHIJ'), `${own}:prompt/ABCDEFGHIJ`],
    [promptResource(scope, 'ABCDEFGHIJ', 'DRAFT'), `${own}:prompt/ABCDEFGHIJ`],
    [promptResource(scope, 'ABCDEFGHIJ', '2'), `${own}:prompt/ABCDEFGHIJ:2`],
    [promptResource(scope, `${own}:prompt/ABCDEFGHIJ:2`, '2'), `${own}:prompt/ABCDEFGHIJ:2`],
  ])('%s', (resource, expected) => {
    expect(resource).toBe(expected);
  });
});
