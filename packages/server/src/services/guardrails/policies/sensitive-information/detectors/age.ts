import type { Detector } from '../finding.ts';
import { afterLabel } from '../labels.ts';
import { beginsFreely, endsFreely, isInToken, matchEnd } from '../scan.ts';

const NUMBER_WORDS =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety';
const SPELLED = new Set(NUMBER_WORDS.split(' '));

/** A quantity with its unit, where `old` or `of age` must follow: the guide's own example reports `40 years`. */
const WITH_UNIT = /(?:1[0-4]\d|\d{1,2})(?:[ -](?:years?|yrs?|months?|weeks?)|yrs?)(?=[ -]old\b| of age\b)/iy;
const SHORT_UNIT = /(?:1[0-4]\d|\d{1,2}) ?(?:y\/o|yo|y\.o\.)(?![a-z])/iy;
const SPELLED_UNIT =
  /[a-z]+(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?[ -](?:years?|months?)(?=[ -]old\b| of age\b)/iy;
const NUMBER = /(?:1[0-4]\d|\d{1,2})(?: (?:years?|yrs?)(?![a-z]))?/iy;

/** What has an age and is nobody. */
const THINGS =
  /\b(?:company|companies|firm|building|house|home|church|bridge|tree|oak|castle|city|town|university|school|car|vehicle|truck|ship|boat|aircraft|plane|engine|laptop|computer|phone|software|code|codebase|system|bug|version|project|law|contract|account|policy|whisky|whiskey|wine|cheese|rum|cognac|scotch|tradition|organi[sz]ation|business|brand|record|manuscript|painting|fossil|temple|statue|rock|star|galaxy|planet|universe|road|server|database|article|document|data|warranty|mortgage|loan|dog|cat|horse|building's)\b/i;
const THING_AFTER =
  /^[ -]old[ ,]+(?:[a-z]+ )?(?:company|firm|building|house|home|church|bridge|tree|oak|castle|city|town|university|school|car|vehicle|truck|ship|boat|aircraft|plane|engine|laptop|computer|phone|software|code|codebase|system|bug|version|project|law|contract|account|policy|whisky|whiskey|wine|cheese|rum|cognac|scotch|malt|tradition|organi[sz]ation|business|brand|record|manuscript|painting|fossil|temple|statue|rock|star|galaxy|planet|road|server|database|article|document|data|mortgage|loan|dog|cat|horse)\b/i;

/** How much of what stands before a quantity is looked at for the thing it belongs to. */
const LOOK_BACK = 40;

/** Ages of people: a quantity and a unit of time with `old`, or a number that a label announces. */
export const age: Detector = {
  types: ['AGE'],
  detect({ text, starts, ends, withDigits, count, flags }, labels, report) {
    for (const token of withDigits) {
      const start = starts[token] as number;
      if ((ends[token] as number) - start > 6 || !beginsFreely(text, start)) continue;
      const unit = matchEnd(WITH_UNIT, text, start);
      const end = unit > 0 ? unit : matchEnd(SHORT_UNIT, text, start);
      if (end > 0 && !isOfThing(text, start, end)) report('AGE', start, end);
    }
    for (let token = 0; token < count; token++) {
      const start = starts[token] as number;
      const length = (ends[token] as number) - start;
      // A spelled number has three to nine letters and stands before ` years` or a hyphen.
      if (length < 3 || length > 9 || token + 1 >= count || flags[token] === undefined) continue;
      if (
        !isUnit(text, starts[token + 1] as number) &&
        !(token + 2 < count && isUnit(text, starts[token + 2] as number))
      )
        continue;
      if (!SPELLED.has(text.slice(start, ends[token]).toLowerCase())) continue;
      const end = matchEnd(SPELLED_UNIT, text, start);
      const isSecond = token > 0 && SPELLED.has(text.slice(starts[token - 1], ends[token - 1]).toLowerCase());
      if (end > 0 && !isSecond && !isOfThing(text, start, end)) report('AGE', start, end);
    }
    for (const label of labels.of('age')) {
      const start = afterLabel(text, label);
      const end = matchEnd(NUMBER, text, start);
      if (
        start === label.end ||
        end < 0 ||
        !endsFreely(text, end) ||
        /^\s?(?:%|million|days|minutes)/.test(text.slice(end, end + 8))
      )
        continue;
      if (!isOfThing(text, label.start, end)) report('AGE', start, end);
    }
  },
};

/** Whether `year` or `month` begins here. */
const isUnit = (text: string, start: number): boolean => {
  const first = text.charCodeAt(start) | 32;
  return (
    (first === 121 || first === 109) &&
    isInToken(text.charCodeAt(start)) &&
    /^(?:year|month)/i.test(text.slice(start, start + 5))
  );
};

function isOfThing(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - LOOK_BACK), start);
  const clause = before.slice(before.search(/[^.!?;\n]*$/));
  return THINGS.test(clause) || THING_AFTER.test(text.slice(end, end + 40));
}
