import {
  type Citation,
  type CitationEvent,
  RetrieveAndGenerateStreamCommand,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { withClients } from '../../client/index.ts';
import { CitedStream, harmless, jsonText, openTerminal } from '../../output/index.ts';
import { findKnowledgeBase } from './find.ts';
import { retrievalOf } from './retrieval.ts';

/** What writes answers where nobody says otherwise; without a provider for it the offline model answers. */
const WRITER = 'amazon.nova-lite-v1:0';

/** Writes an answer as it comes, then what it rests on. Resolves with whether it rests on anything. */
export const askKnowledgeBase = async (
  options: Readonly<Record<string, unknown>>,
  given: string,
  question: string,
): Promise<boolean> => {
  const terminal = openTerminal();
  const retrievalConfiguration = retrievalOf(options);
  const sessionId = options.session as string | undefined;
  const answer = new CitedStream();
  const write = (piece: string) => {
    if (!options.json) terminal.write(terminal.isTerminal ? harmless(piece) : piece);
  };
  return await withClients(options, async ({ agent, runtime }) => {
    const { knowledgeBaseId } = await findKnowledgeBase(agent, given);
    const response = await runtime.send(
      new RetrieveAndGenerateStreamCommand({
        input: { text: question },
        ...(sessionId !== undefined && { sessionId }),
        retrieveAndGenerateConfiguration: {
          type: 'KNOWLEDGE_BASE',
          knowledgeBaseConfiguration: {
            knowledgeBaseId,
            modelArn: (options.model as string | undefined) ?? WRITER,
            retrievalConfiguration,
          },
        },
      }),
    );
    const citations: Citation[] = [];
    let text = '';
    for await (const event of response.stream ?? []) {
      if (event.output?.text !== undefined) {
        text += event.output.text;
        write(answer.text(event.output.text));
      } else if (event.citation) {
        const citation = citationOf(event.citation);
        citations.push(citation);
        write(answer.cite(citation));
      }
    }
    if (options.json)
      terminal.write(`${jsonText({ output: { text }, citations, sessionId: response.sessionId }, 2)}\n`);
    else {
      write(answer.end());
      terminal.write(`\n${answer.references(terminal.style)}`);
      terminal.note(`To go on: --session ${response.sessionId}`);
    }
    return citations.some(({ retrievedReferences = [] }) => retrievedReferences.length > 0);
  });
};

/** The members of a citation stand in the event itself, of older services in its `citation`. */
const citationOf = ({ citation, generatedResponsePart, retrievedReferences }: CitationEvent): Citation => ({
  generatedResponsePart: generatedResponsePart ?? citation?.generatedResponsePart,
  retrievedReferences: retrievedReferences ?? citation?.retrievedReferences,
});
