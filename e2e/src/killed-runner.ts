/** A test runner that is killed in the middle: it starts everything, says where, and goes on for ever. */
import { startControlPlane } from "./control-plane.ts";
import { startVelero } from "./velero.ts";

const plane = await startControlPlane();
await startVelero(plane);
process.stdout.write(`${plane.directory}\n`);
setInterval(() => undefined, 60_000);
