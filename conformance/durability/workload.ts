import {
  type BedrockAgentClient,
  CreateFlowAliasCommand,
  CreateFlowCommand,
  CreateFlowVersionCommand,
  CreatePromptCommand,
  CreatePromptVersionCommand,
  DeleteFlowAliasCommand,
  DeleteFlowCommand,
  DeleteFlowVersionCommand,
  DeletePromptCommand,
  type FlowDefinition,
  PrepareFlowCommand,
  type PromptVariant,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFlowAliasCommand,
  UpdateFlowCommand,
  UpdatePromptCommand,
} from '@aws-sdk/client-bedrock-agent';
import { inputNode, outputNode, promptNode, wire } from '../support/definitions.ts';
import { type State, type States, UNTOLD } from './journal.ts';
import type { Random } from './random.ts';
import { keys, stateOf } from './resources.ts';

/** One write that a client does, and what it must have changed once it is acknowledged. */
export interface Step {
  /** The operation. */
  readonly call: string;
  /** Whether it carries a client token: sent again, it must give the first answer and do nothing more. */
  readonly repeatable: boolean;
  send(client: BedrockAgentClient): Promise<object>;
  /** Resources as they are afterwards; without an answer, members that only it tells are UNTOLD. */
  effect(answer?: object): States;
}

type Known = NonNullable<State>;
/** An SDK client's `send` has one overload per command; here any command will do. */
type Command = Parameters<BedrockAgentClient['send']>[0];

const ROLE = 'arn:aws:iam::000000000000:role/flows';

/** Of one to four bytes each. */
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz      é漢🙂'];

/** How many of each there may be at the same time in one lane. */
const MOST = { flows: 4, versions: 4, aliases: 3, prompts: 3 };

/**
 * One of several clients that work side by side, each on resources of its own and each write after the answer to the
 * one before. What it believes to be there is known from answers only.
 */
export class Lane {
  readonly #states = new Map<string, NonNullable<State>>();
  readonly #everKnown = new Set<string>();
  readonly #random: Random;
  readonly #name: string;
  #count = 0;

  constructor(name: string, random: Random) {
    this.#name = name;
    this.#random = random;
  }

  /** Takes over what a write changed. */
  apply(states: States): void {
    for (const [key, state] of Object.entries(states)) {
      this.#everKnown.add(key);
      if (state === null) this.#states.delete(key);
      else this.#states.set(key, state);
    }
  }

  /** What the lane believes about a resource; null when it is not there. */
  state(key: string): State {
    return this.#states.get(key) ?? null;
  }

  /** What of these the lane knew before, even if it is gone since: no id and no number may be given out twice. */
  knownAmong(states: States): string[] {
    return Object.keys(states).filter((key) => this.#everKnown.has(key));
  }

  /** The next write, at random among those that must succeed. */
  next(): Step {
    const flows = this.#all(/^flow\/\w+$/);
    const prompts = this.#all(/^prompt\/\w+$/);
    const steps: (() => Step)[] = [];
    const offer = (weight: number, step: () => Step) => {
      for (let i = 0; i < weight; i += 1) steps.push(step);
    };
    if (flows.length < MOST.flows) offer(3, () => this.#createFlow());
    if (prompts.length < MOST.prompts) offer(2, () => this.#createPrompt());
    if (flows.length > 0) this.#offerForFlow(this.#random.pick(flows), offer, flows.length === MOST.flows);
    if (prompts.length > 0) this.#offerForPrompt(this.#random.pick(prompts), offer);
    const tagged = this.#all(/^tags\//, (key) => key);
    if (tagged.length > 0) offer(2, () => this.#changeTags(this.#random.pick(tagged)));
    return this.#random.pick(steps)();
  }

  #offerForFlow(flow: Known, offer: (weight: number, step: () => Step) => void, full: boolean): void {
    const id = flow.id as string;
    const versions = this.#all(new RegExp(`^flow/${id}/version/`));
    const aliases = this.#all(new RegExp(`^flow/${id}/alias/`));
    const isPrepared = flow.status === 'Prepared';
    offer(3, () => this.#updateFlow(flow));
    offer(isPrepared ? 1 : 4, () => this.#prepareFlow(flow));
    if (isPrepared && versions.length < MOST.versions) offer(6, () => this.#createFlowVersion(id));
    if (versions.length > 0) {
      const version = this.#random.pick(versions).version as string;
      if (aliases.length < MOST.aliases) offer(4, () => this.#createAlias(id, version));
      if (aliases.length > 0) offer(3, () => this.#updateAlias(this.#random.pick(aliases), version));
      const isRouted = aliases.some((alias) =>
        JSON.stringify(alias.routingConfiguration).includes(`"${version}"`),
      );
      if (!isRouted) offer(2, () => this.#deleteVersion(id, version));
    }
    if (aliases.length > 0) offer(1, () => this.#deleteAlias(this.#random.pick(aliases)));
    offer(full ? 2 : 1, () => this.#deleteFlow(flow));
  }

  #offerForPrompt(prompt: Known, offer: (weight: number, step: () => Step) => void): void {
    const id = prompt.id as string;
    const versions = this.#all(new RegExp(`^prompt/${id}/version/`));
    offer(2, () => this.#updatePrompt(prompt));
    if (versions.length < MOST.versions) offer(3, () => this.#createPromptVersion(id));
    if (versions.length > 0) offer(1, () => this.#deletePrompt([this.#random.pick(versions)]));
    offer(1, () => this.#deletePrompt([prompt, ...versions]));
  }

  #createFlow(): Step {
    const tags = this.#tags();
    const input = { ...this.#flowInput(), tags, clientToken: crypto.randomUUID() };
    return step('CreateFlow', new CreateFlowCommand(input), true, (answer) => {
      const flow = stateOf(answer!);
      return {
        [keys.flow(flow.id as string)]: { ...flow, validations: [] },
        [keys.tags(flow.arn as string)]: { tags },
      };
    });
  }

  #updateFlow(flow: Known): Step {
    const input = this.#flowInput();
    const flowIdentifier = flow.id as string;
    return step('UpdateFlow', new UpdateFlowCommand({ flowIdentifier, ...input }), false, (answer) => {
      const { id, arn, version, createdAt } = flow;
      const untold = { id, arn, version, createdAt, ...input, status: 'NotPrepared', updatedAt: UNTOLD };
      return { [keys.flow(flowIdentifier)]: { ...stateOf(answer ?? untold), validations: [] } };
    });
  }

  #prepareFlow(flow: Known): Step {
    const flowIdentifier = flow.id as string;
    return step('PrepareFlow', new PrepareFlowCommand({ flowIdentifier }), false, () => ({
      [keys.flow(flowIdentifier)]: { ...flow, status: 'Prepared', updatedAt: UNTOLD, validations: [] },
    }));
  }

  #createFlowVersion(flowIdentifier: string): Step {
    const input = { flowIdentifier, description: this.#label(), clientToken: crypto.randomUUID() };
    return step('CreateFlowVersion', new CreateFlowVersionCommand(input), true, (answer) => {
      const version = stateOf(answer!);
      return { [keys.flowVersion(flowIdentifier, version.version as string)]: version };
    });
  }

  #deleteVersion(flowIdentifier: string, flowVersion: string): Step {
    return step(
      'DeleteFlowVersion',
      new DeleteFlowVersionCommand({ flowIdentifier, flowVersion }),
      false,
      () => ({
        [keys.flowVersion(flowIdentifier, flowVersion)]: null,
      }),
    );
  }

  #createAlias(flowIdentifier: string, flowVersion: string): Step {
    const tags = this.#tags();
    const input = {
      flowIdentifier,
      name: this.#label(),
      routingConfiguration: [{ flowVersion }],
      tags,
      clientToken: crypto.randomUUID(),
    };
    return step('CreateFlowAlias', new CreateFlowAliasCommand(input), true, (answer) => {
      const alias = stateOf(answer!);
      return {
        [keys.alias(flowIdentifier, alias.id as string)]: alias,
        [keys.tags(alias.arn as string)]: { tags },
      };
    });
  }

  #updateAlias(alias: Known, flowVersion: string): Step {
    const { id, arn, flowId, createdAt, concurrencyConfiguration } = alias;
    const input = {
      name: this.#label(),
      description: this.#text(100),
      routingConfiguration: [{ flowVersion }],
    };
    const command = new UpdateFlowAliasCommand({
      flowIdentifier: flowId as string,
      aliasIdentifier: id as string,
      ...input,
    });
    return step('UpdateFlowAlias', command, false, (answer) => {
      const untold = { id, arn, flowId, createdAt, concurrencyConfiguration, ...input, updatedAt: UNTOLD };
      return { [keys.alias(flowId as string, id as string)]: stateOf(answer ?? untold) };
    });
  }

  #deleteAlias({ flowId, id, arn }: Known): Step {
    const input = { flowIdentifier: flowId as string, aliasIdentifier: id as string };
    return step('DeleteFlowAlias', new DeleteFlowAliasCommand(input), false, () => ({
      [keys.alias(input.flowIdentifier, input.aliasIdentifier)]: null,
      [keys.tags(arn as string)]: null,
    }));
  }

  /** Versions, aliases and tags go with the flow. */
  #deleteFlow({ id, arn }: Known): Step {
    const input = { flowIdentifier: id as string, skipResourceInUseCheck: true };
    return step('DeleteFlow', new DeleteFlowCommand(input), false, () =>
      this.#gone((key) => key === keys.flow(id as string) || key.startsWith(`flow/${id}/`), arn as string),
    );
  }

  #createPrompt(): Step {
    const tags = this.#tags();
    const input = { ...this.#promptInput(), tags, clientToken: crypto.randomUUID() };
    return step('CreatePrompt', new CreatePromptCommand(input), true, (answer) => {
      const prompt = stateOf(answer!);
      return { [keys.prompt(prompt.id as string)]: prompt, [keys.tags(prompt.arn as string)]: { tags } };
    });
  }

  #updatePrompt(prompt: Known): Step {
    const input = this.#promptInput();
    const { id, arn, version, createdAt } = prompt;
    const command = new UpdatePromptCommand({ promptIdentifier: id as string, ...input });
    return step('UpdatePrompt', command, false, (answer) => ({
      [keys.prompt(id as string)]: stateOf(
        answer ?? { id, arn, version, createdAt, ...input, updatedAt: UNTOLD },
      ),
    }));
  }

  #createPromptVersion(promptIdentifier: string): Step {
    const tags = this.#tags();
    const input = { promptIdentifier, description: this.#label(), tags, clientToken: crypto.randomUUID() };
    return step('CreatePromptVersion', new CreatePromptVersionCommand(input), true, (answer) => {
      const version = stateOf(answer!);
      return {
        [keys.promptVersion(promptIdentifier, version.version as string)]: version,
        [keys.tags(version.arn as string)]: { tags },
      };
    });
  }

  /** One version, or the draft with all of them. */
  #deletePrompt(records: readonly Known[]): Step {
    const { id, version } = records[0]!;
    const whole = version === 'DRAFT';
    const command = new DeletePromptCommand({
      promptIdentifier: id as string,
      ...(!whole && { promptVersion: version as string }),
    });
    return step('DeletePrompt', command, false, () =>
      Object.fromEntries(
        records.flatMap((record) => [
          [
            record.version === 'DRAFT'
              ? keys.prompt(id as string)
              : keys.promptVersion(id as string, record.version as string),
            null,
          ],
          [keys.tags(record.arn as string), null],
        ]),
      ),
    );
  }

  #changeTags(key: string): Step {
    const resourceArn = key.slice('tags/'.length);
    const { tags } = this.state(key) as { tags: Record<string, string> };
    const present = Object.keys(tags);
    if (present.length > 0 && this.#random.below(3) === 0) {
      const { [this.#random.pick(present)]: _removed, ...left } = tags;
      const tagKeys = present.filter((name) => !Object.hasOwn(left, name));
      return step('UntagResource', new UntagResourceCommand({ resourceArn, tagKeys }), false, () => ({
        [key]: { tags: left },
      }));
    }
    const added = this.#tags();
    return step('TagResource', new TagResourceCommand({ resourceArn, tags: added }), false, () => ({
      [key]: { tags: { ...tags, ...added } },
    }));
  }

  #gone(isOwn: (key: string) => boolean, arn: string): States {
    const own = [...this.#states.keys()].filter(
      (key) => isOwn(key) || key === keys.tags(arn) || key.startsWith(`${keys.tags(arn)}/`),
    );
    return Object.fromEntries(own.map((key) => [key, null]));
  }

  #all(pattern: RegExp): Known[];
  #all(pattern: RegExp, take: (key: string) => string): string[];
  #all(pattern: RegExp, take?: (key: string) => string): (Known | string)[] {
    return [...this.#states]
      .filter(([key]) => pattern.test(key))
      .map(([key, state]) => (take === undefined ? state : take(key)));
  }

  /** Another one each time, so that no resource is mistaken for another. */
  #label(): string {
    this.#count += 1;
    return `${this.#name}-${this.#count}`;
  }

  #text(most: number): string {
    let text = '';
    for (let left = 1 + this.#random.below(most); left > 0; left -= 1) text += this.#random.pick(LETTERS);
    return `${text}.`;
  }

  #tags(): Record<string, string> {
    const names = ['team', 'stage', 'cost', '__proto__'];
    return Object.fromEntries(
      names.filter(() => this.#random.below(3) === 0).map((name) => [name, this.#label()]),
    );
  }

  #flowInput() {
    // From a page or two to a dozen of the log, so that kills fall between the pages of one commit.
    const most = this.#random.pick([50, 500, 20_000]);
    const definition: FlowDefinition = {
      nodes: [
        inputNode(),
        promptNode('Ask', 'amazon.nova-lite-v1:0', `${this.#text(most)} {{text}}`),
        outputNode(),
      ],
      connections: [
        wire('FlowInput.document', 'Ask.text'),
        wire('Ask.modelCompletion', 'FlowOutput.document'),
      ],
    };
    return { name: this.#label(), description: this.#text(100), executionRoleArn: ROLE, definition };
  }

  #promptInput() {
    const variant: PromptVariant = {
      name: 'only',
      templateType: 'TEXT',
      templateConfiguration: { text: { text: this.#text(2_000) } },
      modelId: 'amazon.nova-lite-v1:0',
    };
    return { name: this.#label(), defaultVariant: 'only', variants: [variant] };
  }
}

const step = (
  call: string,
  command: object,
  repeatable: boolean,
  effect: (answer?: object) => States,
): Step => ({
  call,
  repeatable,
  send: (client) => client.send(command as Command) as Promise<object>,
  effect,
});
