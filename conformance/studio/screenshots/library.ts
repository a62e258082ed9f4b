import {
  CreateFlowAliasCommand,
  CreateFlowCommand,
  CreateFlowVersionCommand,
  GetFlowCommand,
  PrepareFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import { templates } from '../../../packages/studio/src/screens/templates/catalog/index.ts';
import { type Template, withModel } from '../../../packages/studio/src/screens/templates/template.ts';
import { run } from '../support/runs.ts';
import { MODELS } from './made-up-models.ts';
import type { Theatre } from './stage.ts';

/** What a town's offices might have built; `template`, and how far it has come. */
const FLOWS: readonly (readonly [name: string, template: string, stage: Stage, runs?: number])[] = [
  ['Ticket-router', 'ticket-router', 'inUse', 9],
  ['Review-digest', 'review-digest', 'inUse', 6],
  ['Council-minutes-summary', 'prompt-chain', 'inUse', 7],
  ['Price-check', 'price-check', 'inUse', 8],
  ['Draft-and-critic', 'draft-and-critic', 'versioned', 3],
  ['Hello-prompt', 'hello-prompt', 'prepared', 5],
  ['Letters-to-the-mayor', 'ticket-router', 'inUse', 4],
  ['Library-loan-reminders', 'hello-prompt', 'prepared', 2],
  ['Market-stall-permits', 'price-check', 'versioned', 2],
  ['School-bus-questions', 'ticket-router', 'prepared', 1],
  ['Harbour-log-digest', 'review-digest', 'versioned', 2],
  ['Bridge-inspection-notes', 'prompt-chain', 'prepared'],
  ['Park-bench-donations', 'price-check', 'draft'],
  ['Waste-calendar-answers', 'hello-prompt', 'draft'],
  ['Museum-audio-guide', 'draft-and-critic', 'prepared'],
  ['Fire-brigade-rota', 'price-check', 'draft'],
  ['Swimming-hall-feedback', 'review-digest', 'prepared'],
  ['Building-permit-intake-for-the-historic-quarter-and-the-harbour', 'ticket-router', 'draft'],
  ['Tree-register', 'hello-prompt', 'draft'],
  ['Dog-licence-questions', 'ticket-router', 'draft'],
  ['Theatre-programme', 'prompt-chain', 'versioned'],
  ['Street-light-reports', 'ticket-router', 'failed'],
  ['Allotment-waiting-list', 'price-check', 'draft'],
  ['Youth-centre-newsletter', 'draft-and-critic', 'draft'],
  ['Lost-and-found', 'hello-prompt', 'prepared'],
  ['Water-meter-readings', 'price-check', 'failed'],
  ['Marriage-office-dates', 'hello-prompt', 'draft'],
  ['Snow-clearing-plan', 'prompt-chain', 'draft'],
  ['Choir-of-the-town-hall', 'hello-prompt', 'draft'],
  ['Orchard-survey', 'review-digest', 'draft'],
  ['Heritage-plaques', 'draft-and-critic', 'draft'],
  ['Parking-appeals', 'ticket-router', 'prepared'],
  ['Ferry-notices', 'draft-and-critic', 'versioned'],
  ['Election-helpers', 'hello-prompt', 'draft'],
  ['Archive-transcripts', 'prompt-chain', 'draft'],
  ['Noise-complaints', 'review-digest', 'draft'],
  ['Weir-gauge-report', 'price-check', 'prepared'],
];

type Stage = 'draft' | 'failed' | 'prepared' | 'versioned' | 'inUse';

const ROLE = 'arn:aws:iam::000000000000:role/flows';

/** A definition that the API takes and that cannot be prepared: its Output is fed by nothing. */
const unfinished = ({ definition }: Template) => ({ ...definition, connections: [] });

/** Fills the server with flows, some with versions, aliases and runs. */
export const furnishLibrary = async ({ agent, streambed }: Theatre): Promise<void> => {
  // One by one: the list sorts by time, and the first of the table is to be the latest.
  const made: (readonly [id: string, template: Template, stage: Stage, runs: number])[] = [];
  for (const [index, [name, templateId, stage, runs = 0]] of [...FLOWS.entries()].reverse()) {
    const template = templates.find(({ id }) => id === templateId)!;
    const { id } = await agent.send(
      new CreateFlowCommand({
        name,
        executionRoleArn: ROLE,
        definition: withModel(
          stage === 'failed' ? unfinished(template) : template.definition,
          index % 3 === 0 ? MODELS.usual : 'amazon.nova-lite-v1:0',
        ) as never,
        ...(index % 4 === 0 && { tags: { team: index % 8 === 0 ? 'town-hall' : 'harbour' } }),
      }),
    );
    made.push([id!, template, stage, runs]);
  }
  await Promise.all(
    made.map(async ([flowIdentifier, template, stage, runs]) => {
      if (stage === 'draft') return;
      await agent.send(new PrepareFlowCommand({ flowIdentifier })).catch(() => undefined);
      if (stage === 'failed') return;
      while ((await agent.send(new GetFlowCommand({ flowIdentifier }))).status === 'Preparing');
      if (stage !== 'prepared') {
        await agent.send(new CreateFlowVersionCommand({ flowIdentifier }));
        if (stage === 'inUse') {
          await agent.send(new CreateFlowVersionCommand({ flowIdentifier, description: 'Shorter answers' }));
          for (const [name, flowVersion] of [
            ['prod', '1'],
            ['staging', '2'],
          ] as const)
            await agent.send(
              new CreateFlowAliasCommand({
                flowIdentifier,
                name,
                routingConfiguration: [{ flowVersion }],
              }),
            );
        }
      }
      for (let count = 0; count < runs; count++) {
        const saved = template.savedInputs[count % template.savedInputs.length]!;
        // Every fifth is sent what the Input node does not take.
        const document = count % 5 === 4 ? 42 : saved.document;
        await run(streambed, { flowIdentifier, inputs: [{ document: document as never }] }).catch(
          () => undefined,
        );
      }
    }),
  );
};
