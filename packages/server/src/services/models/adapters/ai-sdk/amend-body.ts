import type { ConverseRequest } from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';
import { takesJsonSchema } from './gemini.ts';
import { memberOf, objectIn, objectsIn } from './json-shape.ts';
import type { Addressee } from './prompt.ts';

/**
 * Puts into a request's body what the provider can say and the package has no option for. Changes the body that it is
 * given.
 */
export function amendBody(body: JsonObject, request: ConverseRequest, { type, modelName }: Addressee): void {
  switch (type) {
    case 'anthropic':
      markFailedToolResults(body, request);
      return;
    case 'openai':
      keepTextBlocksApart(body, request);
      return;
    case 'google':
      nameFailuresOfFunctions(body, request);
      if (takesJsonSchema(modelName)) giveJsonSchemas(body, request);
      return;
    case 'openai-compatible':
      return;
  }
}

/** The statuses of all tool results, in the order in which the prompt has them. */
const failures = ({ messages }: ConverseRequest): boolean[] =>
  messages.flatMap(({ role, content }) =>
    role === 'user'
      ? content.flatMap(({ toolResult }) => (toolResult ? [toolResult.status === 'error'] : []))
      : [],
  );

/** The package marks failed results of text alone, and only when asked in a way that forgets the blocks. */
function markFailedToolResults(body: JsonObject, request: ConverseRequest): void {
  const failed = failures(request);
  if (!failed.includes(true)) return;
  const results = objectsIn(body.messages)
    .flatMap(({ content }) => objectsIn(content))
    .filter(({ type }) => type === 'tool_result');
  for (const [i, result] of results.entries()) if (failed[i]) result.is_error = true;
}

/** The package runs the texts of an assistant's message together; OpenAI takes them as parts. */
function keepTextBlocksApart(body: JsonObject, { messages }: ConverseRequest): void {
  const written = objectsIn(body.messages).filter(({ role }) => role === 'assistant');
  const said = messages.filter(({ role }) => role === 'assistant');
  for (const [i, { content }] of said.entries()) {
    const texts = content.flatMap(({ text, guardContent, citationsContent }) => {
      if (citationsContent) return (citationsContent.content ?? []).map((cited) => cited.text ?? '').join('');
      return text ?? guardContent?.text?.text ?? [];
    });
    const message = written[i];
    if (message && texts.length > 1) message.content = texts.map((text) => ({ type: 'text', text }));
  }
}

/** Gemini reads the member `error` of a function's response as its failure. */
function nameFailuresOfFunctions(body: JsonObject, request: ConverseRequest): void {
  const failed = failures(request);
  if (!failed.includes(true)) return;
  const responses = objectsIn(body.contents)
    .flatMap(({ parts }) => objectsIn(parts))
    .map(({ functionResponse }) => objectIn(functionResponse))
    .filter((response) => response !== undefined);
  for (const [i, response] of responses.entries()) {
    const given = objectIn(response.response);
    if (failed[i] && given) response.response = { name: given.name ?? '', error: given.content ?? '' };
  }
}

/** The package turns JSON Schema into the subset of OpenAPI that old models know; newer ones take it whole. */
function giveJsonSchemas(body: JsonObject, { toolConfig, outputConfig }: ConverseRequest): void {
  const schemas = new Map<JsonValue | undefined, JsonValue>(
    toolConfig?.tools.flatMap(({ toolSpec }) =>
      toolSpec ? [[toolSpec.name, toolSpec.inputSchema.json ?? {}] as const] : [],
    ),
  );
  for (const { functionDeclarations } of objectsIn(body.tools))
    for (const declaration of objectsIn(functionDeclarations)) {
      const schema = schemas.get(declaration.name);
      if (schema === undefined) continue;
      delete declaration.parameters;
      declaration.parametersJsonSchema = schema;
      // The package makes an empty one up.
      if (declaration.description === '') delete declaration.description;
    }
  const schema = outputConfig?.textFormat?.structure.jsonSchema?.schema;
  const generation = objectIn(body.generationConfig);
  if (schema === undefined || !generation || memberOf(generation, 'responseSchema') === undefined) return;
  delete generation.responseSchema;
  generation.responseJsonSchema = JSON.parse(schema) as JsonValue;
}
