import type { ConverseRequest } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';

/**
 * What a request says, in a form in which two requests can be compared: a cache point stands on the block before it, and
 * bytes are base64. For tests.
 */
export interface Said {
  readonly system: readonly SaidBlock[];
  readonly messages: readonly SaidMessage[];
  readonly tools: readonly SaidBlock[];
  readonly toolChoice?: JsonValue;
  readonly inference: { readonly [name: string]: JsonValue };
  readonly format?: { readonly schema: JsonValue; readonly name?: string; readonly description?: string };
  readonly effort?: string;
}

export interface SaidMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly SaidBlock[];
}

// biome-ignore lint/suspicious/noExplicitAny: blocks of every kind, taken apart and compared as plain JSON.
export type Plain = any;

export interface SaidBlock {
  readonly block: Plain;
  readonly cache?: string;
}

export function saidBy(request: ConverseRequest): Said {
  const { system = [], messages, toolConfig, inferenceConfig = {}, outputConfig } = request;
  const definition = outputConfig?.textFormat?.structure.jsonSchema;
  return {
    system: marked(system),
    messages: messages.map(({ role, content }) => ({
      role: role === 'assistant' ? role : 'user',
      content: marked(content),
    })),
    tools: marked(toolConfig?.tools ?? []),
    ...(toolConfig?.toolChoice ? { toolChoice: toolConfig.toolChoice as JsonValue } : {}),
    inference: inferenceConfig as { [name: string]: JsonValue },
    ...(definition ? { format: { ...definition, schema: JSON.parse(definition.schema) } } : {}),
    ...(outputConfig?.effort === undefined ? {} : { effort: outputConfig.effort }),
  };
}

/** Blocks with their cache points on them; one at the very beginning marks nothing. */
function marked(blocks: readonly object[]): SaidBlock[] {
  const said: SaidBlock[] = [];
  for (const block of blocks) {
    const last = said.at(-1);
    if (!('cachePoint' in block)) said.push({ block: plain(block) });
    else if (last) {
      const { ttl = 'default' } = block.cachePoint as { ttl?: string };
      said[said.length - 1] = { ...last, cache: ttl };
    }
  }
  return said;
}

/** A value as JSON has it, its bytes as base64. */
export function plain(value: unknown): Plain {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, plain(member)]])),
  );
}

/** Messages of one role that follow each other are one. */
export function joined(messages: readonly SaidMessage[]): SaidMessage[] {
  const all: SaidMessage[] = [];
  for (const message of messages) {
    const last = all.at(-1);
    if (last?.role === message.role)
      all[all.length - 1] = { role: last.role, content: [...last.content, ...message.content] };
    else all.push(message);
  }
  return all;
}
