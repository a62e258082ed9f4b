import { diffDefinitions } from '@streambed/flow/diff';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import { useApi } from '../../api/index.ts';
import type { DraftSaver, NodeId } from '../../document/index.ts';
import { useDocument, useEditor } from '../../editor/index.ts';

/** Paths of the nodes that are new, renamed or otherwise than before; a loop counts when something in it does. */
export const changedPaths = (before: FlowDefinition, after: FlowDefinition): ReadonlySet<string> => {
  const paths = new Set<string>();
  for (const { kind, path } of diffDefinitions(before, after).nodes) {
    const names = path.split('/');
    // Of a node that is gone, what was around it.
    for (let length = kind === 'removed' ? names.length - 1 : names.length; length > 0; length--)
      paths.add(names.slice(0, length).join('/'));
  }
  return paths;
};

/**
 * Which nodes differ from what TSTALIASID runs; all of them while nothing is prepared, none while that is not known.
 * Asks the server only when `isWanted`.
 */
export const useChangedNodes = (saver: DraftSaver, isWanted: boolean): ((node: NodeId) => boolean) => {
  const { document, flowId } = useEditor();
  const api = useApi();
  const snapshot = useDocument((current) => current);
  // Another preparation is another answer.
  const preparedAt = useSyncExternalStore(saver.subscribe, () => {
    const { status, updatedAt } = saver.draft();
    return status === 'Prepared' ? updatedAt : '';
  });
  const { data } = useQuery({
    queryKey: ['flow', flowId, 'prepared-definition', preparedAt],
    queryFn: ({ signal }) => api.streambed.getPreparedFlow({ flowIdentifier: flowId }, { signal }),
    staleTime: 0,
    enabled: isWanted,
  });
  return useMemo(() => {
    if (!isWanted || !data) return () => false;
    const paths = changedPaths((data.definition ?? {}) as FlowDefinition, document.definition());
    return (node: NodeId) => paths.has(snapshot.nodes.get(node)?.path ?? '');
  }, [isWanted, data, document, snapshot]);
};
