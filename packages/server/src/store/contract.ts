import { afterEach, beforeEach, describe } from 'vitest';
import { describeDamage } from './contract/damage.ts';
import type { OpenStore, StoreFixture } from './contract/fixture.ts';
import { describeHostileData } from './contract/hostile-data.ts';
import { describeKnowledgeBases } from './contract/knowledge-bases.ts';
import { describePages } from './contract/pages.ts';
import { describeRecords } from './contract/records.ts';
import { describeScopes } from './contract/scopes.ts';
import { describeTransactions } from './contract/transactions.ts';

/**
 * The behaviour of a Store, as tests: every dialect runs all of them. `open` gives an empty store; each test gets its
 * own.
 */
export function describeStore(name: string, open: OpenStore): void {
  describe(`store on ${name}`, () => {
    let current: StoreFixture;
    const fixture = () => current;
    beforeEach(async () => {
      current = await open();
    });
    afterEach(() => current.dispose());

    describeRecords(fixture);
    describeTransactions(fixture);
    describeKnowledgeBases(fixture);
    describePages(fixture);
    describeScopes(fixture);
    describeHostileData(fixture);
    describeDamage(fixture);
  });
}
