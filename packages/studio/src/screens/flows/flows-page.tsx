import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import { ResourceTable, type RowAction, showToast, usePages, useTableQuery } from '../../components/index.ts';
import { flowMessages } from '../../messages/flows.ts';
import { fetchEditor } from '../editor/fetch-editor.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { CreateFlowDialog } from './create-flow-dialog.tsx';
import { DeleteFlows } from './delete-flows.tsx';
import { flowColumns, flowFilters } from './flow-columns.tsx';
import { freeName, newDefinition } from './new-flow.ts';
import {
  createFlow,
  defaultModel,
  duplicateFlow,
  type FlowRow,
  flowKeys,
  listFigures,
  listFlows,
} from './queries.ts';
import { useSeenFlows } from './use-flow-facts.ts';
import './flows-page.css';

const NO_FIGURES = new Map();
const FIGURES_EVERY = 30_000;

/** All flows: what state they are in, how they did today. */
export function FlowsPage() {
  const api = useApi();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [parameters, setParameters] = useSearchParams();
  const [toDelete, setToDelete] = useState<readonly FlowRow[]>();
  usePageTitle(flowMessages.title);

  const pages = usePages({
    queryKey: flowKeys.list(api),
    fetchPage: (nextToken, signal) => listFlows(api, nextToken, signal),
  });
  const { data: figures = NO_FIGURES } = useQuery({
    queryKey: flowKeys.figures(api),
    queryFn: ({ signal }) => listFigures(api, signal),
    refetchInterval: FIGURES_EVERY,
  });
  const { query } = useTableQuery();
  const asked = new Set(query.filter.tokens.map(({ propertyKey }) => propertyKey));
  const seen = useSeenFlows(pages.items, {
    facts: asked.has('alias') || asked.has('hasAlias'),
    tags: asked.has('tag'),
  });
  const columns = useMemo(() => flowColumns(figures, seen), [figures, seen]);
  const filters = useMemo(() => flowFilters(seen), [seen]);

  const hasFlows = pages.items.length > 0;
  useEffect(() => {
    if (hasFlows) void fetchEditor();
  }, [hasFlows]);

  const showCreate = (isShown: boolean) =>
    setParameters(
      (now) => {
        const next = new URLSearchParams(now);
        if (isShown) next.set('create', 'blank');
        else next.delete('create');
        return next;
      },
      { replace: true },
    );
  const create = async (flow: { readonly name: string; readonly description: string }) => {
    const { id } = await createFlow(api, { ...flow, definition: newDefinition(await defaultModel(api)) });
    await navigate(`/flows/${id}`);
    void queryClient.invalidateQueries({ queryKey: flowKeys.all });
  };
  const duplicate = async ({ id, name }: FlowRow) => {
    try {
      const copy = await duplicateFlow(api, id, flowMessages.copyName);
      await queryClient.invalidateQueries({ queryKey: flowKeys.all });
      showToast(
        flowMessages.duplicated(copy.name),
        { label: flowMessages.actions.open, run: () => void navigate(`/flows/${copy.id}`) },
        'success',
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      showToast(`${flowMessages.duplicateFailed(name)}: ${reason}`, undefined, 'error');
    }
  };
  const rowActions = (flow: FlowRow): readonly RowAction[] => {
    const { actions } = flowMessages;
    return [
      { id: 'open', label: actions.open, run: () => void navigate(`/flows/${flow.id}`) },
      { id: 'duplicate', label: actions.duplicate, run: () => void duplicate(flow) },
      { id: 'export', label: actions.export, run: () => void navigate(`/flows/${flow.id}/export`) },
      { id: 'delete', label: actions.delete, run: () => setToDelete([flow]) },
    ];
  };
  return (
    <div className="sb-page">
      <ResourceTable
        name="flows"
        title={flowMessages.title}
        pages={pages}
        idOf={idOf}
        nameOf={nameOf}
        columns={columns}
        filters={filters}
        initialSort={NEWEST_FIRST}
        rowActions={rowActions}
        selectionActions={(selected) => (
          <Button onClick={() => setToDelete(selected)}>{flowMessages.actions.delete}</Button>
        )}
        actions={
          <CreateMenu
            onBlank={() => showCreate(true)}
            onTemplate={() => void navigate('/templates')}
            onImport={() => void navigate('/import')}
          />
        }
        empty={{
          text: flowMessages.empty,
          actions: (
            <>
              <Button variant="primary" onClick={() => void navigate('/templates')}>
                {flowMessages.startFromTemplate}
              </Button>
              <Button onClick={() => void navigate('/import')}>{flowMessages.importFlow}</Button>
            </>
          ),
        }}
      />
      {parameters.get('create') === 'blank' && (
        <CreateFlowDialog
          initialName={freeName(
            flowMessages.newName,
            pages.items.map(({ name }) => name),
          )}
          onCancel={() => showCreate(false)}
          onCreate={create}
        />
      )}
      {toDelete && <DeleteFlows flows={toDelete} onClose={() => setToDelete(undefined)} />}
    </div>
  );
}

const idOf = ({ id }: FlowRow) => id;
const nameOf = ({ name }: FlowRow) => name;
const NEWEST_FIRST = { column: 'edited', isDescending: true };

interface CreateMenuProps {
  onBlank(): void;
  onTemplate(): void;
  onImport(): void;
}

function CreateMenu({ onBlank, onTemplate, onImport }: CreateMenuProps) {
  const run: Readonly<Record<string, () => void>> = {
    blank: onBlank,
    template: onTemplate,
    import: onImport,
  };
  return (
    <ButtonDropdown
      variant="primary"
      items={[
        { id: 'blank', text: flowMessages.createBlank },
        { id: 'template', text: flowMessages.createFromTemplate },
        { id: 'import', text: flowMessages.createByImport },
      ]}
      onItemClick={({ detail }) => run[detail.id]?.()}
    >
      {flowMessages.create}
    </ButtonDropdown>
  );
}
