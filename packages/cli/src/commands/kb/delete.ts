import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteDataSourceCommand,
  DeleteKnowledgeBaseCommand,
  GetKnowledgeBaseCommand,
} from '@aws-sdk/client-bedrock-agent';
import { unlessMissing, withClients } from '../../client/index.ts';
import { Failure, usageFailure } from '../../failure.ts';
import { jsonText, openTerminal } from '../../output/index.ts';
import { dataSourcesOf, findKnowledgeBase } from './find.ts';

/** Between two looks at whether it is gone. Milliseconds. */
const LOOK_EVERY = 300;

/** Deletes a knowledge base with its sources, once a person said yes. Resolves with whether it is gone. */
export const deleteKnowledgeBase = async (
  options: Readonly<Record<string, unknown>>,
  given: string,
): Promise<boolean> => {
  const terminal = openTerminal();
  return await withClients(options, async ({ agent }) => {
    const { knowledgeBaseId, name } = await findKnowledgeBase(agent, given);
    const sources = await dataSourcesOf(agent, knowledgeBaseId!);
    if (!options.yes) {
      if (!terminal.interactive)
        throw usageFailure(`Nobody can be asked here: add --yes to delete knowledge base ${name}.`);
      if (!(await terminal.confirm(`Delete knowledge base ${name}, its sources and everything in it?`)))
        return false;
    }
    for (const { dataSourceId } of sources)
      await unlessMissing(agent.send(new DeleteDataSourceCommand({ knowledgeBaseId, dataSourceId })));
    const { $metadata: _, ...answer } = await agent.send(new DeleteKnowledgeBaseCommand({ knowledgeBaseId }));
    for (;;) {
      const left = await unlessMissing(agent.send(new GetKnowledgeBaseCommand({ knowledgeBaseId })));
      if (!left) break;
      const { status, failureReasons = [] } = left.knowledgeBase ?? {};
      if (status === 'DELETE_UNSUCCESSFUL')
        throw new Failure(`Knowledge base ${name} could not be deleted. ${failureReasons.join(' ')}`);
      await sleep(LOOK_EVERY);
    }
    if (options.json) terminal.write(`${jsonText(answer, 2)}\n`);
    else terminal.note(`Deleted knowledge base ${name}.`);
    return true;
  });
};
