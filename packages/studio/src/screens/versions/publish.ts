import {
  CreateFlowVersionCommand,
  DeleteFlowAliasCommand,
  DeleteFlowVersionCommand,
  GetFlowCommand,
  PrepareFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import { sameValue } from '@streambed/flow/diff';
import type { Api } from '../../api/index.ts';
import { type AliasRow, createAlias, moveAlias } from './queries.ts';
import type { Run } from './recent-runs.ts';
import type { SavedInputOf } from './sample-input.ts';

/** Where a publication is, for the person who waits. */
export type PublishStep = 'preparing' | 'creating' | 'moving';

/** What failed; what came before it is done and stays. */
export class PublishError extends Error {
  override readonly name = 'PublishError';
  readonly step: PublishStep;
  /** Made already when the alias could not be moved. */
  readonly version: string | undefined;

  constructor(step: PublishStep, version: string | undefined, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.step = step;
    this.version = version;
  }
}

export type AliasChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'move'; readonly alias: AliasRow }
  | { readonly kind: 'create'; readonly name: string };

export interface Published {
  readonly version: string;
  readonly alias?: { readonly id: string; readonly name: string; readonly former?: AliasRow };
}

export interface Publication {
  readonly flowId: string;
  readonly notes: string;
  readonly isPrepared: boolean;
  readonly alias: AliasChoice;
  onStep(step: PublishStep): void;
}

/** PrepareFlow answers before it is done; there is no waiter. Milliseconds. */
const POLL = 150;

/** Prepares when that is due, makes a version of the draft, and points an alias to it. Rejects with a PublishError. */
export const publish = async (api: Api, publication: Publication): Promise<Published> => {
  const { flowId, notes, alias, onStep } = publication;
  if (!publication.isPrepared) {
    onStep('preparing');
    await attempt('preparing', undefined, () => prepare(api, flowId));
  }
  onStep('creating');
  const { version = '' } = await attempt('creating', undefined, () =>
    api.bedrockAgent.send(
      new CreateFlowVersionCommand({ flowIdentifier: flowId, ...(notes !== '' && { description: notes }) }),
    ),
  );
  if (alias.kind === 'none') return { version };
  onStep('moving');
  return attempt('moving', version, async () => {
    if (alias.kind === 'create')
      return { version, alias: await createAlias(api, flowId, { name: alias.name, target: version }) };
    await moveAlias(api, flowId, alias.alias, { target: version });
    const { id, name } = alias.alias;
    return { version, alias: { id, name, former: alias.alias } };
  });
};

const attempt = async <Result>(
  step: PublishStep,
  version: string | undefined,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    throw new PublishError(step, version, error);
  }
};

const prepare = async ({ bedrockAgent }: Api, flowIdentifier: string): Promise<void> => {
  await bedrockAgent.send(new PrepareFlowCommand({ flowIdentifier }));
  for (;;) {
    const { status, validations = [] } = await bedrockAgent.send(new GetFlowCommand({ flowIdentifier }));
    if (status === 'Prepared') return;
    if (status !== 'Preparing') {
      const first = validations.find(({ severity }) => severity === 'Error');
      throw new Error(first?.message ?? `The flow is ${status}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
};

/** Takes a publication back: the alias to where it was, or away, and the version deleted. Rejects when it is in use. */
export const unpublish = async (
  api: Api,
  flowIdentifier: string,
  { version, alias }: Published,
): Promise<void> => {
  if (alias?.former)
    await moveAlias(
      api,
      flowIdentifier,
      { ...alias.former, target: version },
      { target: alias.former.target },
    );
  else if (alias)
    await api.bedrockAgent.send(new DeleteFlowAliasCommand({ flowIdentifier, aliasIdentifier: alias.id }));
  await api.bedrockAgent.send(new DeleteFlowVersionCommand({ flowIdentifier, flowVersion: version }));
};

export interface SavedInputState {
  readonly ok: readonly string[];
  readonly failed: readonly string[];
  readonly never: readonly string[];
}

/** How each saved input fared when it was last run; `runs` are the latest of the draft, newest first. */
export const savedInputState = (saved: readonly SavedInputOf[], runs: readonly Run[]): SavedInputState => {
  const state: { ok: string[]; failed: string[]; never: string[] } = { ok: [], failed: [], never: [] };
  for (const { name, document } of saved) {
    const run = runs.find((each) => sameValue(each.document, document));
    if (!run) state.never.push(name);
    else if (run.status === 'Succeeded') state.ok.push(name);
    else state.failed.push(name);
  }
  return state;
};
