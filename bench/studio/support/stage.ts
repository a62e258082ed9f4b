import { setTimeout as sleep } from 'node:timers/promises';
import { CreateFlowCommand, type FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { createStreambedClient } from '@streambed/client';
import type { Browser, Page } from 'playwright-core';
import { openPage } from '../../../conformance/studio/support/browser.ts';
import { type LargeFlow, largeFlow } from '../../../conformance/studio/support/large-flow.ts';
import { openStudio, type Studio, sessionCookie } from '../../../conformance/studio/support/studio.ts';
import { type BarePage, openBarePage } from './bare-page.ts';
import type { Row } from './figures.ts';
import { type ScriptedRuns, serveScriptedRuns } from './scripted-runs.ts';
import { watchPage } from './watch.ts';

/** What every part of the bench stands on: the real server with the built studio, a browser, and the bare page. */
export interface Stage {
  readonly studio: Studio;
  readonly browser: Browser;
  readonly bare: BarePage;
  readonly scripted: ScriptedRuns;
  readonly rounds: number;
  /** Whole durations: sixty seconds of a live run, half an hour of memory. */
  readonly isFull: boolean;
  /** The id of the flow with so many nodes; made when it is asked for first. */
  flow(
    nodes: number,
    options?: { readonly isPlaced?: boolean },
  ): Promise<{ id: string; name: string } & LargeFlow>;
  /** A flow of this definition. */
  create(name: string, definition: LargeFlow['definition']): Promise<string>;
  /** A page in a cold profile, signed in, watched, with nothing in it. */
  prepare(): Promise<Page>;
  /** The same, at a path below /studio. `scripted`: by way of the scripted runs. */
  open(path: string, options?: { readonly isScripted?: boolean }): Promise<Page>;
  /** A page in a cold profile that is not ours. */
  openBare(nodes: number): Promise<Page>;
  close(): Promise<void>;
}

export interface Part {
  readonly name: string;
  measure(stage: Stage): Promise<readonly Row[]>;
}

const executionRoleArn = 'arn:aws:iam::000000000000:role/flows';

export const openStage = async (options: {
  readonly rounds: number;
  readonly isFull: boolean;
}): Promise<Stage> => {
  const studio = await openStudio({ environment: { STREAMBED_QUOTAS: 'off' } });
  const bare = await openBarePage();
  const scripted = await serveScriptedRuns(studio.server.url);
  const streambed = createStreambedClient({
    endpoint: studio.server.url,
    region: 'us-east-1',
    credentials: async () => studio.server.credentials,
  });
  const create = async (name: string, definition: LargeFlow['definition']): Promise<string> => {
    const { id } = await studio.client.send(
      new CreateFlowCommand({ name, executionRoleArn, definition: definition as FlowDefinition }),
    );
    return id!;
  };
  const prepare = async (): Promise<Page> => {
    const { page, context } = await openPage(studio.browser, studio.server.url);
    await context.addCookies([await sessionCookie(studio.server)]);
    await watchPage(page);
    return page;
  };
  const flows = new Map<string, Promise<{ id: string; name: string } & LargeFlow>>();
  return {
    studio,
    browser: studio.browser,
    bare,
    scripted,
    ...options,
    create,
    flow(nodes, { isPlaced = true } = {}) {
      const name = `bench-${nodes}${isPlaced ? '' : '-unplaced'}`;
      let made = flows.get(name);
      if (!made) {
        const large = largeFlow(nodes);
        made = create(name, large.definition).then(async (id) => {
          if (isPlaced)
            await streambed.putStudioDocument({
              flowIdentifier: id,
              content: { version: 1, positions: large.positions } as never,
              revision: 0,
            });
          return { id, name, ...large };
        });
        flows.set(name, made);
      }
      return made;
    },
    prepare,
    async open(path, { isScripted = false } = {}) {
      const page = await prepare();
      await page.goto(`${isScripted ? scripted.url : studio.server.url}/studio${path}`);
      return page;
    },
    async openBare(nodes) {
      const context = await studio.browser.newContext({ viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      await watchPage(page);
      await page.goto(bare.url(nodes));
      return page;
    },
    async close() {
      await bare.close();
      await scripted.close();
      await studio.browser.close();
      await studio.server.close();
    },
  };
};

/** Lets what was begun in the background come to its end, so that it is not counted to what is measured next. */
export const settle = (): Promise<void> => sleep(1_500);
