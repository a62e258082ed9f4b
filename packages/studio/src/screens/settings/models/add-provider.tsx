import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { CopyButton, Modal } from '../../../components/index.ts';
import { settingsMessages } from '../../../messages/settings.ts';
import {
  KIND_FACTS,
  PROVIDER_KINDS,
  type ProviderKind,
  type ProviderPlan,
  planMistakes,
  providerYaml,
} from './provider-yaml.ts';

const planOf = (kind: ProviderKind): ProviderPlan => ({
  kind,
  baseUrl: '',
  keyVariable: '',
  region: '',
  as: '',
  ...KIND_FACTS[kind],
});

/** Writes the lines of a provider for the configuration file, which is the truth; nothing is sent anywhere. */
export function AddProvider({ file, onClose }: { readonly file: string | undefined; onClose(): void }) {
  const words = settingsMessages.addProvider;
  const [plan, setPlan] = useState(() => planOf('openai-compatible'));
  const wrong = planMistakes(plan);
  const facts = KIND_FACTS[plan.kind];
  const name = file ?? words.usualFile;
  const kinds = PROVIDER_KINDS.map((value) => ({ value, label: words.kinds[value] }));
  const text = (
    field: 'name' | 'baseUrl' | 'keyVariable' | 'region' | 'pattern' | 'as',
    label: string,
    help: string | undefined,
    error?: string,
  ) => (
    <FormField
      label={label}
      {...(help !== undefined && { constraintText: help })}
      errorText={error !== undefined && field !== 'as' && wrong.has(field) ? error : undefined}
    >
      <Input
        value={plan[field]}
        autoComplete={false}
        spellcheck={false}
        onChange={({ detail }) => setPlan({ ...plan, [field]: detail.value.trim() })}
      />
    </FormField>
  );
  const lines = providerYaml(plan);
  return (
    <Modal
      visible
      size="medium"
      header={words.title}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            {words.close}
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <div>{words.explain(name)}</div>
        <FormField label={words.kind}>
          <Select
            options={kinds}
            selectedOption={kinds.find(({ value }) => value === plan.kind) ?? null}
            onChange={({ detail }) => setPlan(planOf(detail.selectedOption.value as ProviderKind))}
          />
        </FormField>
        {text('name', words.name, words.nameHelp, words.nameWrong)}
        {facts.baseUrl !== undefined && text('baseUrl', words.baseUrl, undefined, words.baseUrlWrong)}
        {facts.keyVariable !== undefined && text('keyVariable', words.key, words.keyHelp, words.keyWrong)}
        {facts.region !== undefined && text('region', words.region, undefined, words.regionWrong)}
        {text('pattern', words.pattern, words.patternHelp, words.patternHelp)}
        {text('as', `${words.as} – ${words.optional}`, words.asHelp)}
        {wrong.size === 0 && (
          <FormField
            label={
              <>
                {words.lines(name)} <CopyButton text={lines} what={words.copy} />
              </>
            }
          >
            <pre className="sb-yaml sb-mono">{lines}</pre>
          </FormField>
        )}
      </SpaceBetween>
    </Modal>
  );
}
