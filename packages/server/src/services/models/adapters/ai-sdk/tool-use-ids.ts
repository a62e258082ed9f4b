import { createHash, randomUUID } from 'node:crypto';
import type { AiSdkType } from './ai-sdk-type.ts';

interface IdRule {
  readonly allowed: RegExp;
  readonly maxLength: number;
}

/** ToolUseBlock.toolUseId in the model of bedrock-runtime. */
const CONVERSE: IdRule = { allowed: /^[a-zA-Z0-9_.:-]+$/, maxLength: 64 };

/** What the providers accept: Anthropic's documented pattern; OpenAI's error for tool_call_id names 40 characters. */
const PROVIDERS: Readonly<Record<AiSdkType, IdRule>> = {
  anthropic: { allowed: /^[a-zA-Z0-9_-]+$/, maxLength: 64 },
  openai: { allowed: CONVERSE.allowed, maxLength: 40 },
  'openai-compatible': CONVERSE,
  google: CONVERSE,
};

const HASH_LENGTH = 16;

/**
 * A provider's id of a tool call as Converse allows one. An id that fits stays as it is, and so does what comes back in
 * the next turn; any other becomes the same new id each time, which the provider then sees in call and result alike.
 */
export const converseToolUseId = (id: string): string => fitted(id, CONVERSE);

/** An id from a Converse request as the provider allows one; the same for the same id. */
export const providerToolUseId = (id: string, type: AiSdkType): string => fitted(id, PROVIDERS[type]);

function fitted(id: string, { allowed, maxLength }: IdRule): string {
  if (id.length <= maxLength && allowed.test(id)) return id;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, HASH_LENGTH);
  const readable = id.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, maxLength - HASH_LENGTH - 1);
  return `${readable}-${hash}`;
}

/**
 * Ids for the tool uses of one answer. A provider that gives none (Gemini before 3, some local servers) gets ids made of
 * the answer's own id, so that streamed and whole answers have the same; random ones when the answer has none either.
 */
export function createToolUseIds(answer: { readonly requestId: string | undefined }): (id: string) => string {
  let count = 0;
  return (id) => {
    count++;
    return id === ''
      ? converseToolUseId(`tooluse_${answer.requestId ?? randomUUID()}_${count}`)
      : converseToolUseId(id);
  };
}
