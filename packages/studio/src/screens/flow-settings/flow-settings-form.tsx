import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { type FormEvent, useEffect, useState } from 'react';
import { Link, useBlocker } from 'react-router-dom';
import { Copyable, ErrorAlert, type Failed, RelativeTime } from '../../components/index.ts';
import { flowMessages } from '../../messages/flows.ts';
import { type FlowSettings, type FlowTag, settingsMistakes } from './settings-draft.ts';
import './flow-settings.css';

const words = flowMessages.settings;

export interface FlowSettingsFormProps {
  readonly flowId: string;
  readonly initial: FlowSettings;
  readonly facts: {
    readonly id: string;
    readonly arn: string;
    readonly createdAt: Date | undefined;
    readonly updatedAt: Date | undefined;
  };
  /** Rejections are shown, and the form keeps what was typed. */
  onSave(settings: FlowSettings): Promise<void>;
}

export function FlowSettingsForm({ flowId, initial, facts, onSave }: FlowSettingsFormProps) {
  const [draft, setDraft] = useState(initial);
  const [saved, setSaved] = useState(initial);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Failed>();
  const wrong = settingsMistakes(draft);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved);
  useAskBeforeLeaving(isChanged);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (wrong.size > 0 || isBusy || !isChanged) return;
    setBusy(true);
    setError(undefined);
    try {
      await onSave(draft);
      setSaved(draft);
    } catch (reason) {
      setError(reason instanceof Error ? reason : { message: String(reason) });
    } finally {
      setBusy(false);
    }
  };
  const set = (change: Partial<FlowSettings>) => setDraft({ ...draft, ...change });
  return (
    <form className="sb-flow-settings" onSubmit={(event) => void save(event)}>
      <SpaceBetween size="l">
        <Header variant="h1">{words.title}</Header>
        {error && <ErrorAlert error={error} title={words.failed} />}
        <FormField
          label={words.name}
          errorText={wrong.has('name') ? flowMessages.createDialog.nameWrong : undefined}
        >
          <Input
            value={draft.name}
            autoComplete={false}
            spellcheck={false}
            onChange={({ detail }) => set({ name: detail.value })}
          />
        </FormField>
        <FormField
          label={words.description}
          errorText={wrong.has('description') ? flowMessages.createDialog.descriptionWrong : undefined}
        >
          <Textarea
            rows={2}
            value={draft.description}
            onChange={({ detail }) => set({ description: detail.value })}
          />
        </FormField>
        <FormField
          label={words.role}
          description={words.roleHelp}
          errorText={wrong.has('executionRoleArn') ? words.roleWrong : undefined}
        >
          <Input
            value={draft.executionRoleArn}
            autoComplete={false}
            spellcheck={false}
            onChange={({ detail }) => set({ executionRoleArn: detail.value.trim() })}
          />
        </FormField>
        <FormField
          label={`${words.key} – ${flowMessages.createDialog.optional}`}
          description={words.keyHelp}
          errorText={wrong.has('customerEncryptionKeyArn') ? words.keyWrong : undefined}
        >
          <Input
            value={draft.customerEncryptionKeyArn}
            autoComplete={false}
            spellcheck={false}
            onChange={({ detail }) => set({ customerEncryptionKeyArn: detail.value.trim() })}
          />
        </FormField>
        <FormField label={words.tags} description={words.tagsHelp} stretch>
          <Tags tags={draft.tags} onChange={(tags) => set({ tags })} />
        </FormField>
        <SpaceBetween size="xs" direction="horizontal">
          <Button
            variant="primary"
            formAction="submit"
            loading={isBusy}
            disabled={!isChanged || wrong.size > 0}
          >
            {words.save}
          </Button>
          <Button formAction="none" disabled={!isChanged || isBusy} onClick={() => setDraft(saved)}>
            {words.discard}
          </Button>
        </SpaceBetween>
        <section aria-label={words.concurrency}>
          <Header variant="h2">{words.concurrency}</Header>
          <p className="sb-flat">
            {words.concurrencyText} <Link to={`/flows/${flowId}/versions`}>{words.versionsLink}</Link>
          </p>
        </section>
        <section aria-label={words.facts}>
          <Header variant="h2">{words.facts}</Header>
          <dl className="sb-flow-facts">
            <dt>{words.id}</dt>
            <dd>
              <Copyable text={facts.id} what={words.id} />
            </dd>
            <dt>{words.arn}</dt>
            <dd>
              <Copyable text={facts.arn} what={words.arn} />
            </dd>
            <dt>{words.created}</dt>
            <dd>
              <RelativeTime at={facts.createdAt} />
            </dd>
            <dt>{words.edited}</dt>
            <dd>
              <RelativeTime at={facts.updatedAt} />
            </dd>
          </dl>
        </section>
      </SpaceBetween>
    </form>
  );
}

interface TagsProps {
  readonly tags: readonly FlowTag[];
  onChange(tags: readonly FlowTag[]): void;
}

function Tags({ tags, onChange }: TagsProps) {
  const change = (at: number, part: Partial<FlowTag>) =>
    onChange(tags.map((tag, index) => (index === at ? { ...tag, ...part } : tag)));
  const control = (part: 'key' | 'value') => (tag: FlowTag, at: number) => (
    <Input
      value={tag[part]}
      autoComplete={false}
      spellcheck={false}
      onChange={({ detail }) => change(at, { [part]: detail.value })}
    />
  );
  return (
    <AttributeEditor
      items={[...tags]}
      addButtonText={words.addTag}
      removeButtonText={words.removeTag}
      empty={words.noTags}
      onAddButtonClick={() => onChange([...tags, { key: '', value: '' }])}
      onRemoveButtonClick={({ detail }) => onChange(tags.filter((_, index) => index !== detail.itemIndex))}
      definition={[
        { label: words.tagKey, control: control('key') },
        { label: words.tagValue, control: control('value') },
      ]}
    />
  );
}

/** Asks once, both when another page of the studio is opened and when the tab is closed. */
const useAskBeforeLeaving = (hasChanges: boolean): void => {
  const blocker = useBlocker(hasChanges);
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    if (confirm(words.leave)) blocker.proceed();
    else blocker.reset();
  }, [blocker]);
  useEffect(() => {
    if (!hasChanges) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [hasChanges]);
};
