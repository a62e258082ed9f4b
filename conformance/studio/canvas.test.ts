import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessProblems } from './support/access.ts';
import { launchBrowser, openPage } from './support/browser.ts';
import { middleOf, pull, restingBox } from './support/places.ts';
import { openWorkshop, type Workshop } from './support/workshop.ts';

/* The canvas as people use it, by pointer and by keyboard, on a page of its own with a real document behind it. */

let browser: Browser;
let workshop: Workshop;
beforeAll(async () => {
  [browser, workshop] = await Promise.all([launchBrowser(), openWorkshop('canvas')]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await workshop?.close();
});

const withCanvas = async (
  query: string,
  use: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
) => {
  const url = workshop.url(query);
  const watched = await openPage(browser, url, options);
  try {
    await watched.page.goto(url);
    await watched.page.getByRole('application').waitFor();
    await use(watched.page);
    watched.verify();
  } finally {
    await watched.context.close();
  }
};

interface Inside {
  readonly workshop: {
    readonly editor: {
      readonly document: {
        definition(): FlowDefinition;
        studioContent(): { readonly positions?: Record<string, readonly [number, number]> };
        readonly history: { readonly undoSteps: readonly string[]; readonly redoSteps: readonly string[] };
      };
    };
  };
  streambedRenders?: Map<string, number>;
}
const definitionOf = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as Inside).workshop.editor.document.definition());
const undoSteps = (page: Page) =>
  page.evaluate(() => [...(globalThis as unknown as Inside).workshop.editor.document.history.undoSteps]);
const positionsOf = (page: Page) =>
  page.evaluate(
    () => (globalThis as unknown as Inside).workshop.editor.document.studioContent().positions ?? {},
  );
const connectionsOf = async (page: Page) =>
  ((await definitionOf(page)).connections ?? []).map(({ source, target, configuration }) =>
    configuration?.data
      ? `${source}.${configuration.data.sourceOutput} → ${target}.${configuration.data.targetInput}`
      : `${source}.${configuration?.conditional?.condition} → ${target}`,
  );
const namesOf = async (page: Page) => ((await definitionOf(page)).nodes ?? []).map(({ name }) => name);

const card = (page: Page, name: string): Locator =>
  page.getByRole('group', { name: new RegExp(`^${name},`) });
/** The middle of the mark of a port: what people pull at. */
const port = (page: Page, node: string, name: string) =>
  middleOf(card(page, node).locator(`[data-name="${name}"] .sb-port-mark`));
const focusCard = async (page: Page, name: string) => {
  await card(page, name).locator('.sb-card-name').click();
};
const said = (page: Page, text: string | RegExp) => page.getByRole('status').getByText(text).waitFor();
/** Ground without cards. */
const GROUND = { x: 700, y: 840 };

describe('the canvas to those who do not see it', () => {
  test('has one tab stop, a name, and cards with names in reading order', () =>
    withCanvas('scene=condition-router&run=router', async (page) => {
      const canvas = page.getByRole('application', { name: 'Ticket router, 9 nodes' });
      expect(await canvas.getAttribute('aria-roledescription')).toBe('flow canvas');
      expect(await canvas.getByRole('group').evaluateAll((all) => all.map((one) => one.ariaLabel))).toContain(
        'Classify, Prompt, succeeded in 1.2 seconds, 1 input, 1 output, 2 of 9',
      );
      await page.getByRole('textbox', { name: 'Find a node type' }).or(page.getByRole('searchbox')).focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await expect
        .poll(() => page.evaluate<string>('document.activeElement?.ariaLabel'))
        .toMatch(/^FlowInput, Input/);
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('[role]')?.getAttribute('role'))).toBe(
        'toolbar',
      );
    }));

  test('is walked along the graph with the arrows, Home, End and letters', () =>
    withCanvas('scene=condition-router', async (page) => {
      const focused = () => page.evaluate<string>("document.activeElement?.ariaLabel?.split(',')[0]");
      // Focused without a key or the pointer, as assistive technology does.
      await card(page, 'Classify').focus();
      const walk: [string, string][] = [
        ['ArrowRight', 'Route'],
        ['ArrowLeft', 'Classify'],
        ['End', 'OtherOutput'],
        ['ArrowUp', 'TechnicalOutput'],
        ['ArrowUp', 'BillingOutput'],
        ['Home', 'FlowInput'],
        ['b', 'BillingReply'],
        ['b', 'BillingOutput'],
        ['r', 'Route'],
      ];
      for (const [key, name] of walk) {
        await page.keyboard.press(key);
        await expect.poll(focused, { message: key }).toBe(name);
      }
    }));

  test('shows the card that the keyboard goes to clear of what lies over the canvas', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      await focusCard(page, 'Classify');
      const controls = await restingBox(page.getByRole('toolbar', { name: 'View of the canvas' }));
      const before = await restingBox(card(page, 'FlowInput'));
      await pull(page, GROUND, {
        x: GROUND.x + controls.x - before.x + 20,
        y: GROUND.y + controls.y - before.y - before.height + 20,
      });
      await page.mouse.up();
      await expect.poll(async () => (await restingBox(card(page, 'FlowInput'))).y).not.toBe(before.y);
      await page.keyboard.press('ArrowLeft');
      await expect
        .poll(() => page.evaluate<string>('document.activeElement?.ariaLabel'))
        .toMatch(/^FlowInput/);
      const { y, height } = await restingBox(card(page, 'FlowInput'));
      expect(y + height).toBeLessThanOrEqual(controls.y);
    }));

  test.each([
    ['scene=condition-router&run=router', 'light'],
    ['scene=condition-router&run=states&dark', 'dark'],
    ['scene=refinement-loop&left=outline', 'light'],
    ['scene=large-300&left=none', 'light'],
    ['scene=empty', 'light'],
    ['view=diff&scene=condition-router', 'light'],
  ])('axe finds nothing in %s, %s', (query) =>
    withCanvas(query, async (page) => {
      expect(await accessProblems(page)).toEqual([]);
    }),
  );

  test.each(['n', 'c', 'Shift+F10'])('axe finds nothing in what %s opens', (key) =>
    withCanvas('scene=condition-router', async (page) => {
      await focusCard(page, 'Classify');
      await page.keyboard.press(key);
      await page.getByRole('listbox').or(page.getByRole('menu')).first().waitFor();
      expect(await accessProblems(page)).toEqual([]);
    }),
  );
});

describe('adding', () => {
  test('by a key: search by a synonym, Enter; it is wired from the focused node, named, and one step', () =>
    withCanvas('scene=condition-router', async (page) => {
      await focusCard(page, 'Classify');
      await page.keyboard.press('n');
      const field = page.getByRole('combobox', { name: /^Add a node/ });
      await field.fill('LLM');
      await expect.poll(() => page.getByRole('option', { selected: true }).textContent()).toContain('Prompt');
      await page.keyboard.press('Enter');
      await card(page, 'Prompt_1').waitFor();
      await said(page, /^Prompt_1 added/);
      expect(await undoSteps(page)).toEqual(['add Prompt']);
    }));

  test('what cannot be added says why', () =>
    withCanvas('scene=condition-router', async (page) => {
      await page.mouse.dblclick(GROUND.x, GROUND.y);
      await page.getByRole('combobox').fill('Input');
      await page.getByRole('option', { name: /One Input per flow/ }).waitFor();
      await page.keyboard.press('Enter');
      await said(page, 'Input: One Input per flow');
      expect(await undoSteps(page)).toEqual([]);
    }));

  test('by double-click, at the spot', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      await page.mouse.dblclick(GROUND.x, GROUND.y - 100);
      await page.getByRole('option', { name: /^Lex/ }).click();
      const box = await restingBox(card(page, 'Lex_1'));
      expect(Math.abs(box.x - GROUND.x)).toBeLessThan(24);
    }));

  test('from the + of an output: the new node is connected and levels with it', () =>
    withCanvas('scene=new&left=none', async (page) => {
      await card(page, 'Prompt_1').hover();
      await card(page, 'Prompt_1').locator('[data-name="modelCompletion"]').hover();
      await page.getByRole('button', { name: 'Add a node after Prompt_1.modelCompletion' }).click();
      await page.getByRole('option', { name: /^Inline code/ }).click();
      await expect
        .poll(() => connectionsOf(page))
        .toContain('Prompt_1.modelCompletion → InlineCode_1.codeHookInput');
      expect(await undoSteps(page)).toHaveLength(1);
    }));

  test('an Iterator with its Collector', () =>
    withCanvas('scene=new&left=none', async (page) => {
      await page.mouse.dblclick(GROUND.x, GROUND.y);
      await page.getByRole('combobox').fill('map');
      await page.keyboard.press('ArrowRight');
      await card(page, 'Collector_1').waitFor();
      expect(await connectionsOf(page)).toContain('Iterator_1.arraySize → Collector_1.arraySize');
      await page.getByText('for each item · in order').waitFor();
      expect(await undoSteps(page)).toHaveLength(1);
    }));

  test('by dragging from the palette, and by Enter in it', () =>
    withCanvas('scene=new', async (page) => {
      await pull(page, await middleOf(page.getByRole('button', { name: 'Lambda function' })), GROUND);
      await page.mouse.up();
      await card(page, 'LambdaFunction_1').waitFor();
      await page.getByRole('button', { name: 'Agent' }).press('Enter');
      await card(page, 'Agent_1').waitFor();
      expect(await undoSteps(page)).toEqual(['add Agent', 'add Lambda function']);
    }));

  test('into a connection, from the palette', () =>
    withCanvas('scene=new', async (page) => {
      const out = await port(page, 'Prompt_1', 'modelCompletion');
      const into = await port(page, 'FlowOutput', 'document');
      const between = { x: (out.x + into.x) / 2, y: out.y };
      await pull(page, await middleOf(page.getByRole('button', { name: 'Inline code' })), between);
      await page.mouse.up();
      await card(page, 'InlineCode_1').waitFor();
      const connections = await connectionsOf(page);
      expect(connections).toContain('Prompt_1.modelCompletion → InlineCode_1.codeHookInput');
      expect(connections).toContain('InlineCode_1.response → FlowOutput.document');
      // What follows gave way.
      const [code, output] = [
        await restingBox(card(page, 'InlineCode_1')),
        await restingBox(card(page, 'FlowOutput')),
      ];
      expect(output.x).toBeGreaterThan(code.x + code.width);
    }));

  test('by pasting a definition, and what is copied is the API’s JSON', () =>
    withCanvas(
      'scene=new&left=none',
      async (page) => {
        await focusCard(page, 'Prompt_1');
        await page.keyboard.press('Control+c');
        await said(page, 'Prompt_1 copied');
        const text = await page.evaluate<string>('navigator.clipboard.readText()');
        expect(JSON.parse(text)).toMatchObject({
          nodes: [{ name: 'Prompt_1', type: 'Prompt' }],
          connections: [],
        });
        await page.keyboard.press('Control+v');
        await card(page, 'Prompt_2').waitFor();
        expect(await undoSteps(page)).toHaveLength(1);
        await page.keyboard.press('Control+z');
        expect(await namesOf(page)).toEqual(['FlowInput', 'Prompt_1', 'FlowOutput']);
      },
      { permissions: ['clipboard-read', 'clipboard-write'] },
    ));

  test('a note, where the menu was opened: it is written at once, coloured and made larger', () =>
    withCanvas('scene=new&left=none', async (page) => {
      await page.mouse.click(GROUND.x, GROUND.y - 200, { button: 'right' });
      await page.getByRole('menuitem', { name: 'Add a note' }).click();
      const text = page.getByRole('textbox', { name: 'Text of the note' });
      await expect.poll(() => text.evaluate((area) => area === document.activeElement)).toBe(true);
      await page.keyboard.type('# Plan\n- **billing** first');
      await page.keyboard.press('Escape');
      const note = page.getByRole('group', { name: /^Note/ });
      await note.getByRole('listitem').getByText('billing').waitFor();
      const box = await restingBox(note);
      expect(Math.abs(box.x - GROUND.x)).toBeLessThan(24);
      await note.getByRole('button', { name: 'Green' }).click();
      await note.getByRole('button', { name: 'Green', pressed: true }).waitFor();
      const corner = await middleOf(note.locator('.sb-note-corner'));
      await pull(page, corner, { x: corner.x + 80, y: corner.y - 20 });
      await page.mouse.up();
      await expect.poll(async () => (await restingBox(note)).width).toBeGreaterThan(box.width + 40);
      expect(await namesOf(page)).toEqual(['FlowInput', 'Prompt_1', 'FlowOutput']);
      expect(await undoSteps(page)).toHaveLength(4);
    }));

  test('an empty flow begins with a button', () =>
    withCanvas('scene=empty&left=none', async (page) => {
      await page.getByRole('button', { name: 'Add Input, Prompt and Output' }).click();
      await card(page, 'FlowOutput').waitFor();
      expect(await connectionsOf(page)).toHaveLength(2);
      expect(await undoSteps(page)).toEqual(['start the flow']);
    }));
});

describe('connecting', () => {
  test('by a drag: the line says what will happen, and it does', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      await page.mouse.dblclick(GROUND.x, GROUND.y);
      await page.getByRole('option', { name: /^Prompt/ }).click();
      await card(page, 'Prompt_1').waitFor();
      await pull(
        page,
        await port(page, 'Classify', 'modelCompletion'),
        await port(page, 'Prompt_1', 'input'),
      );
      await page.getByText('→ Prompt_1.input').waitFor();
      await page.mouse.up();
      await said(page, 'Classify.modelCompletion connected to Prompt_1.input');
      expect(await connectionsOf(page)).toContain('Classify.modelCompletion → Prompt_1.input');
    }));

  test('an occupied input is taken over, and given back by Undo', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      const before = await connectionsOf(page);
      await pull(
        page,
        await port(page, 'Classify', 'modelCompletion'),
        await port(page, 'TechnicalOutput', 'document'),
      );
      await page.getByText('replaces TechnicalReply.modelCompletion').waitFor();
      await page.mouse.up();
      await page.getByRole('alert').getByText('What led to TechnicalOutput.document was replaced.').waitFor();
      expect(await connectionsOf(page)).toContain('Classify.modelCompletion → TechnicalOutput.document');
      await page.getByRole('alert').getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => connectionsOf(page)).toEqual(before);
    }));

  test('what does not go says why at the pointer, changes nothing, and offers ways out', () =>
    withCanvas('scene=iterator-collector&left=none', async (page) => {
      const before = await definitionOf(page);
      await page.mouse.dblclick(GROUND.x, GROUND.y);
      await page.getByRole('option', { name: /^Output/ }).click();
      await page.keyboard.press('1');
      const size = await port(page, 'EachReview', 'arraySize');
      await pull(page, size, await port(page, 'Output_1', 'document'));
      await page.mouse.up();
      const refusal = page.getByRole('dialog', { name: /^Not connected/ });
      await refusal.getByText(/Number does not fit String/).waitFor();
      expect((await definitionOf(page)).connections).toEqual(before.connections);
      await refusal.getByRole('button', { name: 'Set document to Number' }).click();
      await expect.poll(() => connectionsOf(page)).toContain('EachReview.arraySize → Output_1.document');
      expect((await definitionOf(page)).nodes?.at(-1)?.inputs?.[0]?.type).toBe('Number');
    }));

  test('nothing leads into the Input', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      await pull(
        page,
        await port(page, 'Classify', 'modelCompletion'),
        await middleOf(card(page, 'FlowInput')),
      );
      await page.mouse.up();
      await page.getByText('Input starts the flow; nothing leads into it.').first().waitFor();
      await said(page, /Input starts the flow/);
      expect(await undoSteps(page)).toEqual([]);
    }));

  test('an object into a text: a member is picked from the last value and written as the expression', () =>
    withCanvas('scene=new&left=none', async (page) => {
      await page.mouse.dblclick(GROUND.x, GROUND.y);
      await page.getByRole('option', { name: /^Lex/ }).click();
      await card(page, 'Lex_1').waitFor();
      await page.evaluate(() => {
        const { document } = (globalThis as unknown as { workshop: { editor: never } }).workshop.editor as {
          document: {
            snapshot(): { nodes: Map<string, { id: string; name: string }> };
            edit(
              label: string,
              change: (edit: { changeOutput(id: string, name: string, change: object): void }) => void,
            ): void;
          };
        };
        const input = [...document.snapshot().nodes.values()].find(({ name }) => name === 'FlowInput')!;
        document.edit('type', (edit) => edit.changeOutput(input.id, 'document', { type: 'Object' }));
      });
      await pull(page, await port(page, 'FlowInput', 'document'), await port(page, 'Lex_1', 'inputText'));
      await page.mouse.up();
      const tree = page.getByRole('tree', { name: 'Members of the value' });
      await tree.getByRole('treeitem', { name: /^name "Ada"/ }).click();
      const lex = (await definitionOf(page)).nodes?.find(({ name }) => name === 'Lex_1');
      expect(lex?.inputs?.[0]?.expression).toBe('$.data.user.name');
    }));

  test('a branch decides, chips bring the data', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      await page.mouse.dblclick(GROUND.x, GROUND.y);
      await page.getByRole('option', { name: /^Prompt/ }).click();
      await card(page, 'Prompt_1').waitFor();
      await pull(page, await port(page, 'Route', 'billing'), await middleOf(card(page, 'Prompt_1')));
      await page.mouse.up();
      await page.getByRole('heading', { name: 'Prompt_1 needs data as well' }).waitFor();
      expect(await connectionsOf(page)).toContain('Route.billing → Prompt_1');
      await page.getByRole('button', { name: 'input ← Classify.modelCompletion' }).click();
      await expect.poll(() => connectionsOf(page)).toContain('Classify.modelCompletion → Prompt_1.input');
    }));

  test('dropped on a Prompt without a free input, it becomes a variable of the template', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      await pull(
        page,
        await port(page, 'Classify', 'modelCompletion'),
        await middleOf(card(page, 'BillingReply').locator('.sb-card-name')),
      );
      await page.getByText(/new input Classify/).waitFor();
      await page.mouse.up();
      await expect
        .poll(() => connectionsOf(page))
        .toContain('Classify.modelCompletion → BillingReply.Classify');
      const reply = (await definitionOf(page)).nodes?.find(({ name }) => name === 'BillingReply');
      expect(JSON.stringify(reply?.configuration)).toContain('{{Classify}}');
      expect(await undoSteps(page)).toHaveLength(1);
    }));

  test('dropped on the ground, it asks what to add', () =>
    withCanvas('scene=new&left=none', async (page) => {
      await pull(page, await port(page, 'Prompt_1', 'modelCompletion'), GROUND);
      await page.mouse.up();
      await page.getByRole('combobox', { name: 'Add a node after Prompt_1.modelCompletion' }).fill('output');
      await page.keyboard.press('Enter');
      await expect.poll(() => connectionsOf(page)).toContain('Prompt_1.modelCompletion → Output_1.document');
    }));

  test('without a drag: click an output, then an input', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      const from = await port(page, 'Classify', 'modelCompletion');
      const to = await port(page, 'TechnicalReply', 'message');
      await page.mouse.click(from.x, from.y);
      await page.mouse.move(to.x - 40, to.y, { steps: 3 });
      await page.mouse.click(to.x, to.y);
      await expect
        .poll(() => connectionsOf(page))
        .toContain('Classify.modelCompletion → TechnicalReply.message');
    }));

  test('Esc ends a line that is being drawn', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      const from = await port(page, 'Classify', 'modelCompletion');
      await page.mouse.click(from.x, from.y);
      await page.mouse.move(from.x + 100, from.y + 100);
      await page.keyboard.press('Escape');
      await page.mouse.click(GROUND.x, GROUND.y);
      expect(await undoSteps(page)).toEqual([]);
      expect(await page.getByRole('combobox').count()).toBe(0);
    }));

  test('by the keyboard: fitting places first, others with their reason', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      await focusCard(page, 'Route');
      await page.keyboard.press('c');
      await page.getByRole('combobox', { name: 'Connect from Route' }).fill('bill');
      await page.keyboard.press('Enter');
      await page.getByRole('combobox', { name: 'Connect Route.billing to…' }).waitFor();
      const options = await page.getByRole('option').allTextContents();
      expect(options[0]).not.toContain('nothing leads');
      expect(options.at(-1)).toMatch(/Input starts the flow|cycle/);
      await page.keyboard.type('Technical');
      await page.keyboard.press('Enter');
      await expect.poll(() => connectionsOf(page)).toContain('Route.billing → TechnicalReply');
    }));

  test('a connection tells what it carries, is deleted, and its end can be moved', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      await pull(
        page,
        await port(page, 'TechnicalOutput', 'document'),
        await port(page, 'BillingOutput', 'document'),
      );
      await page.mouse.up();
      await expect
        .poll(() => connectionsOf(page))
        .toContain('TechnicalReply.modelCompletion → BillingOutput.document');
      await page.getByText('billing', { exact: true }).last().click();
      const popover = page.getByRole('dialog', { name: 'Connection from Route.billing to BillingReply' });
      await popover.getByText('category == "billing"').waitFor();
      expect(await accessProblems(page)).toEqual([]);
      await popover.getByRole('button', { name: 'Delete' }).click();
      await said(page, /deleted/);
      expect(await connectionsOf(page)).not.toContain('Route.billing → BillingReply');
    }));

  test('the end of a branch is pulled by its tag or its mark; of two into one node both tags are seen', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      const tag = (name: string) => page.locator('.sb-branch-tag').getByText(name, { exact: true });
      const named = (await connectionsOf(page)).filter((each) => /^Route\.\w+ → /.test(each));
      const [first, second] = named.map((each) => /^Route\.(\w+) → (\w+)$/.exec(each)!.slice(1)) as [
        [string, string],
        [string, string],
      ];
      await pull(page, await middleOf(tag(first[0])), await middleOf(card(page, second[1])));
      await page.getByText(`→ ${second[1]}`, { exact: true }).waitFor();
      await page.mouse.up();
      await expect.poll(() => connectionsOf(page)).toContain(`Route.${first[0]} → ${second[1]}`);
      expect(await connectionsOf(page)).not.toContain(`Route.${first[0]} → ${first[1]}`);
      const [a, b] = [await restingBox(tag(first[0])), await restingBox(tag(second[0]))];
      expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(Math.min(a.height, b.height));

      await pull(page, await middleOf(card(page, second[1]).locator('.sb-gate')), GROUND);
      await page.mouse.move(...(Object.values(await middleOf(card(page, first[1]))) as [number, number]));
      await page.mouse.up();
      await expect
        .poll(async () => (await connectionsOf(page)).filter((each) => each.endsWith(` → ${first[1]}`)))
        .toHaveLength(1);
    }));
});

describe('arranging', () => {
  test('a flow without positions is laid out on opening, and this is no edit', () =>
    withCanvas('scene=condition-router', async (page) => {
      expect(await undoSteps(page)).toEqual([]);
      expect(await positionsOf(page)).toEqual({});
      const [a, b] = [
        await restingBox(card(page, 'BillingReply')),
        await restingBox(card(page, 'TechnicalReply')),
      ];
      expect(a!.y).toBeLessThan(b!.y);
    }));

  test('a drag is one step, and paints the card and its lines only', () =>
    withCanvas('scene=large-300&left=none', async (page) => {
      await page.keyboard.press('Tab');
      await page.keyboard.press('0');
      await expect.poll(() => page.getByRole('button', { name: /^100 %/ }).count()).toBe(1);
      const cards = await page.getByRole('group', { name: /^\w+_\d+, / }).all();
      const places = await Promise.all(
        cards.map(async (one) => ({
          box: await one.boundingBox(),
          label: await one.getAttribute('aria-label'),
        })),
      );
      const moved = places.find(
        ({ box }) => box && box.x > 200 && box.x < 1000 && box.y > 200 && box.y < 600,
      )!;
      const name = moved.label!.split(',')[0]!;
      const at = { x: moved.box!.x + 80, y: moved.box!.y + 16 };
      await page.mouse.move(at.x, at.y);
      await page.mouse.down();
      await page.mouse.move(at.x + 10, at.y + 10, { steps: 2 });
      await page.evaluate(() => {
        (globalThis as unknown as Inside).streambedRenders = new Map();
      });
      await page.mouse.move(at.x + 120, at.y + 90, { steps: 12 });
      const painted = await page.evaluate(() => [
        ...((globalThis as unknown as Inside).streambedRenders?.keys() ?? []),
      ]);
      await page.mouse.up();
      const own = painted.filter((key) => key.startsWith('card'));
      // Where a card lies is none of its own business; that it is dragged may come late.
      expect(own.length).toBeLessThanOrEqual(1);
      expect(painted.length - own.length).toBeGreaterThan(0);
      expect(painted.length - own.length).toBeLessThan(12);
      expect(await undoSteps(page)).toEqual([`move ${name}`]);
      await page.keyboard.press('Control+z');
      expect(await undoSteps(page)).toEqual([]);
    }));

  test('nodes are moved by keys, together as one step', () =>
    withCanvas('scene=condition-router', async (page) => {
      await focusCard(page, 'Classify');
      const before = await restingBox(card(page, 'Classify'));
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+Control+ArrowDown');
      await said(page, /^Classify at/);
      const after = await restingBox(card(page, 'Classify'));
      expect(after!.y).toBeGreaterThan(before!.y);
      expect(await undoSteps(page)).toEqual(['move Classify']);
    }));

  test('several are selected with Space, aligned from the menu, tidied with L', () =>
    withCanvas('scene=condition-router', async (page) => {
      await focusCard(page, 'Classify');
      await page.keyboard.press(' ');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press(' ');
      await said(page, '2 nodes selected');
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Align top edges' }).click();
      await expect
        .poll(async () => {
          const [a, b] = [await restingBox(card(page, 'Classify')), await restingBox(card(page, 'Route'))];
          return a!.y - b!.y;
        })
        .toBe(0);
      await page.keyboard.press('Escape');
      await page.keyboard.press('l');
      await said(page, 'Layout tidied');
      expect(await undoSteps(page)).toEqual(['tidy layout', 'align nodes']);
    }));

  test('a marquee selects what it touches', () =>
    withCanvas('scene=condition-router&left=none', async (page) => {
      const [first, last] = [
        await restingBox(card(page, 'BillingReply')),
        await restingBox(card(page, 'OtherOutput')),
      ];
      await page.keyboard.down('Shift');
      await pull(
        page,
        { x: first.x - 20, y: first.y - 20 },
        { x: last.x + 40, y: last.y + last.height + 20 },
      );
      await page.mouse.up();
      await page.keyboard.up('Shift');
      await focusCard(page, 'Route').catch(() => undefined);
      expect(await page.locator('.sb-card.sb-selected').count()).toBeGreaterThan(0);
    }));
});

describe('loops', () => {
  test('open in place, with their walls, and close again; nothing is edited', () =>
    withCanvas('scene=refinement-loop&left=none', async (page) => {
      await focusCard(page, 'UntilShort');
      await page.keyboard.press('Shift+Enter');
      await card(page, 'Tighten').waitFor();
      await page.getByRole('navigation', { name: 'Open loops' }).waitFor();
      const x = async (name: string) => (await restingBox(card(page, name))).x;
      expect(await x('Draft')).toBeLessThan(await x('Tighten'));
      expect(await x('Measure')).toBeLessThan(await x('Again'));
      // However long its body is, what stands in it can be read.
      const zoom = await page.getByRole('button', { name: /%, back to 100 %$/ }).ariaSnapshot();
      expect(Number(/(\d+) %/.exec(zoom)?.[1])).toBeGreaterThanOrEqual(75);
      expect(await accessProblems(page)).toEqual([]);
      await page.getByRole('button', { name: 'Close loop UntilShort' }).first().click();
      await expect.poll(() => card(page, 'Tighten').count()).toBe(0);
      expect(await undoSteps(page)).toEqual([]);
    }));

  test('are made of a selection, with what crosses its border', () =>
    withCanvas('scene=new&left=none', async (page) => {
      await focusCard(page, 'Prompt_1');
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Fold the selection into a Loop' }).click();
      await card(page, 'Loop_1').waitFor();
      expect(await connectionsOf(page)).toEqual([
        'FlowInput.document → Loop_1.document',
        'Loop_1.modelCompletion → FlowOutput.document',
      ]);
      expect(await undoSteps(page)).toEqual(['fold into a loop']);
      const body = (await definitionOf(page)).nodes?.find(({ type }) => type === 'Loop')?.configuration?.loop
        ?.definition;
      expect(body?.nodes?.map(({ name }) => name).toSorted()).toEqual([
        'LoopController',
        'LoopInput',
        'Prompt_1',
      ]);
      await page.keyboard.press('Control+z');
      expect(await namesOf(page)).toEqual(['FlowInput', 'Prompt_1', 'FlowOutput']);
    }));
});

describe('the outline', () => {
  test('is a tree with branches nested, and edits as the canvas does', () =>
    withCanvas('scene=condition-router&left=outline', async (page) => {
      const tree = page.getByRole('tree', { name: 'Outline of the flow' });
      expect(
        await tree.getByRole('treeitem', { name: 'BillingReply, Prompt' }).getAttribute('aria-level'),
      ).toBe('3');
      await tree.getByRole('treeitem', { name: 'FlowInput, Input' }).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await expect
        .poll(() => page.evaluate<string>('document.activeElement?.ariaLabel'))
        .toBe('Route, Condition');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => tree.getByRole('treeitem').count()).toBe(3);
      await page.keyboard.press('Delete');
      await expect.poll(() => namesOf(page)).not.toContain('Route');
    }));

  test('keeps the keyboard through menus, lists and edits', () =>
    withCanvas('scene=condition-router&left=outline', async (page) => {
      const tree = page.getByRole('tree', { name: 'Outline of the flow' });
      const isOn = (name: RegExp) =>
        expect
          .poll(() =>
            page.evaluate<string>(
              "document.activeElement?.closest('[role=tree]') ? document.activeElement.ariaLabel : ''",
            ),
          )
          .toMatch(name);
      await tree.getByRole('treeitem', { name: 'BillingReply, Prompt' }).focus();
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem').first().waitFor();
      await page.keyboard.press('Escape');
      await isOn(/^BillingReply/);
      await page.keyboard.press('c');
      await page.getByRole('combobox').waitFor();
      await page.keyboard.press('Escape');
      await isOn(/^BillingReply/);
      await page.keyboard.press('Control+d');
      await tree.getByRole('treeitem', { name: /^BillingReply_\d/ }).waitFor();
      await isOn(/^BillingReply/);
      const before = (await namesOf(page)).length;
      await page.keyboard.press('Delete');
      await expect.poll(async () => (await namesOf(page)).length).toBe(before - 1);
      await isOn(/./);
      await page.keyboard.press('n');
      await page.getByRole('combobox').waitFor();
      await page.keyboard.type('python');
      await page.keyboard.press('Enter');
      await isOn(/^InlineCode_1/);
    }));
});

test('a screen reader finds the canvas and the outline as one flow', () =>
  withCanvas('scene=condition-router&left=outline', async (page) => {
    const tree = page.getByRole('tree', { name: 'Outline of the flow' });
    await tree.getByRole('treeitem').first().waitFor();
    expect(await tree.ariaSnapshot()).toMatchInlineSnapshot(`
      "- tree "Outline of the flow":
        - treeitem "FlowInput, Input" [level=1]: FlowInput
        - treeitem "Classify, Prompt" [level=1]: Classify
        - treeitem "Route, Condition" [expanded] [level=1]: Route
        - treeitem "on billing" [expanded] [level=2]: billing
        - treeitem "BillingReply, Prompt" [level=3]: BillingReply
        - treeitem "BillingOutput, Output" [level=3]: BillingOutput
        - treeitem "on technical" [expanded] [level=2]: technical
        - treeitem "TechnicalReply, Prompt" [level=3]: TechnicalReply
        - treeitem "TechnicalOutput, Output" [level=3]: TechnicalOutput
        - treeitem "on default" [expanded] [level=2]: default
        - treeitem "Acknowledge, Inline code" [level=3]: Acknowledge
        - treeitem "OtherOutput, Output" [level=3]: OtherOutput"
    `);
    const cards = page.getByRole('application').locator('[aria-roledescription="node"]');
    await card(page, 'BillingReply').waitFor();
    const names = await cards.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
    const placeOf = (name: string) => Number(/(\d+) of \d+$/.exec(name)?.[1]);
    expect(names.toSorted((one, other) => placeOf(one) - placeOf(other))).toMatchInlineSnapshot(`
      [
        "FlowInput, Input, 1 output, 1 of 9",
        "Classify, Prompt, 1 input, 1 output, 2 of 9",
        "Route, Condition, 1 input, 3 branches, 3 of 9",
        "BillingReply, Prompt, 1 input, 1 output, 4 of 9",
        "TechnicalReply, Prompt, 1 input, 1 output, 5 of 9",
        "Acknowledge, Inline code, 1 input, 1 output, 6 of 9",
        "BillingOutput, Output, 1 input, 7 of 9",
        "TechnicalOutput, Output, 1 input, 8 of 9",
        "OtherOutput, Output, 1 input, 9 of 9",
      ]
    `);
  }));

describe('a run on the canvas', () => {
  test('is told in words as well as in colour', () =>
    withCanvas('scene=condition-router&run=router&left=none', async (page) => {
      await card(page, 'BillingReply').filter({ hasText: /\d s/ }).waitFor();
      await page
        .getByRole('group', { name: /^TechnicalReply, Prompt, skipped: technical not taken/ })
        .waitFor();
      await card(page, 'Classify').getByText('1.24 s · 812 tok · $0.0031').waitFor();
      expect(await card(page, 'Route').getByText('▶').count()).toBe(1);
    }));

  test('stands still for those who wish it', () =>
    withCanvas(
      'scene=condition-router&run=router',
      async (page) => {
        await card(page, 'BillingReply').waitFor();
        expect(
          await page.evaluate<number>(
            "document.getAnimations().filter(({ playState }) => playState === 'running').length",
          ),
        ).toBe(0);
      },
      { reducedMotion: 'reduce' },
    ));
});

test('who may only look changes nothing and is told why', () =>
  withCanvas('scene=new&left=none&readOnly', async (page) => {
    await focusCard(page, 'Prompt_1');
    await page.keyboard.press('Delete');
    await said(page, 'You are looking at version 4.');
    const at = await middleOf(card(page, 'Prompt_1').locator('.sb-card-name'));
    await pull(page, at, { x: at.x + 100, y: at.y + 100 });
    await page.mouse.up();
    expect(await undoSteps(page)).toEqual([]);
    expect(await namesOf(page)).toHaveLength(3);
  }));

test('a flow is built with the keyboard alone', () =>
  withCanvas('scene=empty&left=none', async (page) => {
    await page.keyboard.press('Tab');
    const add = async (words: string) => {
      await page.keyboard.press('n');
      await page.getByRole('combobox').waitFor();
      await page.keyboard.type(words);
      await page.keyboard.press('Enter');
      await expect.poll(() => page.getByRole('combobox').count()).toBe(0);
    };
    await add('input');
    await add('prompt');
    await add('condition');
    await add('output');
    expect(await namesOf(page)).toEqual(['Input_1', 'Prompt_1', 'Condition_1', 'Output_1']);
    const connections = await connectionsOf(page);
    expect(connections).toContain('Input_1.document → Prompt_1.input');
    expect(connections).toContain('Prompt_1.modelCompletion → Condition_1.input');
    expect(connections.some((one) => one.startsWith('Condition_1.') && one.endsWith('→ Output_1'))).toBe(
      true,
    );
    // The branch carries no data: connect the prompt's answer as well.
    await page.keyboard.press('Escape');
    await page.keyboard.press('p');
    await page.keyboard.press('c');
    await page.getByRole('combobox', { name: 'Connect Prompt_1.modelCompletion to…' }).fill('Output_1');
    await page.keyboard.press('Enter');
    await expect.poll(() => connectionsOf(page)).toContain('Prompt_1.modelCompletion → Output_1.document');
  }));
