import { ExecutionsPage } from '../../executions/runs/executions-page.tsx';
import { shellMessages } from '../../messages/shell.ts';
import { usePageTitle } from '../shell/page-title.ts';

/** The list of runs as a page: of all flows, or of one below its bar. */
export function RunsPage({ flowId, flowName }: { readonly flowId?: string; readonly flowName?: string }) {
  const { executions, executionsOf } = shellMessages.navigation;
  usePageTitle(flowName === undefined ? executions : executionsOf(flowName));
  return (
    <div className={flowId === undefined ? 'sb-page' : undefined}>
      <ExecutionsPage {...(flowId !== undefined && { flowId })} />
    </div>
  );
}
