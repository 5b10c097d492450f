/**
 * The command line.
 *
 * - **Command**: one file `<noun>-<verb>.ts`, a CommandSpec; `commands.ts` names them all.
 * - **Output**: results to stdout, everything else to stderr; `-o json|yaml` prints the same views the API sends.
 * - **Fault**: becomes words and an exit code in `report-error.ts`, nowhere else.
 */
export type { Cli, CommandInput, CommandSpec } from "./command.ts";
