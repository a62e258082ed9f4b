import type { FlowDefinition } from '@streambed/model/bedrock-agent';

/** The model in the catalogue's definitions; the server's own default takes its place when a template is used. */
export const TEMPLATE_MODEL = 'amazon.nova-lite-v1:0';

/** What has to be there, beyond the server itself, for a template to run. */
export type Need =
  /** A function of this server, with code that does what the template wants. */
  | {
      readonly kind: 'function';
      readonly name: string;
      /** Below the folder of functions. */
      readonly file: string;
      readonly code: string;
    }
  /** Objects in a bucket; using the template puts them there. */
  | {
      readonly kind: 'objects';
      readonly bucket: string;
      readonly objects: readonly { readonly key: string; readonly content: string }[];
    }
  /** A knowledge base of these documents; using the template makes it, unless one of the name is there. */
  | {
      readonly kind: 'knowledgeBase';
      readonly name: string;
      readonly documents: readonly { readonly id: string; readonly text: string }[];
    }
  /** A service that not every server has. Without it the template is not shown. */
  | { readonly kind: 'service'; readonly service: 'agents' };

/** A flow to learn by and to begin with. */
export interface Template {
  /** Stands in the address: `ticket-router`. */
  readonly id: string;
  readonly title: string;
  /** Of the flow that is made of it. */
  readonly flowName: string;
  /** One sentence: what it does. */
  readonly summary: string;
  /** What one sees in it. */
  readonly teaches: readonly string[];
  /** To read, run and understand it. */
  readonly minutes: number;
  readonly needs: readonly Need[];
  readonly definition: FlowDefinition;
  /** By node path: `Refine/Critic` lies in the loop Refine. */
  readonly positions: { readonly [path: string]: readonly [x: number, y: number] };
  /** Two; the first is what the editor opens with. */
  readonly savedInputs: readonly { readonly id: string; readonly name: string; readonly document: unknown }[];
}

/** The id of no knowledge base, in the catalogue's definitions; that of the sample takes its place. */
export const TEMPLATE_KNOWLEDGE_BASE = 'UNSET';

/** The definition with every node that asks no knowledge base asking this one. */
export const withKnowledgeBase = (definition: FlowDefinition, id: string): FlowDefinition =>
  JSON.parse(JSON.stringify(definition), (key, value: unknown) =>
    key === 'knowledgeBaseId' && value === TEMPLATE_KNOWLEDGE_BASE ? id : value,
  ) as FlowDefinition;

/** The definition with every prompt that asks the catalogue's model asking this one. */
export const withModel = (definition: FlowDefinition, modelId: string): FlowDefinition =>
  JSON.parse(JSON.stringify(definition), (key, value: unknown) =>
    key === 'modelId' && value === TEMPLATE_MODEL ? modelId : value,
  ) as FlowDefinition;
