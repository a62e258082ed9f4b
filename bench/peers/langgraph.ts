/** LangGraph.js behind fastify: POST /chain runs a chain of 10 nodes, POST /map a fan-out over the document. */
import { Annotation, END, Send, START, StateGraph } from '@langchain/langgraph';
import Fastify from 'fastify';

const ChainState = Annotation.Root({ document: Annotation<string>() });
const MapState = Annotation.Root({
  items: Annotation<string[]>(),
  item: Annotation<string>(),
  out: Annotation<string[]>({ reducer: (all, more) => all.concat(more), default: () => [] }),
});

/** A graph of `length` nodes, each of which adds a character. */
export function chainOf(length: number) {
  // The builder's type grows with every node; a loop cannot follow it.
  const graph = new StateGraph(ChainState) as unknown as {
    addNode(name: string, run: (state: { document: string }) => Promise<{ document: string }>): void;
    addEdge(from: string, to: string): void;
    compile(): { invoke(input: { document: string }, options?: object): Promise<{ document: string }> };
  };
  for (let index = 0; index < length; index++)
    graph.addNode(`node${index}`, async ({ document }) => ({ document: `${document}.` }));
  graph.addEdge(START, 'node0');
  for (let index = 1; index < length; index++) graph.addEdge(`node${index - 1}`, `node${index}`);
  graph.addEdge(`node${length - 1}`, END);
  return graph.compile();
}

const map = new StateGraph(MapState)
  .addNode('work', async ({ item }) => ({ out: [`${item}.`] }))
  .addConditionalEdges(START, ({ items }) => items.map((item) => new Send('work', { item })))
  .addEdge('work', END)
  .compile();

if (import.meta.main) {
  const chain = chainOf(10);
  const app = Fastify();
  app.post('/chain', async ({ body }) => chain.invoke(body as { document: string }));
  app.post('/map', async ({ body }) => ({
    document: (
      await map.invoke({ items: (body as { document: string[] }).document }, { maxConcurrency: 100 })
    ).out,
  }));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  console.log(JSON.stringify({ url }));
  process.on('SIGTERM', () => process.exit(0));
}
