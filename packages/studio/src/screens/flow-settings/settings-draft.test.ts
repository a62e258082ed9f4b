import { expect, test } from 'vitest';
import { type FlowSettings, settingsMistakes, tagChanges } from './settings-draft.ts';

const draft: FlowSettings = {
  name: 'Digest',
  description: '',
  executionRoleArn: 'arn:aws:iam::000000000000:role/flows',
  customerEncryptionKeyArn: '',
  tags: [],
};

test.each([
  [{}, []],
  [{ name: 'a b' }, ['name']],
  [{ name: '' }, ['name']],
  [{ description: 'x'.repeat(201) }, ['description']],
  [{ executionRoleArn: 'flows' }, ['executionRoleArn']],
  [{ customerEncryptionKeyArn: 'key' }, ['customerEncryptionKeyArn']],
  [
    {
      customerEncryptionKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/12345678-1234-1234-1234-123456789012',
    },
    [],
  ],
])('%j is wrong in %j', (changes, fields) => {
  expect([...settingsMistakes({ ...draft, ...changes })]).toEqual(fields);
});

test('tags are told as they change', () => {
  const before = [
    { key: 'team', value: 'flows' },
    { key: 'stage', value: 'test' },
    { key: 'old', value: '' },
  ];
  const after = [
    { key: 'team', value: 'flows' },
    { key: 'stage', value: 'live' },
    { key: ' new ', value: '' },
    { key: '', value: 'unfinished' },
  ];
  expect(tagChanges(before, after)).toEqual({ set: { stage: 'live', new: '' }, remove: ['old'] });
});
