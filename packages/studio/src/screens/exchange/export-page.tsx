import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ExportFlow } from '@streambed/flow/exchange';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { failureOf, useApi } from '../../api/index.ts';
import { ErrorAlert } from '../../components/index.ts';
import { exchangeMessages } from '../../messages/exchange.ts';
import { versionMessages } from '../../messages/versions.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { useSide } from '../versions/diff-preview.tsx';
import {
  type AliasRow,
  all,
  DRAFT,
  type FlowSide,
  listAliases,
  listVersions,
  TEST_ALIAS,
  versionKeys,
} from '../versions/queries.ts';
import { type ExportAlias, ExportPanel } from './export-panel.tsx';

const words = exchangeMessages.export;

/** `/flows/ID/export?v=`: the draft, or a version, as a file. */
export function ExportPage({ flowId }: { readonly flowId: string }) {
  const api = useApi();
  const [parameters, setParameters] = useSearchParams();
  const version = parameters.get('v') ?? DRAFT;
  const side = useSide(flowId, version);
  const { data: versions = [] } = useQuery({
    queryKey: [...versionKeys.versions(flowId), 'all'],
    queryFn: ({ signal }) => all((token) => listVersions(api, flowId, token, signal)),
  });
  const { data: aliases = [] } = useQuery({
    queryKey: [...versionKeys.aliases(flowId), 'all'],
    queryFn: ({ signal }) => all((token) => listAliases(api, flowId, token, signal)),
  });
  usePageTitle(words.pageTitle(side.data?.name ?? ''));
  const flow = useMemo(() => side.data && exportFlowOf(side.data), [side.data]);
  const exported = useMemo(() => exportAliasesOf(aliases), [aliases]);
  const options = [DRAFT, ...versions.map((each) => each.version).sort((a, b) => Number(b) - Number(a))].map(
    (value) => ({ value, label: versionMessages.version(value) }),
  );
  return (
    <div className="sb-export-page">
      <Header
        variant="h2"
        actions={
          <div className="sb-export-side">
            <Select
              inlineLabelText={words.side}
              ariaLabel={words.side}
              selectedOption={
                options.find(({ value }) => value === version) ?? {
                  value: version,
                  label: versionMessages.version(version),
                }
              }
              options={options}
              onChange={({ detail }) =>
                setParameters(
                  detail.selectedOption.value === DRAFT ? {} : { v: detail.selectedOption.value ?? '' },
                  { replace: true },
                )
              }
            />
          </div>
        }
      >
        {words.title}
      </Header>
      {side.error ? (
        <ErrorAlert error={failureOf(side.error)} title={words.failed} onRetry={() => void side.refetch()} />
      ) : flow === undefined ? (
        <StatusIndicator type="loading">{words.loading}</StatusIndicator>
      ) : (
        <ExportPanel flow={flow} aliases={exported} />
      )}
    </div>
  );
}

/** A draft or version as it is written to a file. */
export const exportFlowOf = (side: FlowSide): ExportFlow => {
  const { name, description, executionRoleArn, customerEncryptionKeyArn, definition } = side;
  return {
    name,
    ...(description !== undefined && description !== '' && { description }),
    executionRoleArn,
    ...(customerEncryptionKeyArn !== undefined && { customerEncryptionKeyArn }),
    definition,
  };
};

export const exportAliasesOf = (aliases: readonly AliasRow[]): readonly ExportAlias[] =>
  aliases
    .filter(({ id }) => id !== TEST_ALIAS)
    .map(({ name, description, concurrency }) => ({
      name,
      ...(description !== undefined && { description }),
      ...(concurrency?.type === 'Manual' &&
        concurrency.maxConcurrency !== undefined && { maxConcurrency: concurrency.maxConcurrency }),
    }));
