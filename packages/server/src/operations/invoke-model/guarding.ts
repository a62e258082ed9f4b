import type { ContentBlock, ConverseResponse, Message } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import type {
  GuardrailStreamConfiguration,
  GuardrailTraceAssessment,
  InvokeModelRequest,
} from '@streambed/model/bedrock-runtime';
import { validationException } from '../../protocol/index.ts';
import { asJson } from './answer-content.ts';
import { type BodyObject, malformedBody } from './native-body.ts';

/**
 * Guardrails with InvokeModel: headers name one, a member of the body may mark what it shall look at, and members beside
 * the model's own answer say what it did. Source: API reference "InvokeModel"; user guide "Use a guardrail with
 * InvokeModel", "Apply tags to user input".
 */
export interface Guarding {
  readonly config: GuardrailStreamConfiguration;
  /** Text between the caller's tags becomes guardContent, so that only it is looked at. The same without tags. */
  marked(messages: readonly Message[]): Message[];
  /** The members that are added to the answer, or to the last fragment of a streamed one. */
  members(outcome: Outcome): JsonObject;
}

export type Outcome = Pick<ConverseResponse, 'stopReason' | 'trace'>;

const TRACES = { ENABLED: 'enabled', DISABLED: 'disabled', ENABLED_FULL: 'enabled_full' } as const;
const MODES = { SYNCHRONOUS: 'sync', ASYNCHRONOUS: 'async' } as const;
const CONFIG = 'amazon-bedrock-guardrailConfig';
const TAG = 'amazon-bedrock-guardrails-guardContent';

/** The guardrail of a request; undefined when none is named. Throws ValidationException for half of one. */
export const readGuarding = (
  { guardrailIdentifier, guardrailVersion, trace = 'DISABLED' }: InvokeModelRequest,
  body: BodyObject,
): Guarding | undefined => {
  const settings = body.object(CONFIG);
  const suffix = settings?.text('tagSuffix');
  const mode = settings?.word('streamProcessingMode', ['SYNCHRONOUS', 'ASYNCHRONOUS']);
  settings?.refuseOthers();
  if (!guardrailIdentifier) {
    if (settings !== undefined)
      throw malformedBody(
        body.at(CONFIG),
        'needs a guardrail; name one in X-Amzn-Bedrock-GuardrailIdentifier or leave it out',
      );
    if (guardrailVersion)
      throw validationException(
        'X-Amzn-Bedrock-GuardrailVersion is given without X-Amzn-Bedrock-GuardrailIdentifier. Send both or neither.',
      );
    return undefined;
  }
  if (!guardrailVersion)
    throw validationException(
      'X-Amzn-Bedrock-GuardrailIdentifier is given without X-Amzn-Bedrock-GuardrailVersion. Name a version, or DRAFT.',
    );
  if (suffix !== undefined && !/^[a-zA-Z0-9]{1,20}$/.test(suffix))
    throw malformedBody(`${body.at(CONFIG)}/tagSuffix`, 'expected 1 to 20 letters and digits');
  const shown = trace !== 'DISABLED';
  return {
    config: {
      guardrailIdentifier,
      guardrailVersion,
      // Whether it did something is told in every case, and only the trace says it of calls of tools.
      trace: shown ? TRACES[trace] : 'enabled',
      ...(mode !== undefined && { streamProcessingMode: MODES[mode] }),
    },
    marked: (messages) =>
      suffix === undefined ? [...messages] : messages.map((message) => withMarks(message, suffix)),
    members: ({ stopReason, trace: traced }) => {
      const assessment = traced?.guardrail;
      return {
        'amazon-bedrock-guardrailAction': intervened(stopReason, assessment) ? 'INTERVENED' : 'NONE',
        ...(shown && assessment !== undefined && { 'amazon-bedrock-trace': traceOf(assessment) }),
      };
    },
  };
};

const intervened = (stopReason: string, assessment: GuardrailTraceAssessment | undefined): boolean =>
  stopReason === 'guardrail_intervened' ||
  (assessment?.actionReason !== undefined && !assessment.actionReason.startsWith('No action'));

/** As Converse's trace, under the names that it has here; each assessment of the output in an object of its own. */
const traceOf = ({
  modelOutput,
  inputAssessment,
  outputAssessments,
  actionReason,
}: GuardrailTraceAssessment): JsonObject => {
  const outputs = Object.entries(outputAssessments ?? {}).flatMap(([id, assessments]) =>
    assessments.map((assessment) => ({ [id]: asJson(assessment) })),
  );
  return {
    guardrail: {
      ...(modelOutput !== undefined && { modelOutput }),
      ...(inputAssessment !== undefined && { input: asJson(inputAssessment) }),
      ...(outputAssessments !== undefined && { outputs }),
      ...(actionReason !== undefined && { actionReason }),
    },
  };
};

const withMarks = (message: Message, suffix: string): Message =>
  message.role === 'user'
    ? { ...message, content: message.content.flatMap((block) => markedBlocks(block, suffix)) }
    : message;

/** A text in pieces: what stands between an opening tag and the next closing one is marked. The tags are gone. */
const markedBlocks = (block: ContentBlock, suffix: string): ContentBlock[] => {
  const { text } = block;
  const open = `<${TAG}_${suffix}>`;
  const close = `</${TAG}_${suffix}>`;
  if (text === undefined || !text.includes(open)) return [block];
  const blocks: ContentBlock[] = [];
  let at = 0;
  while (at < text.length) {
    const from = text.indexOf(open, at);
    const to = from < 0 ? -1 : text.indexOf(close, from);
    const plain = text.slice(at, to < 0 ? text.length : from);
    if (plain.trim() !== '') blocks.push({ text: plain });
    if (to < 0) break;
    const marked = text.slice(from + open.length, to);
    if (marked.trim() !== '') blocks.push({ guardContent: { text: { text: marked } } });
    at = to + close.length;
  }
  return blocks.length === 0 ? [block] : blocks;
};
