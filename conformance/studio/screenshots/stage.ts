import { BedrockAgentClient, CreateFlowCommand, DeleteFlowCommand } from '@aws-sdk/client-bedrock-agent';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { templates } from '../../../packages/studio/src/screens/templates/catalog/index.ts';
import { type Template, withModel } from '../../../packages/studio/src/screens/templates/template.ts';
import { type LocalServer, startLocalServer } from '../../support/local-server.ts';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { run, streambedClient } from '../support/runs.ts';
import { signIn } from '../support/studio.ts';
import { furnishLibrary } from './library.ts';
import { MODELS, modelConfiguration, openMadeUpModels } from './made-up-models.ts';

/** A server that plays, with the official client and Streambed's own beside it. */
export interface Theatre {
  readonly server: LocalServer;
  readonly agent: BedrockAgentClient;
  readonly streambed: ReturnType<typeof streambedClient>;
}

/** What scenes are played on. */
export interface Stage {
  /** Scenes make their flows here and take them away again. */
  readonly workshop: Theatre;
  /** Thirty-seven flows with versions, aliases and runs. */
  readonly library: Theatre;
  /** As after the first start. */
  readonly fresh: Theatre;
  readonly browser: Browser;
  /** A page that is signed in, or not, on one of the servers; it is at `about:blank`. */
  open(
    on: 'workshop' | 'library' | 'fresh' | 'outside',
    options: BrowserContextOptions,
  ): Promise<WatchedPage>;
  /** Makes a flow of a template in the workshop, with its positions and saved inputs; answers its id. */
  make(templateId: string, options?: MakeOptions): Promise<string>;
  remove(flowIdentifier: string): Promise<void>;
  close(): Promise<void>;
}

export interface MakeOptions {
  readonly name?: string;
  readonly modelId?: string;
  /** A change of the template's definition. */
  readonly change?: (definition: FlowDefinition) => FlowDefinition;
  /** In place of the template's first saved input. */
  readonly input?: unknown;
}

const ROLE = 'arn:aws:iam::000000000000:role/flows';

const theatre = async (files: Readonly<Record<string, string>> = {}): Promise<Theatre> => {
  const server = await startLocalServer({ files });
  const region = 'us-east-1';
  const { url, credentials } = server;
  return {
    server,
    agent: new BedrockAgentClient({ endpoint: url, region, credentials }),
    streambed: streambedClient({ url, region, credentials } as Parameters<typeof streambedClient>[0]),
  };
};

/** The template of the catalogue. */
export const templateOf = (id: string): Template => templates.find((each) => each.id === id)!;

export const openStage = async (): Promise<Stage> => {
  const models = await openMadeUpModels();
  const files = { 'streambed.yaml': modelConfiguration(models.url) };
  const [workshop, library, fresh, browser] = await Promise.all([
    theatre(files),
    theatre(files),
    theatre(),
    launchBrowser(),
  ]);
  await furnishLibrary(library);
  const theatres = { workshop, library, fresh };
  /** Cookies of one sign-in for each server: what everybody's later pages begin with. */
  const kept = new Map<string, NonNullable<BrowserContextOptions['storageState']>>();
  const enter = async (on: keyof typeof theatres) => {
    const { url, credentials } = theatres[on].server;
    const { page, context } = await openPage(browser, url);
    await page.goto(`${url}/studio/sign-in?to=/settings/about`);
    await signIn(page, credentials);
    await page.getByRole('heading', { name: 'About' }).waitFor();
    kept.set(on, await context.storageState());
    await context.close();
  };
  await Promise.all((['workshop', 'library', 'fresh'] as const).map(enter));

  return {
    ...theatres,
    browser,
    open: (on, options) =>
      openPage(browser, theatres[on === 'outside' ? 'fresh' : on].server.url, {
        ...options,
        ...(on !== 'outside' && { storageState: kept.get(on)! }),
      }),
    async make(
      templateId,
      { name, modelId = MODELS.usual, change = (same: FlowDefinition) => same, input } = {},
    ) {
      const template = templateOf(templateId);
      const definition = change(withModel(template.definition, modelId));
      const { id } = await workshop.agent.send(
        new CreateFlowCommand({
          name: name ?? template.flowName,
          executionRoleArn: ROLE,
          definition: definition as never,
        }),
      );
      const [first, ...others] = template.savedInputs;
      await workshop.streambed.putStudioDocument({
        flowIdentifier: id!,
        revision: 0,
        content: {
          version: 1,
          positions: template.positions,
          savedInputs: [{ ...first!, ...(input !== undefined && { document: input }) }, ...others],
        } as never,
      });
      return id!;
    },
    async remove(flowIdentifier) {
      await workshop.agent.send(new DeleteFlowCommand({ flowIdentifier, skipResourceInUseCheck: true }));
    },
    async close() {
      await browser.close();
      for (const { agent } of Object.values(theatres)) agent.destroy();
      await models.close();
      await Promise.all(Object.values(theatres).map(({ server }) => server.close()));
    },
  };
};

/** Runs the flow's draft to its end, as Test does, without the page. */
export const runOnce = async ({ streambed }: Theatre, flowIdentifier: string, document: unknown) =>
  (await run(streambed, { flowIdentifier, inputs: [{ document: document as never }] })).runId;
