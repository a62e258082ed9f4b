import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/server/validators/cf-worker';
import type { JsonObject } from '@streambed/model';
import type { Clients } from '../client/index.ts';
import { version } from '../version.ts';
import { callTool } from './call-tool.ts';
import type { FlowTool } from './flow-tools.ts';

/**
 * Speaks the Model Context Protocol on standard input and output, in whichever revision the other side opens, until
 * standard input ends; calls under way are then aborted. What goes wrong with the protocol is told on standard error.
 */
export const serveTools = async (clients: Clients, tools: readonly FlowTool[]): Promise<void> => {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  for (const name of ['end', 'close', 'error']) process.stdin.once(name, () => end());
  process.stdout.once('error', () => end());
  const served = serveStdio(() => serverOf(clients, tools), {
    onerror: ({ message }) => process.stderr.write(`${message}\n`),
  });
  await ended;
  await served.close();
};

const serverOf = (clients: Clients, tools: readonly FlowTool[]): McpServer => {
  // The library's other validator makes code of schemas.
  const validator = new CfWorkerJsonSchemaValidator();
  const server = new McpServer(
    { name: 'streambed', title: 'Streambed', version: version() },
    { capabilities: { tools: { listChanged: false } }, jsonSchemaValidator: validator },
  );
  for (const tool of tools) {
    const { name, title, description, input } = tool;
    const schema = fromJsonSchema<JsonObject>(JSON.parse(JSON.stringify(input.schema)), validator);
    server.registerTool(name, { title, description, inputSchema: schema }, (given, { mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken;
      let progress = 0;
      return callTool(clients, tool, {
        given,
        signal: mcpReq.signal,
        ...(progressToken !== undefined && {
          onProgress: (message) => {
            progress += 1;
            // Awaited, or the answer of a quick flow overtakes it. Nobody listens any more when it fails.
            return mcpReq
              .notify({ method: 'notifications/progress', params: { progressToken, progress, message } })
              .catch(() => {});
          },
        }),
      });
    });
  }
  return server;
};
