import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { templates } from '../../packages/studio/src/screens/templates/catalog/index.ts';
import { putKnowledgeBase } from '../../packages/studio/src/screens/templates/put-knowledge-base.ts';
import { putSamples } from '../../packages/studio/src/screens/templates/put-samples.ts';
import { withKnowledgeBase } from '../../packages/studio/src/screens/templates/template.ts';
import { openSession } from '../support/session.ts';
import { run, streambedClient } from './support/runs.ts';

/** Every template of the studio runs on a server with nothing configured, with each of the inputs that it brings. */

const offline = templates.filter(({ needs }) => needs.every(({ kind }) => kind !== 'service'));
/** The functions that templates ask their users to put in place. */
const files = Object.fromEntries(
  offline
    .flatMap(({ needs }) => needs)
    .flatMap((need) => (need.kind === 'function' ? [[`functions/${need.file}`, need.code]] : [])),
);
const { target, agent, flows } = await openSession({ files });
const client = streambedClient(target);

/** What each answers offline, where that can be said in a word: which Outputs spoke, and something of what they said. */
const answers: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  'ticket-router': [
    { BillingOutput: /fee twice/ },
    { OtherOutput: 'Thank you, Jonas. A person will read your message today.' },
  ],
  'price-check': [{ DiscountOutput: 279.3 }, { ReviewOutput: 'A person looks at this order of 1470.00.' }],
  'invoice-totals': [
    { Text: /Total +160\.65/, Total: 160.65 },
    { Text: /gauge board/, Total: 237 },
  ],
  'draft-and-critic': [
    { Text: /ferry|cable/i, Words: expect.any(Number) },
    { Text: /pool/i, Words: expect.any(Number) },
  ],
  'document-to-bucket': [
    { Summary: /old mill/, Place: 's3://sample-letters/out/mill.txt' },
    { Summary: /footbridge|grid/, Place: 's3://sample-letters/out/bridge.txt' },
  ],
  'folder-report': [
    { Text: /## gauges\/verden\.txt/, Place: 's3://sample-reports/reports/river-week.md' },
    { Text: /^# Rethem week/, Place: 's3://sample-reports/reports/rethem-week.md' },
  ],
  'grounded-answers': [
    { Answer: /three days/ },
    { NothingFound: 'The documents say nothing about: What is the capital of the moon?' },
  ],
  'review-digest': [
    { Digest: expect.objectContaining({ reviews: 3, moods: expect.objectContaining({ negative: 1 }) }) },
    { Digest: expect.objectContaining({ reviews: 2 }) },
  ],
};

describe.each(offline.map((template) => [template.title, template] as const))('%s', (_, template) => {
  test('runs with both of its inputs', async () => {
    const base = template.needs.find(({ kind }) => kind === 'knowledgeBase');
    const put = () =>
      base?.kind === 'knowledgeBase' &&
      putKnowledgeBase({ bedrockAgent: agent, accountId: '000000000000' }, base);
    const knowledgeBaseId = await put();
    // Who uses it again has the same one.
    expect(await put()).toBe(knowledgeBaseId);
    const flowIdentifier = await flows.create(
      (knowledgeBaseId
        ? withKnowledgeBase(template.definition, knowledgeBaseId)
        : template.definition) as never,
    );
    await putSamples(client, flowIdentifier, template);
    for (const [index, { document }] of template.savedInputs.entries()) {
      const { events } = await run(client, { flowIdentifier, inputs: [{ document: document as never }] });
      expect(events.at(-1)?.run).toMatchObject({ status: 'Succeeded' });
      const said = Object.fromEntries(
        events
          .filter(({ type }) => type === 'flowOutput')
          .map(({ nodeName, document: value }) => [nodeName, value]),
      );
      expect(Object.values(said).every((value) => value !== '')).toBe(true);
      const expected = answers[template.id]?.[index];
      if (!expected) continue;
      expect(Object.keys(said).toSorted()).toEqual(Object.keys(expected).toSorted());
      for (const [name, value] of Object.entries(expected))
        if (value instanceof RegExp) expect(said[name]).toMatch(value);
        else expect(said[name]).toEqual(value);
    }
  });
});

test('samples land in the buckets that templates read', async () => {
  const [template] = templates.filter(({ id }) => id === 'document-to-bucket');
  const path = join(target.local!.dataFolder, 'objects/sample-letters/in/mill.txt');
  expect(readFileSync(path, 'utf8')).toContain('the wheel of the old mill');
  expect(template!.needs).toHaveLength(1);
});
