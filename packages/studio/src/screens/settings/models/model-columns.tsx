import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import type { GetModelSettingsResponse, ModelSetting } from '@streambed/model/streambed';
import {
  Duration,
  formatUsd,
  type ResourceColumn,
  type ResourceFilter,
  StateChip,
} from '../../../components/index.ts';
import { settingsMessages } from '../../../messages/settings.ts';
import { type CatalogueModel, type ModelStanding, testTarget } from './model-tests.ts';

const words = settingsMessages.models;
const { columns } = words;
const counts = new Intl.NumberFormat();

export interface ModelFacts {
  readonly settings: GetModelSettingsResponse;
  readonly catalogue: readonly CatalogueModel[];
  readonly standings: ReadonlyMap<string, ModelStanding>;
  onTest(model: ModelSetting): void;
}

/** Windows at least so wide have room for whole IDs, in pixels. */
const WIDE = 1300;

export const modelColumns = ({
  settings,
  catalogue,
  standings,
  onTest,
}: ModelFacts): readonly ResourceColumn<ModelSetting>[] => [
  {
    id: 'id',
    header: columns.id,
    isRowHeader: true,
    width: innerWidth < WIDE ? 272 : 408,
    cell: ({ modelId, isPattern }) => (
      <span className="sb-model-id" title={modelId}>
        <code className="sb-mono">{modelId}</code>
        {isPattern && <Badge>{words.pattern}</Badge>}
        {modelId === settings.defaultModelId && <Badge color="blue">{words.default}</Badge>}
      </span>
    ),
    sortBy: ({ modelId }) => modelId,
  },
  {
    id: 'provider',
    header: columns.provider,
    width: innerWidth < WIDE ? 130 : 216,
    cell: ({ provider, providerModelId, modelId }) => {
      const isOffline = settings.providers.some(
        ({ name, isOffline: offline }) => name === provider && offline,
      );
      const own = providerModelId !== undefined && providerModelId !== modelId;
      return (
        <span
          title={
            isOffline ? words.offlineModel : own ? `${provider} ${words.as(providerModelId)}` : undefined
          }
        >
          {provider}
          {own && <span className="sb-secondary"> {words.as(providerModelId)}</span>}
        </span>
      );
    },
    sortBy: ({ provider }) => provider,
  },
  {
    id: 'standing',
    header: columns.standing,
    width: 136,
    cell: ({ modelId }) => <Standing standing={standings.get(modelId)} />,
  },
  {
    id: 'latency',
    header: columns.latency,
    width: 96,
    cell: ({ modelId }) => {
      const standing = standings.get(modelId);
      return <Duration ms={standing?.state === 'answers' ? standing.ms : undefined} />;
    },
  },
  {
    id: 'price',
    header: columns.price,
    width: 216,
    hiddenBelow: 1200,
    cell: ({ inputUsdPerMillion, outputUsdPerMillion }) =>
      inputUsdPerMillion === undefined || outputUsdPerMillion === undefined
        ? '–'
        : words.price(formatUsd(inputUsdPerMillion), formatUsd(outputUsdPerMillion)),
    sortBy: ({ outputUsdPerMillion }) => outputUsdPerMillion,
  },
  {
    id: 'context',
    header: columns.context,
    width: 120,
    isHiddenAtFirst: true,
    cell: ({ contextLength }) =>
      contextLength === undefined ? '–' : words.tokens(counts.format(contextLength)),
    sortBy: ({ contextLength }) => contextLength,
  },
  {
    id: 'takes',
    header: columns.takes,
    width: 130,
    isHiddenAtFirst: true,
    cell: ({ takesImages, takesTools }) =>
      [takesImages && words.images, takesTools && words.tools].filter(Boolean).join(', ') || '–',
  },
  {
    id: 'test',
    header: words.test,
    width: 84,
    cell: (model) => {
      const target = testTarget(model, catalogue);
      return (
        <Button
          variant="inline-link"
          ariaLabel={words.testOf(model.modelId)}
          loading={standings.get(model.modelId)?.state === 'testing'}
          {...('unavailable' in target && { disabled: true, disabledReason: target.unavailable })}
          onClick={() => onTest(model)}
        >
          {words.test}
        </Button>
      );
    },
  },
];

export const modelFilters: readonly ResourceFilter<ModelSetting>[] = [
  { key: 'id', label: words.filterId, kind: 'text', value: ({ modelId }) => modelId },
  { key: 'provider', label: words.filterProvider, kind: 'choice', value: ({ provider }) => provider },
];

function Standing({ standing }: { readonly standing: ModelStanding | undefined }) {
  if (!standing) return <StateChip tone="none">{words.notTested}</StateChip>;
  if (standing.state === 'testing') return <StateChip tone="busy">{words.testing}</StateChip>;
  if (standing.state === 'answers') return <StateChip tone="ok">{words.answers}</StateChip>;
  return (
    <StateChip tone="failed" title={standing.message}>
      {words.failed}
    </StateChip>
  );
}
