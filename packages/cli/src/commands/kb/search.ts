import { RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { withClients } from '../../client/index.ts';
import { jsonText, openTerminal, renderPassages } from '../../output/index.ts';
import { findKnowledgeBase } from './find.ts';
import { retrievalOf } from './retrieval.ts';

/** Writes the passages that fit best. Resolves with whether there are any. */
export const searchKnowledgeBase = async (
  options: Readonly<Record<string, unknown>>,
  given: string,
  query: string,
): Promise<boolean> => {
  const terminal = openTerminal();
  const retrievalConfiguration = retrievalOf(options);
  const { retrievalResults = [] } = await withClients(options, async ({ agent, runtime }) => {
    const { knowledgeBaseId } = await findKnowledgeBase(agent, given);
    return runtime.send(
      new RetrieveCommand({ knowledgeBaseId, retrievalQuery: { text: query }, retrievalConfiguration }),
    );
  });
  if (options.json) terminal.write(`${jsonText(retrievalResults, 2)}\n`);
  else if (retrievalResults.length === 0) terminal.note('Nothing was found.');
  else terminal.write(renderPassages(retrievalResults, terminal.style));
  return retrievalResults.length > 0;
};
