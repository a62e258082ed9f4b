import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { diffDefinitions } from '@streambed/flow/diff';
import type { ReadFlow } from '@streambed/flow/exchange';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import { ErrorAlert, type Failed, showToast } from '../../components/index.ts';
import { exchangeMessages } from '../../messages/exchange.ts';
import { ChangeList } from '../compare/change-list.tsx';
import { DiffSummary } from '../compare/diff-summary.tsx';
import { FLOW_NAME } from '../flows/new-flow.ts';
import { createFlow, listFlows } from '../flows/queries.ts';
import { useSide } from '../versions/diff-preview.tsx';
import { all, DRAFT, loadSide, versionKeys } from '../versions/queries.ts';
import { updateDraft } from '../versions/save-draft.ts';

const words = exchangeMessages.import;

export interface ImportTargetProps {
  readonly flow: ReadFlow;
  readonly definition: FlowDefinition | undefined;
  /** Id of the flow whose draft is to be replaced, to begin with. */
  readonly into: string | undefined;
}

/** A new flow under a name, or the draft of one that is there, with what would change in it. */
export function ImportTarget({ flow, definition, into }: ImportTargetProps) {
  const api = useApi();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [kind, setKind] = useState<'create' | 'replace'>(into === undefined ? 'create' : 'replace');
  const [name, setName] = useState(() => nameFrom(flow.name ?? flow.logicalId));
  const [flowId, setFlowId] = useState(into);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Failed>();
  const isNameWrong = kind === 'create' && !FLOW_NAME.test(name);
  const unavailable = definition === undefined ? words.brokenReason : undefined;

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (definition === undefined || isBusy || isNameWrong) return;
    setBusy(true);
    setError(undefined);
    try {
      if (kind === 'create') {
        const created = await createFlow(api, {
          name,
          definition,
          ...(flow.description !== undefined && { description: flow.description }),
        });
        showToast(words.created(created.name), undefined, 'success');
        await queryClient.invalidateQueries({ queryKey: ['flows'] });
        await navigate(`/flows/${created.id}`);
      } else if (flowId !== undefined) {
        const draft = await loadSide(api, flowId, DRAFT);
        await updateDraft(api, flowId, draft, definition);
        const stale = () => queryClient.invalidateQueries({ queryKey: versionKeys.all(flowId) });
        await stale();
        showToast(
          words.replaced(draft.name),
          {
            label: words.undo,
            run: () => void updateDraft(api, flowId, draft, draft.definition).then(stale),
          },
          'success',
        );
        await navigate(`/flows/${flowId}`);
      }
    } catch (reason) {
      setError(reason instanceof Error ? reason : { message: String(reason) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <SpaceBetween size="m">
        {error && <ErrorAlert error={error} title={words.failed} />}
        <FormField label={words.target}>
          <RadioGroup
            value={kind}
            items={[
              { value: 'create', label: words.create },
              { value: 'replace', label: words.replace },
            ]}
            onChange={({ detail }) => setKind(detail.value as 'create' | 'replace')}
          />
        </FormField>
        {kind === 'create' ? (
          <FormField label={words.name} errorText={isNameWrong ? words.nameWrong : undefined}>
            <Input
              value={name}
              spellcheck={false}
              autoComplete={false}
              onChange={({ detail }) => setName(detail.value)}
            />
          </FormField>
        ) : (
          <ReplacedFlow flowId={flowId} definition={definition} onChoose={setFlowId} />
        )}
        <Button
          variant="primary"
          formAction="submit"
          loading={isBusy}
          disabled={unavailable !== undefined || (kind === 'replace' && flowId === undefined)}
          {...((unavailable ?? (kind === 'replace' && flowId === undefined)) && {
            disabledReason: unavailable ?? words.pickFlow,
          })}
        >
          {kind === 'create' ? words.submitCreate : words.submitReplace}
        </Button>
      </SpaceBetween>
    </form>
  );
}

/** A name that the service takes, from one that a template may have. */
const nameFrom = (text: string | undefined): string => {
  const name = (text ?? '')
    .replace(/[^0-9a-zA-Z_-]+/g, '-')
    .replace(/[_-]{2,}/g, '-')
    .replace(/^[_-]+|[_-]+$/g, '')
    .slice(0, 100);
  return name === '' ? 'Imported-flow' : name;
};

interface ReplacedFlowProps {
  readonly flowId: string | undefined;
  readonly definition: FlowDefinition | undefined;
  onChoose(flowId: string | undefined): void;
}

function ReplacedFlow({ flowId, definition, onChoose }: ReplacedFlowProps) {
  const api = useApi();
  const { data: flows = [], isPending } = useQuery({
    queryKey: ['flows', 'to-replace', api.region, api.principalArn],
    queryFn: ({ signal }) => all((token) => listFlows(api, token, signal)),
  });
  const draft = useSide(flowId ?? '', flowId === undefined ? undefined : DRAFT);
  const diff = useMemo(
    () => (draft.data && definition ? diffDefinitions(draft.data.definition, definition) : undefined),
    [draft.data, definition],
  );
  const options = flows.map(({ id, name }) => ({ value: id, label: name, description: id }));
  const title = words.replaceChanges(draft.data?.name ?? '');
  return (
    <SpaceBetween size="m">
      <FormField label={words.flow}>
        <Select
          selectedOption={options.find(({ value }) => value === flowId) ?? null}
          options={options}
          placeholder={words.pickFlow}
          filteringType="auto"
          statusType={isPending ? 'loading' : 'finished'}
          loadingText={words.flowsLoading}
          onChange={({ detail }) => onChoose(detail.selectedOption.value)}
        />
      </FormField>
      {diff && (
        <section className="sb-diff-preview" aria-label={title}>
          <h2>{title}</h2>
          {diff.isEmpty ? (
            <p className="sb-secondary sb-flat">{words.noDifference}</p>
          ) : (
            <>
              <DiffSummary diff={diff} />
              <div className="sb-diff-preview-list">
                <ChangeList diff={diff} />
              </div>
            </>
          )}
        </section>
      )}
    </SpaceBetween>
  );
}
