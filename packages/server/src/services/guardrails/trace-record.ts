import type {
  GuardrailAssessment,
  GuardrailOutputScope,
  GuardrailTrace,
  GuardrailTraceAssessment,
} from '@streambed/model/bedrock-runtime';
import type { GuardrailCheck } from './open-guardrail.ts';

/** What a guardrail did with one request to a model: Converse's `trace.guardrail`, gathered as it happens. */
export class TraceRecord {
  readonly guardrailId: string;
  readonly #wanted: GuardrailTrace;
  #input: GuardrailAssessment | undefined;
  #outputs: readonly GuardrailAssessment[] | undefined;
  #modelOutput: readonly string[] | undefined;
  #reason: string | undefined;
  #rank = -1;

  constructor(guardrailId: string, wanted: GuardrailTrace = 'disabled') {
    this.guardrailId = guardrailId;
    this.#wanted = wanted;
  }

  /** Whether anybody will see it; text need not be kept otherwise. */
  get isWanted(): boolean {
    return this.#wanted !== 'disabled';
  }

  /** `enabled_full` lists what was looked for and not found, too. */
  get outputScope(): GuardrailOutputScope {
    return this.#wanted === 'enabled_full' ? 'FULL' : 'INTERVENTIONS';
  }

  input(check: GuardrailCheck): void {
    [this.#input] = check.response.assessments;
    this.reason(check);
  }

  /** `texts` are the model's, before masking. */
  output(check: GuardrailCheck, texts: readonly string[]): void {
    this.reason(check);
    this.outputAssessments(check.response.assessments, texts);
  }

  outputAssessments(assessments: readonly GuardrailAssessment[], texts: readonly string[]): void {
    this.#outputs = assessments;
    this.#modelOutput = texts;
  }

  /** The check that did most gives the reason. */
  reason({ blocked, response }: GuardrailCheck): void {
    const rank = blocked ? 2 : response.action === 'NONE' ? 0 : 1;
    if (rank <= this.#rank) return;
    this.#rank = rank;
    this.#reason = response.actionReason;
  }

  /** The member `trace` of an answer; none when it is not wanted. */
  member(): { readonly trace?: { readonly guardrail: GuardrailTraceAssessment } } {
    if (!this.isWanted) return {};
    return {
      trace: {
        guardrail: {
          ...(this.#modelOutput && { modelOutput: [...this.#modelOutput] }),
          ...(this.#input && { inputAssessment: { [this.guardrailId]: this.#input } }),
          ...(this.#outputs && { outputAssessments: { [this.guardrailId]: [...this.#outputs] } }),
          ...(this.#reason !== undefined && { actionReason: this.#reason }),
        },
      },
    };
  }
}
