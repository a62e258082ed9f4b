import { withClients } from '../../client/index.ts';
import { jsonText, openTerminal, renderTable } from '../../output/index.ts';
import { allKnowledgeBases } from './find.ts';

/** Writes the knowledge bases of the account and region. */
export const listKnowledgeBases = async (options: Readonly<Record<string, unknown>>): Promise<void> => {
  const terminal = openTerminal();
  const found = await withClients(options, ({ agent }) => allKnowledgeBases(agent));
  if (options.json) terminal.write(`${jsonText(found, 2)}\n`);
  else if (found.length === 0)
    terminal.note('There is no knowledge base. streambed kb create NAME FOLDER makes one.');
  else
    terminal.write(
      renderTable(
        [
          ['name', 'id', 'status', 'updated'],
          ...found.map(({ name = '', knowledgeBaseId = '', status = '', updatedAt }) => [
            name,
            knowledgeBaseId,
            status,
            updatedAt?.toISOString() ?? '',
          ]),
        ],
        terminal.style,
      ),
    );
};
