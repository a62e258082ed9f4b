import type { GuardrailAssessment } from '@streambed/model/bedrock-runtime';
import { blockingFindings, type Finding, findingKey, findingsOf } from './findings.ts';
import type { GuardrailCheck, StreamNeeds } from './open-guardrail.ts';
import type { Mask } from './policies/policy.ts';
import { isHighSurrogate } from './read-content.ts';

/** Text that may wait, whatever a guardrail would like to see; beyond it a decision is made with what is there. */
export const MOST_HELD = 65_536;
/** A word that the text ends with is left out of a check while more may come, if it is no longer than this. */
const LONGEST_WORD = 64;
/** Text is let go up to a space, if there is one as near as this. */
const NEAR = 24;

export interface Released {
  /** Text that may leave now, masked. */
  readonly text: string;
  /** Something blocks; nothing more of this text may leave. */
  readonly blocked?: GuardrailCheck;
  /** The check that let it leave, where one did. */
  readonly passed?: GuardrailCheck;
  /** What this check was the first to find in the text that it let go. */
  readonly assessment: GuardrailAssessment;
  readonly isMasked: boolean;
}

export type CheckText = (text: string) => Promise<GuardrailCheck>;

/**
 * One text of an answer under way, looked at through a window that moves over it. Text goes out of the window when
 * everything that could begin in it would have been seen: when `reach` characters after it were checked too. What went
 * out stays in sight for as long, since what follows may only mean something together with it. So a match of up to
 * `reach` characters is found wherever the pieces of the stream begin and end, and nothing of it leaves before.
 *
 * Where the window cuts a text, a check may take a part for a whole (`4111 1111 1111 1111` of a longer number). What
 * blocks is therefore looked at again: at the right edge when more has come, at the left without what is new.
 */
export class TextWindow {
  readonly #needs: Pick<StreamNeeds, 'reach' | 'step' | 'isJudged'>;
  readonly #check: CheckText;
  /** What went out and is still in sight, then what is held. */
  #text = '';
  /** Where in `#text` the held part begins. */
  #held = 0;
  /** Length of the held part that makes the next check due. */
  #dueAt: number;
  /** What blocked in a check up to `end`, where the text may have been cut in the middle of something harmless. */
  #suspects: { readonly findings: ReadonlySet<string>; readonly end: number } | undefined;
  /** The mask over the beginning of the held part was written out already. */
  #isMaskOpen = false;

  constructor(needs: Pick<StreamNeeds, 'reach' | 'step' | 'isJudged'>, check: CheckText) {
    this.#needs = needs;
    this.#check = check;
    this.#dueAt = Math.min(needs.reach + needs.step, MOST_HELD);
  }

  push(text: string): void {
    this.#text += text;
  }

  /** UTF-16 code units that were not let go yet. */
  get held(): number {
    return this.#text.length - this.#held;
  }

  get isDue(): boolean {
    return this.held >= this.#dueAt;
  }

  /**
   * Checks what is held and says what may leave; with `isEnd`, no more comes and all of it does. More may be pushed
   * while a check runs, but the next one waits for it.
   */
  async release(isEnd: boolean): Promise<Released> {
    const end = isEnd ? this.#text.length : endOfWords(this.#text, this.#held);
    if (end <= this.#held) return this.#wait();
    const checked = this.#text.slice(0, end);
    const check = await this.#check(checked);
    if (check.blocked) {
      const isFull = this.held >= MOST_HELD;
      if (this.#needs.isJudged || !(await this.#isOfContext(checked, check))) {
        const findings = blockingFindings(check.response.assessments[0]);
        if (isEnd || isFull || this.#needs.isJudged || this.#isConfirmed(findings, end))
          return {
            text: '',
            blocked: check,
            assessment: check.response.assessments[0] ?? {},
            isMasked: false,
          };
        if (this.#suspects === undefined || end >= this.#suspects.end + this.#needs.reach)
          this.#suspects = { findings: new Set(findings.map(findingKey)), end };
        return this.#wait();
      }
    }
    this.#suspects = undefined;
    const masks = check.blocked ? await this.#masksOfHeld(checked) : check.masks;
    return masks === undefined ? this.#releaseAll(checked) : this.#releaseUpTo(checked, check, masks, isEnd);
  }

  /** What is found again when enough has come after it was no matter of the edge; nor is what has no place in the text. */
  #isConfirmed(findings: readonly Finding[], end: number): boolean {
    const before = this.#suspects;
    const hasMoreCome = before !== undefined && end >= before.end + this.#needs.reach;
    return findings.some((one) => !one.match || (hasMoreCome && before.findings.has(findingKey(one))));
  }

  #wait(): Released {
    const { reach, step } = this.#needs;
    this.#dueAt = Math.min(this.held + Math.max(reach, step), Math.max(MOST_HELD, this.held + 1));
    return { text: '', assessment: {}, isMasked: false };
  }

  /** Whether only the window's left edge makes it look as if something blocked: what had left was fine as a whole. */
  async #isOfContext(checked: string, check: GuardrailCheck): Promise<boolean> {
    if (this.#held === 0) return false;
    const before = await this.#check(checked.slice(0, this.#held));
    if (!before.blocked) return false;
    const known = new Set(blockingFindings(before.response.assessments[0]).map(findingKey));
    const isNew = (finding: Finding): boolean => !known.has(findingKey(finding));
    if (blockingFindings(check.response.assessments[0]).some(isNew)) return false;
    return !(await this.#check(checked.slice(this.#held))).blocked;
  }

  /** A check that blocks tells no masks; the held part alone, which does not block, does. */
  async #masksOfHeld(checked: string): Promise<readonly Mask[] | undefined> {
    const { masks } = await this.#check(checked.slice(this.#held));
    return masks?.map((mask) => ({ ...mask, start: mask.start + this.#held, end: mask.end + this.#held }));
  }

  /** Nobody can say where the text was masked: what is held is checked alone and leaves as it comes back. */
  async #releaseAll(checked: string): Promise<Released> {
    const check = await this.#check(checked.slice(this.#held));
    const assessment = check.response.assessments[0] ?? {};
    if (check.blocked) return { text: '', blocked: check, assessment, isMasked: false };
    const held = checked.slice(this.#held);
    this.#moveTo(checked.length);
    return {
      passed: check,
      text: check.masks?.length === 0 ? held : (check.response.outputs[0]?.text ?? held),
      assessment,
      isMasked: check.masks?.length !== 0,
    };
  }

  #releaseUpTo(checked: string, check: GuardrailCheck, masks: readonly Mask[], isEnd: boolean): Released {
    const from = this.#held;
    let cut = isEnd ? checked.length : this.#cut(checked, masks);
    let isForced = false;
    if (cut <= from && checked.length - from >= MOST_HELD) {
      cut = Math.max(from + 1, checked.length - this.#needs.reach);
      isForced = true;
    }
    if (cut <= from) return this.#wait();

    const { text, isMasked, endsInMask } = masked(checked, from, cut, masks, this.#isMaskOpen);
    this.#isMaskOpen = isForced && endsInMask;
    this.#moveTo(cut);
    return {
      text,
      isMasked,
      ...(!check.blocked && { passed: check }),
      assessment: findingsOf(check.response.assessments[0] ?? {}, (finding) =>
        isEnd ? true : standsBefore(checked, from, cut, finding),
      ),
    };
  }

  /** How far text may leave: `reach` before the end, never within a mask or a character, best between two words. */
  #cut(checked: string, masks: readonly Mask[]): number {
    const latest = checked.length - this.#needs.reach;
    let cut = latest;
    for (let at = latest; at > latest - NEAR && at > this.#held; at--)
      if (isSpace(checked.charCodeAt(at - 1))) {
        cut = at;
        break;
      }
    const over = masks.find(({ start, end }) => start < cut && cut < end);
    if (over) cut = over.start;
    return cut > 0 && isHighSurrogate(checked.charCodeAt(cut - 1)) ? cut - 1 : cut;
  }

  /** The held part begins at `cut` now; of what is before it, as much stays as a match may reach back. */
  #moveTo(cut: number): void {
    const start = startOfContext(this.#text, cut, this.#needs.reach);
    this.#text = this.#text.slice(start);
    this.#held = cut - start;
    this.#dueAt = Math.min(Math.max(this.held, this.#needs.reach) + this.#needs.step, MOST_HELD);
  }
}

/** `text` from `from` to `cut` with masks put in; a mask that began before `from` and was written out is only left out. */
function masked(
  text: string,
  from: number,
  cut: number,
  masks: readonly Mask[],
  isOpen: boolean,
): { readonly text: string; readonly isMasked: boolean; readonly endsInMask: boolean } {
  let result = '';
  let at = from;
  let isMasked = false;
  let endsInMask = false;
  for (const { start, end, replacement } of masks) {
    if (end <= from || start >= cut) continue;
    result += text.slice(at, Math.max(at, start));
    if (start >= from || !isOpen) result += replacement;
    at = Math.min(end, cut);
    endsInMask = end > cut;
    isMasked = true;
  }
  return { text: result + text.slice(at, cut), isMasked, endsInMask };
}

/** Whether a finding is one of the text from `from` to `cut`, as far as its match tells. */
function standsBefore(text: string, from: number, cut: number, { match }: Finding): boolean {
  if (match === undefined || match === '') return true;
  const at = text.indexOf(match, Math.max(0, from - match.length + 1));
  return at < cut;
}

/** Without the word that the text ends with, unless that is all there is or it is longer than words are. */
function endOfWords(text: string, from: number): number {
  for (let end = text.length; end > from && text.length - end <= LONGEST_WORD; end--)
    if (isSpace(text.charCodeAt(end - 1))) return end;
  const last = text.length - 1;
  return last >= from && isHighSurrogate(text.charCodeAt(last)) ? last : text.length;
}

/** A place at least `reach` before `cut` where a sentence begins, or else a word, if one does within as much again. */
function startOfContext(text: string, cut: number, reach: number): number {
  const latest = cut - reach;
  const earliest = Math.max(0, latest - Math.max(reach, LONGEST_WORD));
  if (latest <= 0) return 0;
  let word: number | undefined;
  for (let at = latest; at > earliest; at--) {
    if (!isSpace(text.charCodeAt(at - 1))) continue;
    word ??= at;
    if (at >= 2 && isSentenceEnd(text.charCodeAt(at - 2))) return at;
  }
  if (word !== undefined) return word;
  return isHighSurrogate(text.charCodeAt(latest - 1)) ? latest - 1 : latest;
}

const isSpace = (unit: number): boolean =>
  unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit === 0xa0 || unit === 0x3000;
const isSentenceEnd = (unit: number): boolean =>
  unit === 0x2e || unit === 0x21 || unit === 0x3f || unit === 0x0a || unit === 0x3002;
