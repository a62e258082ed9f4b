/**
 * What Gemini's generations differ in, by the name of the model. Names that are not known to be old count as new, as
 * the package does it: aliases such as `gemini-flash-latest` lead to the newest.
 */

const GEMINI = /(?:^|\/)gemini-/i;
const BEFORE_3 = /(?:^|\/)gemini-(?:1|2|pro$|pro-vision$|robotics-er-1\.5)(?:[.-]|$)/i;
const BEFORE_2_5 = /(?:^|\/)gemini-(?:1(?:[.-]|$)|2\.0(?:[.-]|$)|pro$|pro-vision$)/i;

/** Takes images inside a function's response, and thinking in levels. */
export const isGemini3 = (modelName: string): boolean => GEMINI.test(modelName) && !BEFORE_3.test(modelName);

/** Takes JSON Schema as it is, where older ones know a subset of OpenAPI's schemas. */
export const takesJsonSchema = (modelName: string): boolean =>
  GEMINI.test(modelName) && !BEFORE_2_5.test(modelName);
