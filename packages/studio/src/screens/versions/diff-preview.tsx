import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type DefinitionDiff, diffDefinitions } from '@streambed/flow/diff';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useHref, useNavigate } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import { ErrorAlert } from '../../components/index.ts';
import { versionMessages } from '../../messages/versions.ts';
import { ChangeList } from '../compare/change-list.tsx';
import { DiffSummary } from '../compare/diff-summary.tsx';
import { DRAFT, type FlowSide, loadSide, PREPARED, versionKeys } from './queries.ts';
import './versions.css';

const words = versionMessages.move;

/** A draft or version, kept as long as it cannot change: versions for good. */
export const useSide = (flowId: string, version: string | undefined) => {
  const api = useApi();
  return useQuery({
    queryKey: versionKeys.side(flowId, version ?? ''),
    queryFn: ({ signal }) => loadSide(api, flowId, version!, signal),
    enabled: version !== undefined,
    staleTime: version === DRAFT || version === PREPARED ? 0 : Number.POSITIVE_INFINITY,
  });
};

export interface DiffPreviewProps {
  readonly flowId: string;
  readonly base: string;
  readonly head: string;
  readonly title: string;
  /** Said in place of the changes when there are none. */
  readonly same: string;
}

/** What differs between two versions, in short, with the way to the whole comparison. */
export function DiffPreview({ flowId, base, head, title, same }: DiffPreviewProps) {
  const [before, after] = [useSide(flowId, base), useSide(flowId, head)];
  const diff = useDiff(before.data, after.data);
  const error = before.error ?? after.error;
  return (
    <section className="sb-diff-preview" aria-label={title}>
      <div className="sb-diff-preview-head">
        <h3>{title}</h3>
        {diff && !diff.isEmpty && <CompareLink flowId={flowId} base={base} head={head} />}
      </div>
      {error ? (
        <ErrorAlert error={error} />
      ) : diff === undefined ? (
        <StatusIndicator type="loading">{words.looking}</StatusIndicator>
      ) : diff.isEmpty ? (
        <p className="sb-secondary sb-flat">{same}</p>
      ) : (
        <>
          <DiffSummary diff={diff} />
          <div className="sb-diff-preview-list">
            <ChangeList diff={diff} />
          </div>
        </>
      )}
    </section>
  );
}

export const useDiff = (
  before: FlowSide | undefined,
  after: FlowSide | undefined,
): DefinitionDiff | undefined =>
  useMemo(
    () => (before && after ? diffDefinitions(before.definition, after.definition) : undefined),
    [before, after],
  );

function CompareLink({
  flowId,
  base,
  head,
}: {
  readonly flowId: string;
  readonly base: string;
  readonly head: string;
}) {
  const to = `/flows/${flowId}/compare/${base}..${head}`;
  const navigate = useNavigate();
  const href = useHref(to);
  return (
    <Link
      href={href}
      onFollow={(event) => {
        if (event.detail.external) return;
        event.preventDefault();
        void navigate(to);
      }}
    >
      {words.compare}
    </Link>
  );
}
