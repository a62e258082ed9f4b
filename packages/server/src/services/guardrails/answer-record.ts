import type { GuardrailAssessment, GuardrailUsage } from '@streambed/model/bedrock-runtime';
import { MergedFindings } from './findings.ts';
import type { GuardrailCheck, OpenGuardrail } from './open-guardrail.ts';
import { countCharacters } from './read-content.ts';
import { addUsage, type ContentSize, contentSize, guardrailCoverage } from './usage.ts';

/** Of a model's words, that many are kept for a trace. */
const MOST_KEPT = 1_000_000;

/** What was found in a streamed answer: the findings of many checks as if there had been one. */
export class AnswerRecord {
  readonly #guardrail: OpenGuardrail;
  readonly #grounding: ContentSize;
  readonly #keepsTexts: boolean;
  readonly #texts = new Map<number, string>();
  #kept = 0;
  #characters = 0;
  readonly #findings = new MergedFindings();
  #last: GuardrailAssessment = {};
  #latency = 0;
  #usage: GuardrailUsage | undefined;

  constructor(guardrail: OpenGuardrail, grounding: ContentSize, keepsTexts: boolean) {
    this.#guardrail = guardrail;
    this.#grounding = grounding;
    this.#keepsTexts = keepsTexts;
  }

  /** Text that the model wrote, before anything is done to it. */
  wrote(block: number, text: string): void {
    this.#characters += countCharacters([text]);
    if (!this.#keepsTexts || this.#kept >= MOST_KEPT) return;
    this.#kept += text.length;
    this.#texts.set(block, (this.#texts.get(block) ?? '') + text);
  }

  checked({ response }: GuardrailCheck): void {
    const [assessment] = response.assessments;
    this.#last = assessment ?? {};
    this.#latency += assessment?.invocationMetrics?.guardrailProcessingLatency ?? 0;
    this.#usage = this.#usage ? addUsage(this.#usage, response.usage) : response.usage;
  }

  found(assessment: GuardrailAssessment): void {
    // Only a trace shows them.
    if (this.#keepsTexts) this.#findings.add(assessment);
  }

  get texts(): readonly string[] {
    return [...this.#texts.values()];
  }

  assessment(): GuardrailAssessment {
    const size = { ...this.#grounding, guarded: this.#characters };
    const usage = this.#guardrail.answerUsage(size) ?? this.#usage;
    const { appliedGuardrailDetails } = this.#last;
    return {
      ...this.#findings.assessment(),
      invocationMetrics: {
        guardrailProcessingLatency: this.#latency,
        ...(usage && { usage }),
        guardrailCoverage: guardrailCoverage(size),
      },
      ...(appliedGuardrailDetails && { appliedGuardrailDetails }),
    };
  }
}

/** The size of what an answer is compared with. */
export const groundingSize = (sources: readonly string[], queries: readonly string[]): ContentSize =>
  contentSize({ texts: [], groundingSources: sources, queries, images: 0 }, 0);
