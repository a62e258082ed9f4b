import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { templateVariables } from '@streambed/flow/expressions';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { failureOf, useApi } from '../../api/index.ts';
import { ErrorAlert } from '../../components/index.ts';
import { promptMessages } from '../../messages/prompts.ts';
import { getPrompt, promptKeys, type StoredPrompt, variantOf } from './queries.ts';
import { UsedBy } from './used-by.tsx';
import './prompts.css';

const words = promptMessages.look;

/** A prompt beside the list: its wording, its model, who uses it. */
export function PromptQuickLook({ promptId }: { readonly promptId: string }) {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: promptKeys.one(promptId, 'DRAFT'),
    queryFn: ({ signal }) => getPrompt(api, promptId, 'DRAFT', signal),
  });
  if (error)
    return (
      <ErrorAlert
        error={failureOf(error)}
        title={promptMessages.page.failedLoad}
        onRetry={() => void refetch()}
      />
    );
  if (!data) return <StatusIndicator type="loading">{promptMessages.usedBy.looking}</StatusIndicator>;
  const variant = variantOf(data);
  const variables = templateVariables(variant?.templateConfiguration);
  return (
    <>
      <p className="sb-quick-look-links">
        <Link to={`/prompts/${promptId}`}>{words.open}</Link>
      </p>
      {data.description && <p className="sb-flat">{data.description}</p>}
      <dl className="sb-prompt-facts">
        <div>
          <dt>{promptMessages.columns.model}</dt>
          <dd>{variant?.modelId || promptMessages.noModel}</dd>
        </div>
        <div>
          <dt>{promptMessages.columns.variables}</dt>
          <dd>{variables.join(', ') || '–'}</dd>
        </div>
      </dl>
      {textsOf(data).map(({ at, role, text }) => (
        <section key={at} aria-label={words.roles[role]}>
          <h3>{words.roles[role]}</h3>
          <pre className="sb-prompt-text">{text || words.noText}</pre>
        </section>
      ))}
      <UsedBy promptId={promptId} />
    </>
  );
}

/** What the model is told, in the order it is told. */
const textsOf = (prompt: StoredPrompt) => {
  const { text, chat } = variantOf(prompt)?.templateConfiguration ?? {};
  const told: readonly { readonly role: keyof typeof words.roles; readonly text: string | undefined }[] = chat
    ? [
        ...(chat.system ?? []).map((block) => ({ role: 'system' as const, text: block.text })),
        ...chat.messages.map(({ role, content }) => ({
          role,
          text: content.map((block) => block.text ?? '').join('\n'),
        })),
      ]
    : [{ role: 'text', text: text?.text }];
  return told.map((each, at) => ({ ...each, at }));
};
