import { authorFault, FlowError, type PromptsPort, type ServiceCall } from '@streambed/flow/ports';
import type { PromptVariant } from '@streambed/model/bedrock-agent';
import type { PromptRecord, Store } from '../../store/index.ts';

const PROMPT_ARN =
  /^arn:[a-z-]+:bedrock:([a-z0-9-]{1,20}):([0-9]{12}):prompt\/([0-9a-zA-Z]{10})(?::([0-9]{1,5}))?$/u;

/** In the store, version 0 is the draft: what an ARN without a version names. */
const DRAFT = 0;

/**
 * Looks prompts up in the store. A prompt is only found in the flow's own account and region; one that lies elsewhere
 * and one that does not exist get the same answer.
 */
export function createPromptsPort(store: Pick<Store, 'prompts'>): PromptsPort {
  return {
    async getDefaultVariant(promptArn: string, call: ServiceCall): Promise<PromptVariant> {
      const parts = PROMPT_ARN.exec(promptArn);
      if (!parts)
        throw authorFault(
          `${asker(call)} names its prompt as "${promptArn}", which is not the ARN of a prompt or of a prompt version.`,
        );
      const [, region, accountId, id = '', version] = parts;
      const own = accountId === call.accountId && region === call.region;
      const record = own
        ? await store.prompts.get({ accountId, region }, id, version === undefined ? DRAFT : Number(version))
        : undefined;
      if (!record) throw notFound(promptArn, call);
      return defaultVariant(record, promptArn, call);
    },
  };
}

/** The variant that the prompt names as its default; a prompt with a single variant need not name it. */
function defaultVariant(record: PromptRecord, promptArn: string, call: ServiceCall): PromptVariant {
  const { variants, defaultVariant: name } = record;
  const chosen =
    name === undefined && variants.length === 1
      ? variants[0]
      : variants.find((variant) => variant.name === name);
  if (chosen) return chosen;
  const prompt = `Prompt ${promptArn}${call.nodeName === undefined ? '' : ` of node ${call.nodeName}`}`;
  throw authorFault(
    variants.length === 0
      ? `${prompt} has no variant; add one with a template and a model.`
      : `${prompt} has no default variant; set its defaultVariant to one of ${variants.map((variant) => variant.name).join(', ')}.`,
  );
}

/** Who uses the prompt, for messages: a node of a flow, or a request. */
const asker = ({ nodeName }: ServiceCall): string =>
  nodeName === undefined ? 'The request' : `Node ${nodeName}`;

const notFound = (promptArn: string, call: ServiceCall): FlowError =>
  new FlowError({
    kind: 'resourceNotFound',
    blame: 'author',
    message: `${asker(call)} uses prompt ${promptArn}, which does not exist in this account and region.`,
    resourceName: promptArn,
  });
