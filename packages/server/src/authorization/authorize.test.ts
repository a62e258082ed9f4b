import { describe, expect, test } from 'vitest';
import { authorize } from './index.ts';

const root = {
  accountId: '000000000000',
  region: 'us-east-1',
  accessKeyId: 'AKIDEXAMPLE',
  arn: 'arn:aws:iam::000000000000:root',
};
const own = 'arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ';

describe('the root of an account', () => {
  test.each([own, `${own}/alias/TSTALIASID`, '*'])('may do everything to %s', (resource) => {
    expect(() => authorize(root, 'bedrock:GetFlow', resource)).not.toThrow();
  });

  test.each([
    'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
    'arn:aws:bedrock:us-east-1::foundation-model/llama3.2:3b',
    'arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.amazon.nova-lite-v1:0',
    'arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHIJ:2',
    'arn:aws:bedrock:us-east-1:000000000000:guardrail/abcdefghij12',
  ])('may ask %s', (resource) => {
    expect(() => authorize(root, 'bedrock:InvokeModel', resource)).not.toThrow();
  });

  test.each([
    ['another account', 'arn:aws:bedrock:us-east-1:111111111111:flow/ABCDEFGHIJ'],
    ['another region', 'arn:aws:bedrock:eu-west-1:000000000000:flow/ABCDEFGHIJ'],
    ['an account id further back', 'arn:aws:bedrock:us-east-1:1:000000000000:flow/ABCDEFGHIJ'],
    ['a prefix of the account', 'arn:aws:bedrock:us-east-1:00000000000:flow/ABCDEFGHIJ'],
    ['another account, as its profile', 'arn:aws:bedrock:us-east-1:111111111111:inference-profile/us.a.b'],
    ['another region, as its model', 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0'],
    ['no account and is no model', 'arn:aws:bedrock:us-east-1::flow/ABCDEFGHIJ'],
    ['no account and another service', 'arn:aws:s3:us-east-1::foundation-model/amazon.nova-lite-v1:0'],
    ['a model further back', 'arn:aws:s3:x:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0'],
    ['an ARN that names nothing', 'arn:aws:bedrock:us-east-1:000000000000'],
    ['no ARN', 'flow/ABCDEFGHIJ'],
    ['nothing', ''],
  ])('is refused what belongs to %s', (_whose, resource) => {
    expect(() => authorize(root, 'bedrock:GetFlow', resource)).toThrow(
      expect.objectContaining({
        code: 'AccessDeniedException',
        message: `User: ${root.arn} is not authorized to perform: bedrock:GetFlow on resource: ${resource}`,
      }),
    );
  });
});

test.each([
  'arn:aws:iam::111111111111:root',
  'arn:aws:iam::000000000000:user/root',
  'arn:aws:iam::000000000000:root/x',
])('%s is not the root of its account and may do nothing', (arn) => {
  expect(() => authorize({ ...root, arn }, 'bedrock:GetFlow', own)).toThrow('is not authorized to perform');
});
