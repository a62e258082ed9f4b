import { FLOW_NAME, MAX_DESCRIPTION } from '../flows/new-flow.ts';

/** What of a flow is not its definition. */
export interface FlowSettings {
  readonly name: string;
  readonly description: string;
  readonly executionRoleArn: string;
  readonly customerEncryptionKeyArn: string;
  readonly tags: readonly FlowTag[];
}

export interface FlowTag {
  readonly key: string;
  readonly value: string;
}

export type SettingsField = 'name' | 'description' | 'executionRoleArn' | 'customerEncryptionKeyArn';

const ROLE = /^arn:aws(-[^:]+)?:iam::([0-9]{12})?:role\/(service-role\/)?.+$/;
const KEY = /^arn:aws(-[^:]+)?:kms:[a-zA-Z0-9-]*:[0-9]{12}:key\/[a-zA-Z0-9-]{36}$/;

/** Fields that UpdateFlow would refuse. */
export const settingsMistakes = (draft: FlowSettings): ReadonlySet<SettingsField> => {
  const wrong: [SettingsField, boolean][] = [
    ['name', !FLOW_NAME.test(draft.name)],
    ['description', draft.description.length > MAX_DESCRIPTION],
    ['executionRoleArn', !ROLE.test(draft.executionRoleArn)],
    [
      'customerEncryptionKeyArn',
      draft.customerEncryptionKeyArn !== '' && !KEY.test(draft.customerEncryptionKeyArn),
    ],
  ];
  return new Set(wrong.filter(([, isWrong]) => isWrong).map(([field]) => field));
};

/** What TagResource and UntagResource have to be told; tags without a key are not meant yet. */
export const tagChanges = (
  before: readonly FlowTag[],
  after: readonly FlowTag[],
): { readonly set: Readonly<Record<string, string>>; readonly remove: readonly string[] } => {
  const was = new Map(before.map(({ key, value }) => [key, value]));
  const is = new Map(
    after.filter(({ key }) => key.trim() !== '').map(({ key, value }) => [key.trim(), value]),
  );
  return {
    set: Object.fromEntries([...is].filter(([key, value]) => was.get(key) !== value)),
    remove: [...was.keys()].filter((key) => !is.has(key)),
  };
};
