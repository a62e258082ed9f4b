import type {
  GuardrailConfiguration,
  PromptFlowNodeInlineConfiguration,
  PromptVariant,
} from '@streambed/model/bedrock-agent';
import { type PromptSource, templateVariables } from '../expressions/index.ts';
import {
  authorFault,
  type ConverseRequest,
  type ConverseResponse,
  dependencyFailed,
  modelUsageOf,
  type PortCall,
  type Ports,
  type Work,
  type WorkResult,
} from '../ports/index.ts';
import { askModel } from './ask-model.ts';
import { withFailedAction } from './failed-action.ts';
import { type NodeType, required, type Slot } from './node-type.ts';
import { promptAction, promptCall } from './prompt-action.ts';
import { promptRequest } from './prompt-request.ts';

/** Renders a template with its inputs and asks a model. */
export const prompt: NodeType = {
  type: 'Prompt',
  configurationKey: 'prompt',
  slots(node) {
    const outputs = [required('modelCompletion', 'String')];
    const inline = node.configuration?.prompt?.sourceConfiguration?.inline;
    if (!inline) return { inputs: 'free', outputs };
    const inputs: Slot[] = templateVariables(inline.templateConfiguration).map((name) =>
      required(name, 'Any'),
    );
    return { inputs, outputs };
  },
  missingConfiguration(node) {
    const source = node.configuration?.prompt?.sourceConfiguration;
    if (source?.resource)
      return source.resource.promptArn
        ? undefined
        : 'names no prompt; set promptArn to the ARN of a prompt or of a prompt version.';
    if (source?.inline) return missingInline(source.inline);
    return 'has no source; give it an inline prompt or the ARN of a prompt.';
  },
  lower: () => ({ kind: 'work' }),
};

function missingInline({
  modelId,
  templateType,
  templateConfiguration: template,
}: PromptFlowNodeInlineConfiguration): string | undefined {
  if (!modelId) return 'names no model; set modelId to the model that shall answer.';
  if (templateType === 'CHAT')
    return template?.chat?.messages?.length
      ? undefined
      : 'is of templateType CHAT but has no messages; add one to templateConfiguration.chat.messages.';
  return template?.text?.text
    ? undefined
    : 'is of templateType TEXT but has no text; write templateConfiguration.text.text.';
}

/** Renders, asks, and hands on the text of the reply; the trace shows the whole of it. */
export async function askPrompt(work: Work, ports: Ports, call: PortCall): Promise<WorkResult> {
  const source = await sourceOf(work, ports, call);
  const guardrailConfig = guardrailConfigOf(work.configuration.prompt?.guardrailConfiguration);
  const request: ConverseRequest = {
    ...promptRequest(work.nodeName, source, work.inputs, call.latency),
    ...(guardrailConfig && { guardrailConfig }),
  };
  let response: ConverseResponse;
  try {
    response = await askModel(request, ports, call);
  } catch (error) {
    throw withFailedAction(error, ports, promptCall(request));
  }
  return {
    outputs: { modelCompletion: completionOf(response) },
    actions: [promptAction(request, response, ports.clock.now())],
    usage: [modelUsageOf(response)],
  };
}

/**
 * The guardrail goes along with the call, as it does in the cloud: whoever composed the model port checks the prompt
 * before the model sees it and the answer before the node does. When it intervenes its message, or the masked text, is
 * the completion and the flow goes on (nodes.md, Prompt, "guardrail"); docs/COMPATIBILITY.md tells users.
 */
function guardrailConfigOf(
  guardrail: GuardrailConfiguration | undefined,
): ConverseRequest['guardrailConfig'] | undefined {
  if (!guardrail?.guardrailIdentifier) return undefined;
  const { guardrailIdentifier, guardrailVersion = 'DRAFT' } = guardrail;
  return { guardrailIdentifier, guardrailVersion, trace: 'enabled' };
}

async function sourceOf(
  { nodeName, configuration }: Work,
  ports: Ports,
  call: PortCall,
): Promise<PromptSource> {
  const { inline, resource } = configuration.prompt?.sourceConfiguration ?? {};
  if (inline) return inline;
  if (!resource?.promptArn)
    throw authorFault(
      `Node ${nodeName} has no prompt; give it an inline prompt or the ARN of a prompt or of a prompt version.`,
    );
  const variant = await ports.prompts.getDefaultVariant(resource.promptArn, call);
  refuseAgent(nodeName, variant);
  return variant;
}

function refuseAgent(nodeName: string, { name, genAiResource }: PromptVariant): void {
  if (!genAiResource) return;
  const agent = genAiResource.agent?.agentIdentifier ?? 'an agent';
  throw dependencyFailed(
    agent,
    `Variant ${name} of the prompt of node ${nodeName} is answered by agent ${agent}, and this version of Streambed has no agents; give the variant a modelId instead.`,
  );
}

/** The text blocks of the reply, joined; reasoning and tool use are dropped, so a reply of only these is empty. */
const completionOf = ({ output }: ConverseResponse): string =>
  output.message.content.map(({ text }) => text ?? '').join('');
