import type { JsonValue } from '@streambed/model';
import type { FlowTraceNodeActionEvent } from '@streambed/model/bedrock-agent-runtime';
import type { GuardrailAssessment, GuardrailTraceAssessment } from '@streambed/model/bedrock-runtime';
import { findingText, guardrailFindings } from './guardrail-findings.ts';
import { counted, dollars, duration } from './text.ts';

/** A call of a service as two short texts, and lines that it printed. */
export interface ActionLines {
  /** `Converse anthropic.claude-3-haiku`, `PutObject s3://bucket/key`. */
  readonly call: string;
  /** `31 + 8 tokens, 41 ms`; empty when nothing more is known. */
  readonly result: string;
  /** What really answered, when that is told, and what it cost: `anthropic claude-3-haiku-20240307, $0.0013`. */
  readonly servedBy?: string;
  /** What a guardrail did, and found: a line each for the question and the answer. */
  readonly guardrail?: readonly string[];
  /** What inline code printed, or a function logged. */
  readonly printed: readonly string[];
  /** Why the call failed, if it did. */
  readonly failed?: readonly string[];
}

/** What tokens and calls of models a trace has had. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** By the server's price table; absent when the model has no price there. */
  readonly usd?: number;
}

/** What of an action trace a person wants to know, whichever service it was. */
export const actionLines = (action: FlowTraceNodeActionEvent): ActionLines => {
  const failure = textAt(at(action.operationResponse as JsonValue, 'error'), 'message');
  const lines = callLines(action);
  return failure === undefined ? lines : { ...lines, failed: linesOf(failure) };
};

const callLines = ({
  serviceName,
  operationName,
  operationRequest,
  operationResponse,
}: FlowTraceNodeActionEvent): ActionLines => {
  const request = operationRequest as JsonValue;
  const response = operationResponse as JsonValue;
  switch (`${serviceName} ${operationName}`.toLowerCase()) {
    case 'bedrock converse': {
      const servedBy = textAt(response, 'servedBy');
      return {
        call: `Converse ${textAt(request, 'modelId') ?? ''}`.trim(),
        result: [tokens(response), latency(response), stopReason(response)]
          .filter((part) => part !== '')
          .join(', '),
        ...(servedBy !== undefined && { servedBy: `${servedBy}${cost(response)}` }),
        guardrail: guardrailLines(at(response, 'trace')),
        printed: [],
      };
    }
    case 'inlinecode runpython':
      return { call: 'Python', result: '', printed: linesOf(textAt(response, 'output')) };
    case 'lambda invoke':
      return {
        call: `Invoke ${functionName(textAt(request, 'functionName') ?? '')}`,
        result: durationIn(textAt(response, 'logResult')),
        printed: linesOf(textAt(response, 'logResult')).filter((line) => !FRAMING.test(line)),
      };
    case 's3 getobject':
    case 's3 putobject': {
      const size = numberAt(request, 'contentLength') ?? numberAt(response, 'contentLength');
      return {
        call: `${operationName} s3://${textAt(request, 'bucket') ?? ''}/${textAt(request, 'key') ?? ''}`,
        result: size === undefined ? '' : counted(size, 'byte'),
        printed: [],
      };
    }
    default:
      return { call: `${serviceName} ${operationName}`, result: '', printed: [] };
  }
};

/** Tokens of a model call; undefined for other actions. */
export const modelUsage = ({ operationResponse }: FlowTraceNodeActionEvent): ModelUsage | undefined => {
  const usage = at(operationResponse as JsonValue, 'usage');
  const [inputTokens, outputTokens] = [numberAt(usage, 'inputTokens'), numberAt(usage, 'outputTokens')];
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const usd = costOf(operationResponse as JsonValue);
  return { inputTokens, outputTokens, ...(usd !== undefined && { usd }) };
};

const costOf = (response: JsonValue): number | undefined => numberAt(at(response, 'cost'), 'usd');

/** Converse's own `trace.guardrail`; nothing where it found nothing. */
const guardrailLines = (trace: JsonValue | undefined): string[] => {
  const guardrail = at(trace, 'guardrail') as GuardrailTraceAssessment | undefined;
  if (guardrail === undefined) return [];
  const found = (assessments: readonly GuardrailAssessment[]): string =>
    assessments.flatMap(guardrailFindings).map(findingText).join(', ');
  const input = found(Object.values(guardrail.inputAssessment ?? {}));
  const output = found(Object.values(guardrail.outputAssessments ?? {}).flat());
  return [
    ...(input === '' && output === '' ? [] : [guardrail.actionReason ?? '']),
    ...(input === '' ? [] : [`in the question: ${input}`]),
    ...(output === '' ? [] : [`in the answer: ${output}`]),
  ].filter((line) => line !== '');
};

/** Nothing for what costs nothing: a local model, the offline one. */
const cost = (response: JsonValue): string => {
  const usd = costOf(response);
  return usd === undefined || usd === 0 ? '' : `, ${dollars(usd)}`;
};

const tokens = (response: JsonValue): string => {
  const usage = at(response, 'usage');
  const [input, output] = [numberAt(usage, 'inputTokens'), numberAt(usage, 'outputTokens')];
  return input === undefined || output === undefined ? '' : `${input} + ${output} tokens`;
};

const latency = (response: JsonValue): string => {
  const ms = numberAt(at(response, 'metrics'), 'latencyMs');
  return ms === undefined ? '' : duration(ms);
};

/** Only what is out of the ordinary. */
const stopReason = (response: JsonValue): string => {
  const reason = textAt(response, 'stopReason');
  return reason === undefined || reason === 'end_turn' ? '' : `stopped by ${reason}`;
};

/** `arn:aws:lambda:us-east-1:000000000000:function:word-count:live` → `word-count:live`. */
const functionName = (arn: string): string => /:function:(.+)$/.exec(arn)?.[1] ?? arn;

/** The lines that Lambda's runtime writes around what the function printed. */
const FRAMING = /^(?:INIT_START |(?:START|END|REPORT) RequestId: )/;

/** `REPORT RequestId: …\tDuration: 12.30 ms\t…` → `12 ms`. */
const durationIn = (log: string | undefined): string => {
  const ms = /^REPORT RequestId: .*?\bDuration: ([\d.]+) ms/m.exec(log ?? '')?.[1];
  return ms === undefined ? '' : duration(Number(ms));
};

const linesOf = (text: string | undefined): string[] =>
  text === undefined || text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);

const at = (value: JsonValue | undefined, key: string): JsonValue | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
    ? value[key]
    : undefined;

const textAt = (value: JsonValue | undefined, key: string): string | undefined => {
  const found = at(value, key);
  return typeof found === 'string' ? found : undefined;
};

const numberAt = (value: JsonValue | undefined, key: string): number | undefined => {
  const found = at(value, key);
  return typeof found === 'number' ? found : undefined;
};
