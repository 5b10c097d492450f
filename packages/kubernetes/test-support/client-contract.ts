import { afterAll, beforeAll, describe } from "vitest";

import { Contract, type ContractSubject } from "./contract/contract.ts";
import { describeReads } from "./contract/reads.ts";
import { describeWatch } from "./contract/watches.ts";
import { describeWrites } from "./contract/writes.ts";

/** What every KubernetesClient does, shown on ConfigMaps. */
export function describeKubernetesClient(name: string, start: () => Promise<ContractSubject>): void {
  describe(`${name} as a KubernetesClient`, () => {
    const contract = new Contract();
    beforeAll(() => contract.start(start));
    afterAll(() => contract.dispose());
    describeReads(contract);
    describeWrites(contract);
    describeWatch(contract);
  });
}
