import { Fault } from "@holdfast/domain";
import type { CarryOutOptions } from "@holdfast/operations";
import type { CommandInput } from "./command.ts";

export const driverOption = ["--driver <who>", "cli: do the work here even when Holdfast runs in the cluster"] as const;

/** Faults: invalid-argument for anything but "cli". */
export function chosenDriver(input: CommandInput): Pick<CarryOutOptions, "driver"> {
  const who = input.text("driver");
  if (who === undefined) return {};
  if (who === "cli") return { driver: "cli" };
  throw new Fault("invalid-argument", `--driver takes only cli, not "${who}".`, {
    remedy: "Give --driver cli to do the work here, or leave it out: Holdfast in the cluster does it when it runs.",
  });
}
