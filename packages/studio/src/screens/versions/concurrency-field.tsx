import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import type { FlowAliasConcurrencyConfiguration } from '@streambed/model/bedrock-agent';
import { versionMessages } from '../../messages/versions.ts';

const words = versionMessages.move;

/** As it is typed: the number is a text until it is sent. */
export interface ConcurrencyDraft {
  readonly type: 'Automatic' | 'Manual';
  readonly most: string;
}

export const concurrencyDraft = (
  concurrency: FlowAliasConcurrencyConfiguration | undefined,
): ConcurrencyDraft => ({
  type: concurrency?.type ?? 'Automatic',
  most: String(concurrency?.maxConcurrency ?? 10),
});

export const isConcurrencyWrong = ({ type, most }: ConcurrencyDraft): boolean =>
  type === 'Manual' && !(/^\d{1,3}$/.test(most) && Number(most) >= 1 && Number(most) <= 100);

export const concurrencyOf = ({ type, most }: ConcurrencyDraft): FlowAliasConcurrencyConfiguration =>
  type === 'Manual' ? { type, maxConcurrency: Number(most) } : { type };

/** Automatic, or a bound of 1 to 100. */
export function ConcurrencyField({
  value,
  onChange,
}: {
  readonly value: ConcurrencyDraft;
  onChange(value: ConcurrencyDraft): void;
}) {
  return (
    <>
      <FormField label={words.concurrency} description={words.concurrencyHelp}>
        <RadioGroup
          value={value.type}
          items={[
            { value: 'Automatic', label: words.automatic, description: words.automaticHelp },
            { value: 'Manual', label: words.manual, description: words.manualHelp },
          ]}
          onChange={({ detail }) => onChange({ ...value, type: detail.value as ConcurrencyDraft['type'] })}
        />
      </FormField>
      {value.type === 'Manual' && (
        <FormField label={words.most} errorText={isConcurrencyWrong(value) ? words.mostWrong : undefined}>
          <Input
            type="number"
            inputMode="numeric"
            value={value.most}
            onChange={({ detail }) => onChange({ ...value, most: detail.value })}
          />
        </FormField>
      )}
    </>
  );
}
