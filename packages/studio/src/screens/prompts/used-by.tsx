import { Link } from 'react-router-dom';
import { promptMessages } from '../../messages/prompts.ts';
import { usePromptUses } from './prompt-uses.ts';

const words = promptMessages.usedBy;

/** The drafts of flows that name a prompt. */
export function UsedBy({ promptId }: { readonly promptId: string }) {
  const { data, error } = usePromptUses();
  const uses = data?.get(promptId) ?? [];
  return (
    <section className="sb-used-by" aria-label={words.title}>
      <h2>{words.title}</h2>
      {error ? (
        <p className="sb-secondary sb-flat">{words.failed}</p>
      ) : !data ? (
        <p className="sb-secondary sb-flat">{words.looking}</p>
      ) : uses.length === 0 ? (
        <p className="sb-secondary sb-flat">{words.none}</p>
      ) : (
        <ul className="sb-flat-list">
          {uses.map(({ flowId, flow, node, version }) => (
            <li key={`${flowId} ${node}`}>
              <Link to={`/flows/${flowId}?node=${encodeURIComponent(node)}`}>{flow}</Link>{' '}
              <span className="sb-secondary">{words.entry(node, version)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
