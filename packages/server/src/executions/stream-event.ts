import type { FlowResponseStream } from '@streambed/model/bedrock-agent-runtime';

/** One member of FlowResponseStream by its name: `flowOutputEvent`, `flowTraceEvent`, `validationException`, … */
export type FlowStreamEvent = {
  readonly [Name in keyof FlowResponseStream]-?: {
    readonly name: Name;
    readonly payload: NonNullable<FlowResponseStream[Name]>;
  };
}[keyof FlowResponseStream];
