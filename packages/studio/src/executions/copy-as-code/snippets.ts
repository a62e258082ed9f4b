import type { JsonValue } from '@streambed/model';

/** One way to call a flow, ready to be copied. */
export interface Snippet {
  readonly label: string;
  readonly language: 'bash' | 'python' | 'javascript' | 'java' | 'json';
  readonly code: string;
}

export interface SnippetOptions {
  /** `http://127.0.0.1:4600`, without a path. */
  readonly endpoint: string;
  readonly region: string;
  readonly flowId: string;
  readonly aliasId: string;
  /** The document that is sent. */
  readonly input: JsonValue;
  /** Of the Input node; `FlowInputNode` unless given, as the cloud's console names it. */
  readonly inputNode?: string;
  readonly inputOutput?: string;
}

/** Text for a single-quoted string of a POSIX shell. */
const shell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The JSON of a value, safe within JavaScript source too. */
const json = (value: JsonValue, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** A Python literal: JSON's escapes mean the same in Python, its three words do not. */
export const pythonLiteral = (value: JsonValue, indent = 0): string => {
  const inner = ' '.repeat(indent + 4);
  const end = ' '.repeat(indent);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return pythonText(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => `${inner}${pythonLiteral(item, indent + 4)},\n`);
    return `[\n${items.join('')}${end}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const members = entries.map(
    ([name, member]) => `${inner}${pythonText(name)}: ${pythonLiteral(member, indent + 4)},\n`,
  );
  return `{\n${members.join('')}${end}}`;
};

/** Python joins no surrogates that are written as two escapes, so such characters stand as they are. */
const pythonText = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\x7f');

const javaText = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const javaDocument = (value: JsonValue, depth = 0): string => {
  const inner = '  '.repeat(depth + 6);
  if (value === null) return 'Document.fromNull()';
  if (typeof value === 'string') return `Document.fromString(${javaText(value)})`;
  if (typeof value === 'boolean') return `Document.fromBoolean(${value})`;
  if (typeof value === 'number') return `Document.fromNumber(${javaText(String(value))})`;
  if (Array.isArray(value))
    return value.length === 0
      ? 'Document.fromList(java.util.List.of())'
      : `Document.listBuilder()\n${value
          .map((item) => `${inner}.addDocument(${javaDocument(item, depth + 1)})\n`)
          .join('')}${inner}.build()`;
  return `Document.mapBuilder()\n${Object.entries(value)
    .map(([name, member]) => `${inner}.putDocument(${javaText(name)}, ${javaDocument(member, depth + 1)})\n`)
    .join('')}${inner}.build()`;
};

const commandLine = (options: SnippetOptions): string => {
  const { endpoint, region, flowId, aliasId, input, inputNode } = options;
  // A number below zero must not be taken for an option; JSON may begin with a space.
  const shown = json(input).replace(/^-/, ' -');
  return [
    '# The AWS CLI has no command for answers that stream, so this is the line of streambed.',
    `AWS_ENDPOINT_URL=${shell(endpoint)} AWS_REGION=${shell(region)} \\`,
    `  streambed invoke ${shell(flowId)} --alias ${shell(aliasId)}${
      inputNode === undefined ? '' : ` --input-node ${shell(inputNode)}`
    } \\`,
    `  --input ${shell(shown)}`,
  ].join('\n');
};

const boto3 = (options: SnippetOptions): string => {
  const { endpoint, region, flowId, aliasId, input, inputNode, inputOutput } = named(options);
  return `import boto3

# Credentials come from the environment. In the cloud, remove the endpoint line.
client = boto3.client(
    "bedrock-agent-runtime",
    region_name=${pythonText(region)},
    endpoint_url=${pythonText(endpoint)},
)

response = client.invoke_flow(
    flowIdentifier=${pythonText(flowId)},
    flowAliasIdentifier=${pythonText(aliasId)},
    inputs=[
        {
            "nodeName": ${pythonText(inputNode)},
            "nodeOutputName": ${pythonText(inputOutput)},
            "content": {"document": ${pythonLiteral(input, 12)}},
        }
    ],
)

for event in response["responseStream"]:
    if "flowOutputEvent" in event:
        output = event["flowOutputEvent"]
        print(output["nodeName"], output["content"]["document"])
    elif "flowCompletionEvent" in event:
        print(event["flowCompletionEvent"]["completionReason"])
`;
};

const named = (options: SnippetOptions) => ({
  inputNode: 'FlowInputNode',
  inputOutput: 'document',
  ...options,
});

const indented = (text: string, by: number): string => text.replaceAll('\n', `\n${' '.repeat(by)}`);

const javascript = (options: SnippetOptions): string => {
  const { endpoint, region, flowId, aliasId, input, inputNode, inputOutput } = named(options);
  return `import { BedrockAgentRuntimeClient, InvokeFlowCommand } from '@aws-sdk/client-bedrock-agent-runtime';

// Credentials come from the environment. In the cloud, remove the endpoint.
const client = new BedrockAgentRuntimeClient({
  region: ${json(region)},
  endpoint: ${json(endpoint)},
});

const { responseStream } = await client.send(
  new InvokeFlowCommand({
    flowIdentifier: ${json(flowId)},
    flowAliasIdentifier: ${json(aliasId)},
    inputs: [
      {
        nodeName: ${json(inputNode)},
        nodeOutputName: ${json(inputOutput)},
        content: { document: ${indented(json(input, 2), 8)} },
      },
    ],
  }),
);

for await (const event of responseStream) {
  if (event.flowOutputEvent) console.log(event.flowOutputEvent.nodeName, event.flowOutputEvent.content.document);
  else if (event.flowCompletionEvent) console.log(event.flowCompletionEvent.completionReason);
}
`;
};

const curl = (options: SnippetOptions): string => {
  const { endpoint, region, flowId, aliasId, input, inputNode, inputOutput } = named(options);
  const body = {
    inputs: [{ nodeName: inputNode, nodeOutputName: inputOutput, content: { document: input } }],
  };
  const url = `${endpoint.replace(/\/+$/, '')}/flows/${encodeURIComponent(flowId)}/aliases/${encodeURIComponent(aliasId)}`;
  return `# The answer is Amazon's binary event stream; the documents in it are JSON.
curl --no-buffer --output - \\
  --aws-sigv4 ${shell(`aws:amz:${region}:bedrock`)} \\
  --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \\
  \${AWS_SESSION_TOKEN:+--header "x-amz-security-token: $AWS_SESSION_TOKEN"} \\
  --header 'content-type: application/json' \\
  --data-raw ${shell(json(body))} \\
  ${shell(url)}
`;
};

const java = (options: SnippetOptions): string => {
  const { endpoint, region, flowId, aliasId, input, inputNode, inputOutput } = named(options);
  return `import java.net.URI;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockagentruntime.BedrockAgentRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockagentruntime.model.*;

public class InvokeFlow {
  public static void main(String[] arguments) {
    // Credentials come from the environment. In the cloud, remove the endpoint.
    try (var client = BedrockAgentRuntimeAsyncClient.builder()
        .region(Region.of(${javaText(region)}))
        .endpointOverride(URI.create(${javaText(endpoint)}))
        .build()) {
      var input = FlowInput.builder()
          .nodeName(${javaText(inputNode)})
          .nodeOutputName(${javaText(inputOutput)})
          .content(FlowInputContent.fromDocument(${javaDocument(input)}))
          .build();
      var handler = InvokeFlowResponseHandler.builder()
          .subscriber(InvokeFlowResponseHandler.Visitor.builder()
              .onFlowOutputEvent(event ->
                  System.out.println(event.nodeName() + " " + event.content().document()))
              .onFlowCompletionEvent(event -> System.out.println(event.completionReasonAsString()))
              .build())
          .build();
      client.invokeFlow(
          request -> request
              .flowIdentifier(${javaText(flowId)})
              .flowAliasIdentifier(${javaText(aliasId)})
              .inputs(input),
          handler).join();
    }
  }
}
`;
};

/**
 * For the configuration of an agent's program, which starts `streambed mcp` as it says here. The credentials are named in
 * the way of most such programs, which fill in their own; a file that is handed on must not hold them.
 */
const mcp = ({ endpoint, region, flowId, aliasId }: SnippetOptions): string => `{
  "mcpServers": {
    ${json(`streambed-${flowId}`)}: {
      "command": "streambed",
      "args": ["mcp", "--flow", ${json(`${flowId}/${aliasId}`)}],
      "env": {
        "AWS_ENDPOINT_URL": ${json(endpoint)},
        "AWS_REGION": ${json(region)},
        "AWS_ACCESS_KEY_ID": "\${AWS_ACCESS_KEY_ID}",
        "AWS_SECRET_ACCESS_KEY": "\${AWS_SECRET_ACCESS_KEY}"
      }
    }
  }
}
`;

/**
 * The call of a flow's alias in several languages: endpoint, ids and the input filled in, the events of the answer read
 * in a loop; and the flow as an agent's tool, whose input the agent makes. Credentials are never part of it; each takes
 * them from the environment.
 */
export const snippets = (options: SnippetOptions): readonly Snippet[] => [
  { label: 'CLI', language: 'bash', code: commandLine(options) },
  { label: 'Python (boto3)', language: 'python', code: boto3(options) },
  { label: 'JavaScript (SDK v3)', language: 'javascript', code: javascript(options) },
  { label: 'Java (SDK v2)', language: 'java', code: java(options) },
  { label: 'curl', language: 'bash', code: curl(options) },
  { label: 'MCP', language: 'json', code: mcp(options) },
];
