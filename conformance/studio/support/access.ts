import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Runs in the page. What is too small because it has scrolled below something that stays, as the head of a panel or the
 * last column of a table, is judged again where it can be seen whole; everything scrolls back afterwards.
 */
const SEARCH = `(async () => {
  const sizes = { 'target-size': { enabled: true } };
  const { violations } = await axe.run(document, { resultTypes: ['violations'], rules: sizes });
  const isSmallInTheMiddle = async (selector) => {
    const element = document.querySelector(selector);
    const around = [];
    for (let each = element; each; each = each.parentElement) around.push([each, each.scrollTop, each.scrollLeft]);
    element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    try {
      const again = await axe.run(element, { resultTypes: ['violations'], runOnly: ['target-size'] });
      return again.violations.length > 0;
    } finally {
      for (const [each, top, left] of around) {
        each.scrollTop = top;
        each.scrollLeft = left;
      }
    }
  };
  const found = [];
  for (const { id, help, nodes } of violations)
    for (const { target, failureSummary = '' } of nodes) {
      const isCovered = id === 'target-size' && failureSummary.includes('obscured');
      if (isCovered && !(await isSmallInTheMiddle(target[0]))) continue;
      found.push(id + ': ' + help + ' at ' + target.join(' ') + ': ' + failureSummary);
    }
  return found;
})()`;

/**
 * What axe finds wrong with the page as it stands, one line each: WCAG 2.2 A and AA, the size of targets included, and
 * axe's best practices.
 */
export const accessProblems = async (page: Page): Promise<string[]> => {
  // By the debugger's channel: the page's own policy forbids scripts that are not the studio's.
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Runtime.evaluate', { expression: source });
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: SEARCH,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(`axe failed: ${exceptionDetails.text}`);
    return result.value as string[];
  } finally {
    await session.detach();
  }
};
