import { joined, type Plain, type Said, type SaidBlock } from './said.fixture.ts';

/** What the package sends where Gemini 3 wants a signature and there is none; documented by Google. */
const NO_SIGNATURE = 'skip_thought_signature_validator';

/** Reads a request of Gemini's generateContent as its public reference has it, knowing nothing of the adapter. */
export function readGoogleRequest(body: Plain): Said {
  const { maxOutputTokens, temperature, topP, stopSequences, responseJsonSchema, thinkingConfig } =
    body.generationConfig ?? {};
  return {
    system: (body.systemInstruction?.parts ?? []).map(({ text }: Plain) => ({ block: { text } })),
    messages: joined(
      body.contents.map(({ role, parts }: Plain) => ({
        role: role === 'model' ? 'assistant' : 'user',
        content: parts.flatMap(blocks),
      })),
    ),
    tools: (body.tools?.[0]?.functionDeclarations ?? []).map(({ parametersJsonSchema, ...spec }: Plain) => ({
      block: { toolSpec: { ...spec, inputSchema: { json: parametersJsonSchema } } },
    })),
    ...(body.toolConfig === undefined ? {} : toolChoice(body.toolConfig.functionCallingConfig)),
    inference: {
      ...(maxOutputTokens === undefined ? {} : { maxTokens: maxOutputTokens }),
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
      ...(stopSequences === undefined ? {} : { stopSequences }),
    },
    ...(responseJsonSchema === undefined ? {} : { format: { schema: responseJsonSchema } }),
    ...(thinkingConfig === undefined ? {} : { effort: thinkingConfig.thinkingLevel }),
  };
}

function blocks(part: Plain): SaidBlock[] {
  const { thoughtSignature: signature, thought, text } = part;
  if (thought === true)
    return [
      {
        block: {
          reasoningContent: { reasoningText: { text, ...(signature === undefined ? {} : { signature }) } },
        },
      },
    ];
  const signed =
    signature === undefined || signature === NO_SIGNATURE
      ? []
      : [{ block: { reasoningContent: { reasoningText: { text: '', signature } } } }];
  return [{ block: block(part) }, ...signed];
}

function block({ text, inlineData, functionCall, functionResponse }: Plain): Plain {
  if (text !== undefined) return { text };
  if (inlineData) return file(inlineData);
  if (functionCall) {
    const { id, name, args } = functionCall;
    return { toolUse: { toolUseId: id, name, input: args } };
  }
  const { id, response, parts = [] } = functionResponse;
  const given = 'error' in response ? response.error : response.content;
  return {
    toolResult: {
      toolUseId: id,
      status: 'error' in response ? 'error' : 'success',
      content: [
        typeof given === 'string' ? { text: given } : { json: given },
        ...parts.map((inner: Plain) => file(inner.inlineData)),
      ],
    },
  };
}

function file({ mimeType, data }: Plain): Plain {
  const bytes = { base64: data };
  return mimeType === 'application/pdf'
    ? { document: { format: 'pdf', source: { bytes } } }
    : { image: { format: mimeType.replace('image/', ''), source: { bytes } } };
}

function toolChoice({ mode, allowedFunctionNames }: Plain): { toolChoice?: Plain } {
  if (allowedFunctionNames) return { toolChoice: { tool: { name: allowedFunctionNames[0] } } };
  // AUTO and VALIDATED both leave the choice to the model, which is what holds without a word.
  return mode === 'ANY' ? { toolChoice: { any: {} } } : {};
}
