import type { FlowDefinition, FlowNode } from '@streambed/model/bedrock-agent';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessProblems } from './support/access.ts';
import { launchBrowser, openPage } from './support/browser.ts';
import { openWorkshop, type Workshop } from './support/workshop.ts';

/* The forms of all node types and the small editors, on a page of their own with a real document behind them. */

let browser: Browser;
let workshop: Workshop;
beforeAll(async () => {
  [browser, workshop] = await Promise.all([launchBrowser(), openWorkshop('nodes')]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await workshop?.close();
});

const LONG = 60_000;
const soon = <Value>(read: () => Promise<Value> | Value, message?: string) =>
  expect.poll(read, { timeout: 20_000, ...(message !== undefined && { message }) });

const withForm = async (query: string, use: (page: Page) => Promise<void>) => {
  const url = workshop.url(query);
  const watched = await openPage(browser, url);
  try {
    await watched.page.goto(url);
    await inspector(watched.page).getByRole('heading', { level: 2 }).waitFor();
    await use(watched.page);
    watched.verify();
  } finally {
    await watched.context.close();
  }
};

interface Inside {
  readonly workshop: {
    readonly editor: {
      select(what: { nodes: ReadonlySet<string> }): void;
      readonly document: { readonly history: { undo(): void } };
    };
    readonly flow: {
      definition(): FlowDefinition;
      studioContent(): { readonly savedInputs?: readonly { readonly document: unknown }[] };
      snapshot(): { readonly nodes: ReadonlyMap<string, { readonly name: string }> };
    };
    idOf(name: string): string | undefined;
  };
}
const definitionOf = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as Inside).workshop.flow.definition());
/** The node as the definition has it now, also inside a loop. */
const nodeOf = async (page: Page, name: string): Promise<FlowNode> => {
  const { nodes = [] } = await definitionOf(page);
  const all = nodes.flatMap((node) => [node, ...(node.configuration?.loop?.definition?.nodes ?? [])]);
  const found = all.find((node) => node.name === name);
  if (!found) throw new Error(`No node is called ${name}: ${all.map((node) => node.name).join(', ')}`);
  return found;
};
const configurationOf = async (page: Page, name: string) => (await nodeOf(page, name)).configuration;
const inlineOf = async (page: Page, name: string) =>
  (await configurationOf(page, name))?.prompt?.sourceConfiguration?.inline;

const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
/** Selects a node as the canvas would. */
const choose = async (page: Page, name: string) => {
  await page.evaluate((wanted) => {
    const { editor, idOf } = (globalThis as unknown as Inside).workshop;
    editor.select({ nodes: new Set([idOf(wanted)!]) });
  }, name);
  await inspector(page)
    .getByRole('heading', { name: `Node ${name}`, level: 2 })
    .waitFor();
};
const section = (page: Page, name: string) => inspector(page).getByRole('region', { name, exact: true });
const openSection = async (page: Page, name: string) => {
  const head = section(page, name).getByRole('heading').first().getByRole('button');
  if ((await head.getAttribute('aria-expanded')) === 'false') await head.click();
};
const field = (page: Page | Locator, name: string) => page.getByRole('textbox', { name, exact: true });
const group = (page: Page, name: string) => inspector(page).getByRole('group', { name, exact: true });
const button = (place: Page | Locator, name: string | RegExp) =>
  place.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
/** What is typed into an editor of code, once the real editor has come. */
const rewrite = async (area: Locator, text: string) => {
  await enter(area);
  await area.page().keyboard.press('ControlOrMeta+a');
  await area.page().keyboard.insertText(text);
};
const enter = async (area: Locator) => {
  await area.click();
  await area.and(area.page().locator('.cm-content')).waitFor();
  await area.focus();
};
const undo = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as Inside).workshop.editor.document.history.undo());

describe('the inspector', () => {
  test(
    'renames a node with what names it, and says while one types what is no name',
    () =>
      withForm('node=Classify', async (page) => {
        const name = field(inspector(page), 'Name');
        await name.fill('1 bad');
        await inspector(page).getByRole('alert').getByText('Letters, digits, single _').waitFor();
        await name.fill('Sort');
        await name.press('Enter');
        await soon(async () => (await definitionOf(page)).nodes?.map((node) => node.name)).toContain('Sort');
        const { connections = [] } = await definitionOf(page);
        expect(connections.filter(({ source }) => source === 'Classify')).toEqual([]);
        expect(connections.some(({ source, target }) => source === 'Sort' && target === 'Refine')).toBe(true);
        await undo(page);
        await soon(() => name.inputValue()).toBe('Classify');
      }),
    LONG,
  );

  test(
    'several nodes: what arranges them, what edits them, and fields that they share',
    () =>
      withForm('many=Classify,Reply', async (page) => {
        await button(section(page, 'Arrange'), 'Align left').waitFor();
        for (const name of ['Duplicate', 'Copy', 'Delete'])
          await button(section(page, 'Edit'), name).waitFor();
        const temperature = inspector(page).getByRole('spinbutton', { name: 'Temperature' });
        await temperature.fill('0.4');
        for (const name of ['Classify', 'Reply'])
          await soon(
            async () => (await inlineOf(page, name))?.inferenceConfiguration?.text?.temperature,
          ).toBe(0.4);
      }),
    LONG,
  );

  test(
    'nothing selected: what the flow is made of, and tips with the keys as they were chosen',
    () =>
      withForm('empty', async (page) => {
        await inspector(page).getByText('Adds a node where you are on the canvas').waitFor();
        await inspector(page).getByRole('list', { name: 'Nodes by type' }).waitFor();
        await page.evaluate(() =>
          localStorage.setItem('streambed-keys', '{"byCommand":{"canvas.add":["Y"],"canvas.connect":[]}}'),
        );
        await page.reload();
        const tip = inspector(page).getByRole('listitem').filter({ hasText: 'Adds a node where you are' });
        await soon(() => tip.textContent()).toContain('Y');
        expect(await inspector(page).getByText('Connects the focused output').count()).toBe(0);
      }),
    LONG,
  );
});

describe('the forms of nodes that call services', () => {
  test(
    'keep what is valid, and say under the field what is not',
    () =>
      withForm('node=Booking', async (page) => {
        const cases = [
          [
            'Booking',
            'Agent alias',
            'An ARN of an agent alias',
            'arn:aws:bedrock:us-east-1:123456789012:agent-alias/AGENT12345/ALIAS54321',
            (node: FlowNode) => node.configuration?.agent?.agentAliasArn,
          ],
          [
            'Price',
            'Function ARN',
            'An ARN of a function',
            'arn:aws:lambda:us-east-1:123456789012:function:other',
            (node: FlowNode) => node.configuration?.lambdaFunction?.lambdaArn,
          ],
          [
            'Intent',
            'Bot alias',
            'An ARN of a bot alias',
            'arn:aws:lex:us-east-1:123456789012:bot-alias/BOT7654321/ALIAS12345',
            (node: FlowNode) => node.configuration?.lex?.botAliasArn,
          ],
          [
            'Read',
            'Bucket name',
            '3 to 63 characters',
            'other-bucket',
            (node: FlowNode) => node.configuration?.retrieval?.serviceConfiguration?.s3?.bucketName,
          ],
          [
            'Write',
            'Bucket name',
            '3 to 63 characters',
            'other-bucket',
            (node: FlowNode) => node.configuration?.storage?.serviceConfiguration?.s3?.bucketName,
          ],
          [
            'Search',
            'Knowledge base ID',
            'Up to 10 letters',
            'KB99999999',
            (node: FlowNode) => node.configuration?.knowledgeBase?.knowledgeBaseId,
          ],
        ] as const;
        for (const [node, label, complaint, value, read] of cases) {
          await choose(page, node);
          const control = field(inspector(page), label).or(
            inspector(page).getByRole('combobox', { name: label, exact: true }),
          );
          const before = read(await nodeOf(page, node));
          await control.fill('-?');
          await control.press('Enter');
          await inspector(page).getByText(complaint).first().waitFor();
          expect(read(await nodeOf(page, node)), node).toBe(before);
          await control.fill(value);
          await control.press('Enter');
          await soon(async () => read(await nodeOf(page, node)), node).toBe(value);
          expect(await inspector(page).getByText(complaint).count(), node).toBe(0);
        }
        await choose(page, 'Price');
        await openSection(page, 'Test event');
        await button(section(page, 'Test event'), 'Show event').click();
        await soon(() => section(page, 'Test event').locator('pre').textContent()).toContain(
          '"codeHookInput"',
        );
      }),
    LONG,
  );

  test(
    'a knowledge base is chosen by its name, and one of elsewhere is taken and told',
    () =>
      withForm('node=Search', async (page) => {
        const control = inspector(page).getByRole('combobox', { name: 'Knowledge base ID', exact: true });
        const idNow = async () =>
          (await nodeOf(page, 'Search')).configuration?.knowledgeBase?.knowledgeBaseId;
        await control.fill('handb');
        await page.getByRole('option', { name: /handbook · HANDBOOK01/ }).click();
        await soon(idNow).toBe('HANDBOOK01');
        await inspector(page).getByText('handbook', { exact: true }).waitFor();
        expect(await accessProblems(page)).toEqual([]);
        await control.fill('CLOUDBASE1');
        await control.press('Enter');
        await soon(idNow).toBe('CLOUDBASE1');
        await inspector(page).getByText('No knowledge base of this server').waitFor();
      }),
    LONG,
  );

  test(
    'a template without its passages is warned of once',
    () =>
      withForm('node=Search', async (page) => {
        await openSection(page, 'Answer prompt');
        await soon(() => section(page, 'Answer prompt').getByText('$search_results$, so').count()).toBe(1);
      }),
    LONG,
  );

  test(
    'a prompt whose model nobody maps says so without marks of code',
    () =>
      withForm('node=Reply', async (page) => {
        await inspector(page).getByText('No provider maps amazon.nova-lite-v1:0.').waitFor();
        expect(await inspector(page).innerText()).not.toContain('`');
      }),
    LONG,
  );
});

test(
  'fields explain themselves by an example, with their names in the API',
  () =>
    withForm('node=Reply', async (page) => {
      await openSection(page, 'Parameters');
      for (const [name, example, own] of [
        ['Top P', /likeliest words/, 'topP'],
        ['Max tokens', /190 English words/, 'maxTokens'],
        ['System', /patient librarian/, 'system'],
        ['Messages', /With the link in your mail/, 'messages'],
      ] as const) {
        await button(inspector(page), `Info about ${name}`).click();
        const help = page.getByRole('dialog', { name });
        await help.getByText(example).waitFor();
        await help.getByText(own, { exact: true }).waitFor();
        await button(help, 'Close').click();
        await help.waitFor({ state: 'detached' });
      }
    }),
  LONG,
);

describe('the forms of nodes that lead the flow', () => {
  test(
    'input type, Collector, Iterator, Storage, Loop and its controller',
    () =>
      withForm('node=FlowInput', async (page) => {
        // What is sent comes before an example of it.
        await section(page, 'Example').waitFor();
        expect(await inspector(page).getByRole('heading', { level: 3 }).allInnerTexts()).toEqual([
          expect.stringContaining('What callers send'),
          expect.stringContaining('Example'),
          expect.stringContaining('Last result'),
        ]);
        await page.getByRole('radio', { name: 'Number', exact: true }).check({ force: true });
        await soon(async () => (await nodeOf(page, 'FlowInput')).outputs?.[0]?.type).toBe('Number');
        await undo(page);
        await choose(page, 'Gather');
        await button(inspector(page), 'Connect Each.arraySize').click();
        await soon(async () =>
          (await definitionOf(page)).connections?.some(
            ({ source, target, configuration }) =>
              source === 'Each' && target === 'Gather' && configuration?.data?.targetInput === 'arraySize',
          ),
        ).toBe(true);
        await choose(page, 'Each');
        await inspector(page).getByText('The last array had 3 items of type String.').waitFor();
        await choose(page, 'Write');
        await inspector(page).getByText('Every item would be written to the same key.').waitFor();
        await choose(page, 'Refine');
        await button(section(page, 'Body'), 'Critic').waitFor();
        await choose(page, 'Decide');
        await section(page, 'Continue while').waitFor();
        const most = inspector(page).getByRole('spinbutton', { name: 'Max iterations' });
        await most.fill('1001');
        await inspector(page).getByText('Between 1 and 1,000.').waitFor();
        await most.fill('7');
        await soon(async () => (await configurationOf(page, 'Decide'))?.loopController?.maxIterations).toBe(
          7,
        );
        await inspector(page).getByText('Another round would follow.').waitFor();
      }),
    LONG,
  );
});

describe('the expression editor', () => {
  test(
    'completes members, shows what comes of it, offers what fits, and counts from 48 of 64',
    () =>
      withForm('node=Classify', async (page) => {
        const area = field(inspector(page), 'Expression of customer');
        await rewrite(area, '$.data.user');
        const fix = button(group(page, 'Input customer'), 'Use $.data.user.name');
        await fix.waitFor();
        await inspector(page).getByText('Object, wants String.').waitFor();
        await page.keyboard.type('.');
        await page.getByRole('option', { name: /^name/ }).waitFor();
        await page.keyboard.press('Escape');
        await rewrite(area, '$.data.user');
        await fix.click();
        await soon(async () => (await nodeOf(page, 'Classify')).inputs?.[0]?.expression).toBe(
          '$.data.user.name',
        );
        await group(page, 'Input customer').getByText('"Ana"').first().waitFor();
        await rewrite(area, `$.data.${'a'.repeat(41)}`);
        await group(page, 'Input customer').getByText('48/64').waitFor();
        await rewrite(area, '$.data.user.name');
        await soon(() => group(page, 'Input customer').getByText('48/64').count()).toBe(0);
      }),
    LONG,
  );
});

describe('the condition editor', () => {
  test(
    'rows and text are one; values that are tried decide; order, duplicates and unknown inputs',
    () =>
      withForm('node=Route', async (page) => {
        const expressions = async () =>
          (await configurationOf(page, 'Route'))?.condition?.conditions?.map(({ name, expression }) => [
            name,
            expression,
          ]);
        await field(inspector(page), 'Rows of large, value').fill('2000');
        await soon(expressions).toContainEqual(['large', 'amount >= 2000']);
        const text = field(inspector(page), 'large as text');
        await rewrite(text, 'amount < 5');
        await soon(() => field(inspector(page), 'Rows of large, value').inputValue()).toBe('5');
        await button(inspector(page), 'Try values').click();
        await field(group(page, 'Try values'), 'amount').fill('3');
        await inspector(page).getByRole('status').filter({ hasText: 'would go to large' }).waitFor();
        await rewrite(text, 'nobody == 1');
        await inspector(page).getByText('No input is called nobody.').waitFor();
        await rewrite(text, 'amount > 100 and (kind == "bug" or not paid)');
        await inspector(page).getByText('The same condition as urgent').waitFor();
        await field(inspector(page), 'Name of condition large').press('Alt+ArrowUp');
        await soon(async () => (await expressions())?.map(([name]) => name)).toEqual([
          'large',
          'urgent',
          'default',
        ]);
      }),
    LONG,
  );
});

describe('the prompt editor', () => {
  test(
    'a new variable becomes an input; Render, chat and back, tools and cache points',
    () =>
      withForm('node=Classify', async (page) => {
        const area = field(inspector(page), 'Text');
        await enter(area);
        await page.keyboard.press('ControlOrMeta+End');
        await page.keyboard.type(' {{cus');
        await page.getByRole('option', { name: /^customer/ }).waitFor();
        await page.keyboard.press('Escape');
        await rewrite(area, 'Sort {{ticket}} of {{customer}} in {{tone}}');
        await openSection(page, 'Inputs');
        await soon(async () => (await nodeOf(page, 'Classify')).inputs?.map(({ name }) => name)).toContain(
          'tone',
        );
        await button(inspector(page), 'Render').click();
        await inspector(page).getByText('I cannot sign in since this morning').first().waitFor();
        await button(inspector(page), 'Render').click();
        await page.getByRole('radio', { name: 'Chat', exact: true }).check({ force: true });
        await soon(async () => (await inlineOf(page, 'Classify'))?.templateType).toBe('CHAT');
        await choose(page, 'Reply');
        await button(inspector(page), /^Cache point after Message 1, User/).click();
        await openSection(page, 'Tools');
        await button(section(page, 'Tools'), '+ Tool').click();
        const chat = async () => (await inlineOf(page, 'Reply'))?.templateConfiguration?.chat;
        await soon(async () => (await chat())?.toolConfiguration?.tools?.length).toBe(2);
        await soon(async () => (await chat())?.messages?.[0]?.content?.length).toBe(2);
        // It stays Chat until one has read what is lost.
        await page.getByRole('radio', { name: 'Text', exact: true }).click({ force: true });
        await inspector(page)
          .getByText(/A text cannot hold .*2 further messages.*2 tools.*2 cache points/)
          .waitFor();
        await button(inspector(page), 'Keep chat').click();
        expect((await inlineOf(page, 'Reply'))?.templateType).toBe('CHAT');
      }),
    LONG,
  );
});

test(
  'running a prompt of which a variable has no value asks for it first',
  () =>
    withForm('node=Reply', async (page) => {
      await button(inspector(page), /^Run only this, on/).click();
      const values = group(page, 'Try values');
      await values.getByRole('alert').getByText('Type a value of tone to run on').waitFor();
      const tone = field(values, 'tone');
      await soon(() => tone.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await group(page, 'Answer').count()).toBe(0);
      await page.keyboard.type('calm');
      await soon(() => values.getByRole('alert').count()).toBe(0);
      await button(inspector(page), /^Run only this, on/).click();
      await group(page, 'Answer').getByText(/tok/).first().waitFor();
    }),
  LONG,
);

describe('the Python and JSON editors', () => {
  test(
    'code says which line is the result, runs, and shows where it failed; Esc, then Tab leaves it',
    () =>
      withForm('node=Sum', async (page) => {
        await inspector(page).getByText('Lines 4, 6 give the result').waitFor();
        const run = button(inspector(page), '▸ Run code');
        await run.click();
        await inspector(page).getByText('printed by the code').waitFor();
        await group(page, 'Run code').getByRole('img', { name: 'fits the declared type' }).waitFor();
        const area = field(inspector(page), 'Python');
        await rewrite(area, 'words = 1\nboom');
        await run.click();
        await inspector(page).getByText('Failed in line 2.').waitFor();
        await soon(() => area.getAttribute('aria-invalid')).toBe('true');
        await enter(area);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Tab');
        await soon(() => area.evaluate((element) => element.contains(document.activeElement))).toBe(false);
        expect((await configurationOf(page, 'Sum'))?.inlineCode?.code).toBe('words = 1\nboom');
      }),
    LONG,
  );

  test(
    'an example is changed as text and as a tree',
    () =>
      withForm('node=FlowInput', async (page) => {
        const saved = () =>
          page.evaluate(
            () => (globalThis as unknown as Inside).workshop.flow.studioContent().savedInputs?.[0]?.document,
          );
        const area = field(inspector(page), 'Example value');
        await rewrite(area, '{"text": "Other", "amount": }');
        await inspector(page)
          .getByText(/Line 1:/)
          .first()
          .waitFor();
        await rewrite(area, '{"text": "Other", "amount": 4}');
        await soon(saved).toEqual({ text: 'Other', amount: 4 });
        await section(page, 'Example').getByRole('radio', { name: 'Tree' }).check({ force: true });
        await section(page, 'Example')
          .getByRole('treeitem', { name: /^amount / })
          .waitFor();
      }),
    LONG,
  );
});

test.each(['light', 'dark'])(
  'axe finds nothing in any form, %s',
  (theme) =>
    withForm(`theme=${theme}`, async (page) => {
      const names = await page.evaluate(() =>
        [...(globalThis as unknown as Inside).workshop.flow.snapshot().nodes.values()].map(
          (node) => node.name,
        ),
      );
      for (const name of names) {
        await choose(page, name);
        const closed = inspector(page).locator('h3 button[aria-expanded="false"]');
        while ((await closed.count()) > 0) await closed.first().click();
        expect(await accessProblems(page), name).toEqual([]);
      }
    }),
  120_000,
);
