import { createHash, createHmac } from 'node:crypto';
import {
  BedrockAgentClient,
  CreateFlowCommand,
  type FlowDefinition,
  PrepareFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import { SignatureV4 } from '@smithy/signature-v4';
import type { LoadRequest } from './load.ts';

export interface ServerLine {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const region = 'us-east-1';

/** Creates and prepares a flow through the SDK; answers its id. */
export async function deploy(server: ServerLine, definition: unknown): Promise<string> {
  const client = new BedrockAgentClient({ endpoint: server.url, region, credentials: server });
  const flow = await client.send(
    new CreateFlowCommand({
      name: 'bench',
      executionRoleArn: 'arn:aws:iam::000000000000:role/bench',
      definition: definition as FlowDefinition,
    }),
  );
  await client.send(new PrepareFlowCommand({ flowIdentifier: flow.id }));
  client.destroy();
  return flow.id!;
}

class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }
  update(data: Uint8Array | string): void {
    this.hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}

/** An InvokeFlow request, signed. */
export const signedInvocation = (
  server: ServerLine,
  flowId: string,
  document: unknown,
): Promise<LoadRequest> =>
  signedRequest(server, `/flows/${flowId}/aliases/TSTALIASID`, {
    inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document } }],
  });

/** A POST, signed by the SDK's signer; it may be sent again for as long as its signature is fresh. */
export async function signedRequest(server: ServerLine, path: string, input: unknown): Promise<LoadRequest> {
  const url = new URL(path, server.url);
  const body = JSON.stringify(input);
  const signer = new SignatureV4({
    service: 'bedrock',
    region,
    credentials: server,
    sha256: Sha256 as never,
  });
  const signed = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: {},
    headers: {
      host: url.host,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
  });
  return { url, headers: signed.headers, body };
}
