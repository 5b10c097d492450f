import type { BackupSetView } from "@holdfast/api";
import { joinWords } from "../../components/format-amount.ts";
import { When } from "../../components/when.tsx";

/** The first question of whoever opens this page: is there a good one, of what, and how old is it. */
export function Reassurance({ sets }: { readonly sets: readonly BackupSetView[] }) {
  const latest = sets[0];
  const good = sets.find((set) => set.state === "complete" && set.scope !== "unknown");
  if (latest === undefined) return null;
  if (good === undefined) return <>None of these snapshots is complete.</>;
  const held = [...good.applications, ...(good.console ? ["the console"] : [])];
  return (
    <>
      {"The last complete snapshot is from "}
      <When time={good.createdAt} />
      {held.length === 0 ? "." : ` and holds ${joinWords(held)}.`}
    </>
  );
}
