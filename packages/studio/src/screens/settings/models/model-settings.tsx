import { ListFoundationModelsCommand } from '@aws-sdk/client-bedrock';
import Button from '@cloudscape-design/components/button';
import type { GetModelSettingsResponse, ModelSetting } from '@streambed/model/streambed';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type Api, useApi } from '../../../api/index.ts';
import { ErrorAlert, type Pages, ResourceTable, showToast } from '../../../components/index.ts';
import { settingsMessages } from '../../../messages/settings.ts';
import { AddProvider } from './add-provider.tsx';
import { modelColumns, modelFilters } from './model-columns.tsx';
import { type CatalogueModel, type ModelStanding, testModel, testTarget } from './model-tests.ts';

const NO_CATALOGUE: readonly CatalogueModel[] = [];
const NO_SETTINGS: GetModelSettingsResponse = { models: [], providers: [] };
/** Tests that go on at the same time. */
const AT_A_TIME = 3;

const listCatalogue = async (
  { bedrock }: Api,
  abortSignal: AbortSignal,
): Promise<readonly CatalogueModel[]> => {
  const client = await bedrock();
  const { modelSummaries = [] } = await client.send(new ListFoundationModelsCommand({}), { abortSignal });
  return modelSummaries.map(({ modelId = '', outputModalities = [] }) => ({
    modelId,
    isText: outputModalities.includes('TEXT'),
  }));
};

/** Which provider answers which model, what it costs, and whether it does. */
export function ModelSettings() {
  const api = useApi();
  const words = settingsMessages.models;
  const settings = useQuery({
    queryKey: ['model-settings'],
    queryFn: ({ signal }) => api.streambed.getModelSettings({ signal }),
  });
  const { data: catalogue = NO_CATALOGUE } = useQuery({
    queryKey: ['model-catalogue'],
    queryFn: ({ signal }) => listCatalogue(api, signal),
    staleTime: 60_000,
  });
  const [standings, setStandings] = useState<ReadonlyMap<string, ModelStanding>>(new Map());
  const [isAdding, setAdding] = useState(false);
  const [failure, setFailure] = useState<{ readonly modelId: string; readonly message: string }>();
  const found = settings.data ?? NO_SETTINGS;

  const test = useMemo(() => {
    const set = (modelId: string, standing: ModelStanding) =>
      setStandings((now) => new Map([...now, [modelId, standing]]));
    return async (model: ModelSetting): Promise<ModelStanding['state'] | undefined> => {
      const target = testTarget(model, catalogue);
      if ('unavailable' in target) return undefined;
      set(model.modelId, { state: 'testing' });
      const standing = await testModel(api, target.modelId);
      set(model.modelId, standing);
      if (standing.state === 'failed') setFailure({ modelId: model.modelId, message: standing.message });
      return standing.state;
    };
  }, [api, catalogue]);
  const testAll = async () => {
    setFailure(undefined);
    const waiting = [...found.models];
    const states: (string | undefined)[] = [];
    const work = async () => {
      for (let model = waiting.shift(); model; model = waiting.shift()) states.push(await test(model));
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    const count = (state: string) => states.filter((each) => each === state).length;
    showToast(words.allTested(count('answers'), count('failed')));
  };

  const columns = useMemo(
    () => modelColumns({ settings: found, catalogue, standings, onTest: (model) => void test(model) }),
    [found, catalogue, standings, test],
  );
  const pages: Pages<ModelSetting> = {
    items: found.models,
    isLoading: settings.isPending,
    error: settings.error,
    hasMore: false,
    isLoadingMore: false,
    loadMore: () => undefined,
    reload: () => void settings.refetch(),
  };
  const isTesting = [...standings.values()].some(({ state }) => state === 'testing');
  return (
    <>
      {failure && <ErrorAlert error={failure} title={`${failure.modelId}: ${words.failed.toLowerCase()}`} />}
      <ResourceTable
        name="models"
        title={words.title}
        description={words.description(found.configurationFile)}
        pages={pages}
        idOf={idOf}
        nameOf={idOf}
        columns={columns}
        filters={modelFilters}
        actions={
          <>
            <Button loading={isTesting} onClick={() => void testAll()}>
              {words.testAll}
            </Button>
            <Button variant="primary" onClick={() => setAdding(true)}>
              {words.addProvider}
            </Button>
          </>
        }
        empty={{
          text: words.empty,
          actions: <Button onClick={() => setAdding(true)}>{words.addProvider}</Button>,
        }}
      />
      {isAdding && <AddProvider file={found.configurationFile} onClose={() => setAdding(false)} />}
    </>
  );
}

const idOf = ({ modelId }: ModelSetting) => modelId;
