/** Mastra workflows behind fastify: POST /chain runs 10 steps, POST /map a foreach over the document. */
import { createStep, createWorkflow } from '@mastra/core/workflows';
import Fastify from 'fastify';
import { z } from 'zod';

const Document = z.object({ document: z.string() });
const step = (index: number) =>
  createStep({
    id: `step${index}`,
    inputSchema: Document,
    outputSchema: Document,
    execute: async ({ inputData }) => ({ document: `${inputData.document}.` }),
  });

let growing = createWorkflow({ id: 'chain', inputSchema: Document, outputSchema: Document });
for (let index = 0; index < 10; index++) growing = growing.then(step(index)) as unknown as typeof growing;
const chain = growing.commit();

const map = createWorkflow({ id: 'map', inputSchema: z.array(z.string()), outputSchema: z.array(z.string()) })
  .foreach(
    createStep({
      id: 'one',
      inputSchema: z.string(),
      outputSchema: z.string(),
      execute: async ({ inputData }) => `${inputData}.`,
    }),
    { concurrency: 1 },
  )
  .commit();

interface Runnable {
  createRun(): Promise<{
    start(options: { inputData: unknown }): Promise<{ status: string; result?: unknown }>;
  }>;
}

async function run(workflow: unknown, inputData: unknown): Promise<unknown> {
  const outcome = await (await (workflow as Runnable).createRun()).start({ inputData });
  if (outcome.status !== 'success') throw new Error(`the workflow ended with ${outcome.status}`);
  return outcome.result;
}

const app = Fastify();
app.post('/chain', async ({ body }) => run(chain, body));
app.post('/map', async ({ body }) => ({
  document: await run(map, (body as { document: string[] }).document),
}));
const url = await app.listen({ port: 0, host: '127.0.0.1' });
console.log(JSON.stringify({ url }));
process.on('SIGTERM', () => process.exit(0));
