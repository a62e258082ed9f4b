import Button from '@cloudscape-design/components/button';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import { ResourceTable, type RowAction, showToast, usePages, useTableQuery } from '../../components/index.ts';
import { promptMessages } from '../../messages/prompts.ts';
import { freeName } from '../flows/new-flow.ts';
import { defaultModel } from '../flows/queries.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { copyText } from '../versions/versions-table.tsx';
import { CreatePromptDialog } from './create-prompt-dialog.tsx';
import { DeletePrompt } from './delete-prompt.tsx';
import { promptColumns, promptFilters } from './prompt-columns.tsx';
import { PromptQuickLook } from './prompt-quick-look.tsx';
import { createPrompt, getPrompt, listPrompts, type PromptRow, promptKeys } from './queries.ts';
import { usePromptFacts } from './use-prompt-facts.ts';

/** `/prompts`: wording that flows share. */
export function PromptsPage() {
  const api = useApi();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [isCreating, setCreating] = useState(false);
  const [toDelete, setToDelete] = useState<PromptRow>();
  usePageTitle(promptMessages.title);
  const pages = usePages({
    queryKey: promptKeys.list(api),
    fetchPage: (nextToken, signal) => listPrompts(api, nextToken, signal),
  });
  const { query } = useTableQuery();
  const wantsTags =
    innerWidth >= 1600 || query.filter.tokens.some(({ propertyKey }) => propertyKey === 'tag');
  const facts = usePromptFacts(pages.items, wantsTags);
  const columns = useMemo(() => promptColumns(facts), [facts]);
  const filters = useMemo(() => promptFilters(facts), [facts]);
  const names = pages.items.map(({ name }) => name);
  const refresh = () => queryClient.invalidateQueries({ queryKey: promptKeys.all });

  const create = async ({ name, description }: { readonly name: string; readonly description: string }) => {
    const { id } = await createPrompt(api, {
      name,
      description,
      variants: [
        {
          name: 'default',
          templateType: 'TEXT',
          modelId: await defaultModel(api),
          templateConfiguration: {
            text: { text: promptMessages.newText, inputVariables: [{ name: 'text' }] },
          },
        },
      ],
      defaultVariant: 'default',
    });
    void refresh();
    await navigate(`/prompts/${id}`);
  };
  const duplicate = async ({ id, name }: PromptRow) => {
    try {
      const { description, variants, defaultVariant } = await getPrompt(api, id, 'DRAFT');
      const copy = await createPrompt(api, {
        name: freeName(promptMessages.copyName(name), names),
        description,
        variants,
        defaultVariant,
      });
      await refresh();
      showToast(
        promptMessages.duplicated(copy.name),
        { label: promptMessages.actions.open, run: () => void navigate(`/prompts/${copy.id}`) },
        'success',
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      showToast(`${promptMessages.duplicateFailed(name)}: ${reason}`, undefined, 'error');
    }
  };
  const rowActions = (prompt: PromptRow): readonly RowAction[] => {
    const { actions } = promptMessages;
    return [
      { id: 'open', label: actions.open, run: () => void navigate(`/prompts/${prompt.id}`) },
      { id: 'duplicate', label: actions.duplicate, run: () => void duplicate(prompt) },
      { id: 'arn', label: actions.copyArn, run: () => void copyText(prompt.arn, promptMessages.arnCopied) },
      { id: 'delete', label: actions.delete, run: () => setToDelete(prompt) },
    ];
  };
  const createButton = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      {promptMessages.create}
    </Button>
  );
  return (
    <div className="sb-page">
      <ResourceTable
        name="prompts"
        title={promptMessages.title}
        pages={pages}
        idOf={idOf}
        nameOf={nameOf}
        columns={columns}
        filters={filters}
        initialSort={NEWEST_FIRST}
        rowActions={rowActions}
        quickLook={({ id }) => <PromptQuickLook key={id} promptId={id} />}
        actions={createButton}
        empty={{ text: promptMessages.empty, actions: createButton }}
      />
      {isCreating && (
        <CreatePromptDialog
          initialName={freeName(promptMessages.newName, names)}
          onCancel={() => setCreating(false)}
          onCreate={create}
        />
      )}
      {toDelete && (
        <DeletePrompt
          prompt={toDelete}
          onClose={() => setToDelete(undefined)}
          onDeleted={() => {
            setToDelete(undefined);
            void refresh();
          }}
        />
      )}
    </div>
  );
}

const idOf = ({ id }: PromptRow) => id;
const nameOf = ({ name }: PromptRow) => name;
const NEWEST_FIRST = { column: 'edited', isDescending: true };
