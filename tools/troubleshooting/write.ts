import { writeFile } from "node:fs/promises";
import { troubleshooting } from "./page.ts";

await writeFile("docs/troubleshooting.md", troubleshooting());
