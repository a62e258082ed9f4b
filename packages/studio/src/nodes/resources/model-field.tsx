import type { AutosuggestProps } from '@cloudscape-design/components/autosuggest';
import { useMemo } from 'react';
import { resourceMessages as words } from '../../messages/nodes.ts';
import { Field } from '../fields/field.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { IdSuggest } from './id-suggest.tsx';
import './model-field.css';
import { type ModelInfo, type Models, resolveModel } from './models.ts';
import { useModels, useModelTest } from './queries.ts';

/** `$0.25 in, $1.25 out per million tokens` */
const priceOf = ({ inputUsdPerMillion, outputUsdPerMillion }: Partial<ModelInfo>): string | undefined =>
  inputUsdPerMillion === undefined || outputUsdPerMillion === undefined
    ? undefined
    : words.price(inputUsdPerMillion, outputUsdPerMillion);

const factsOf = (model: Partial<ModelInfo>): readonly string[] =>
  [
    model.contextLength !== undefined && words.context(model.contextLength),
    priceOf(model),
    model.takesTools && words.tools,
    model.takesImages && words.images,
  ].filter((fact) => typeof fact === 'string');

/** Grouped by who made them; the offline model is called what it is. */
export const modelOptions = (list: readonly ModelInfo[]): AutosuggestProps.Options => {
  const groups = new Map<string, AutosuggestProps.Option[]>();
  for (const model of list) {
    if (!model.makesText) continue;
    const group = model.isOffline ? words.offlineGroup : model.vendor || (model.provider ?? '');
    const options = groups.get(group) ?? [];
    groups.set(group, options);
    options.push({
      value: model.id,
      label: model.name === model.id ? model.id : `${model.name} · ${model.id}`,
      description: model.isOffline
        ? words.offline
        : [...factsOf(model), !model.isReachable && words.unreachable].filter(Boolean).join(' · '),
      // Named beside it where the group does not say it already.
      labelTag: model.provider === group ? '' : (model.provider ?? ''),
      // Those that match are shown below the option; its own id stands there already.
      filteringTags: [model.vendor, model.provider ?? ''],
    });
  }
  return [...groups].map(([label, options]) => ({ label, options }));
};

/** A model by id: the list of what is configured and answers, and any other id as text. */
export function ModelField({
  address,
  label = words.model,
  help = words.modelHelp,
  value,
  onChange,
  isOptional = false,
}: {
  readonly address: string;
  readonly label?: string;
  readonly help?: string;
  readonly value: string;
  onChange(value: string): void;
  readonly isOptional?: boolean;
}) {
  const models = useModels();
  const options = useMemo(() => modelOptions(models.data?.list ?? []), [models.data]);
  const resolved = value === '' || !models.data ? undefined : resolveModel(value, models.data);
  const warning =
    resolved?.kind === 'nothing'
      ? words.noProvider(value)
      : resolved?.kind === 'unmapped' && !resolved.isUsual
        ? words.unmapped(value)
        : resolved?.kind === 'model' && !resolved.model.isReachable
          ? words.notListed(value, resolved.model.provider ?? resolved.model.vendor)
          : undefined;
  return (
    <Field
      address={address}
      label={label}
      help={help}
      example={words.modelExample}
      warning={warning}
      error={value === '' && !isOptional ? words.pickModel : undefined}
    >
      <div className="sb-model">
        <IdSuggest
          value={value}
          onChange={onChange}
          options={options}
          status={models.status}
          onRetry={() => void models.refetch()}
          placeholder={words.modelPlaceholder}
          empty={words.noModels}
        />
        {value !== '' &&
          (models.data ? <ModelLine id={value} models={models.data} /> : <div className="sb-model-line" />)}
      </div>
    </Field>
  );
}

/** What answers the id, in one line, and a test of it. */
function ModelLine({ id, models }: { readonly id: string; readonly models: Models }) {
  const test = useModelTest();
  const resolved = resolveModel(id, models);
  const isTested = test.status !== 'idle' && test.variables === id;
  const says = () => {
    switch (resolved.kind) {
      case 'nothing':
        return undefined;
      case 'unmapped':
        return words.offline;
      case 'pattern':
        return resolved.isOffline
          ? `${words.byPattern(resolved.pattern, resolved.provider)} ${words.offline}`
          : words.byPattern(resolved.pattern, resolved.provider);
      case 'model': {
        const { model } = resolved;
        if (model.isOffline) return words.offline;
        return [model.provider ?? model.vendor, ...factsOf(model)].join(' · ');
      }
    }
  };
  const isReachable =
    resolved.kind === 'model'
      ? resolved.model.isReachable
      : resolved.kind === 'pattern' && resolved.isOffline;
  return (
    <div className="sb-model-line">
      <span className="sb-model-facts">
        {resolved.kind === 'model' && (
          <span
            className="sb-dot"
            data-on={isReachable}
            role="img"
            aria-label={isReachable ? words.reachable : words.unreachable}
            title={isReachable ? words.reachable : words.unreachable}
          />
        )}
        <span>{says()}</span>
      </span>
      <ToolButton
        onClick={() => test.mutate(id)}
        label={words.testModel(id)}
        unavailable={test.isPending ? words.testing : undefined}
      >
        {words.test}
      </ToolButton>
      {isTested && (
        <output className="sb-model-test" data-failed={test.isError}>
          {test.isPending
            ? words.testing
            : test.isError
              ? words.testFailed(test.error.message)
              : words.answered(test.data)}
        </output>
      )}
    </div>
  );
}
