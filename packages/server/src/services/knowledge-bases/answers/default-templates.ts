/*
 * What stands in place of a template that the request does not give. Each sentence begins with a verb, and the passages
 * stand between tags on lines of their own: so the offline model, which only tells instructions from material, answers
 * from the passages too.
 */

/** What is answered where nothing was found, and by a model where nothing of it answers. The cloud's own words. */
export const NOTHING_FOUND = 'Sorry, I am unable to assist you with this request.';

/** generationConfiguration.promptTemplate. */
export const GENERATION_TEMPLATE = `Answer the question at the end from the passages below, and from nothing else.
If the passages do not hold the answer, write exactly: ${NOTHING_FOUND}
Write in the language of the question, and do not speak of passages.
$output_format_instructions$

<passages>
$search_results$
</passages>

Question: $query$`;

/** \`$output_format_instructions$\` of a generation template: what cited-text.ts reads. */
export const CITATION_INSTRUCTIONS =
  'Give after each statement the numbers of the passages that it rests on, in square brackets, as in [1] or [1][3].';

/** orchestrationConfiguration.promptTemplate. */
export const ORCHESTRATION_TEMPLATE = `Rewrite the last question of a conversation so that it can be understood without the conversation.
Keep its language and its names, and answer nothing.
$output_format_instructions$

<conversation>
$conversation_history$
</conversation>

Question: $query$`;

/** \`$output_format_instructions$\` of an orchestration template. */
export const REWRITE_INSTRUCTIONS = 'Write the rewritten question alone, in one line.';

/** The same with QUERY_DECOMPOSITION. */
export const DECOMPOSE_INSTRUCTIONS =
  'Break it into the questions that can be searched for one by one, at most five, and write each alone in a line of its own.';
