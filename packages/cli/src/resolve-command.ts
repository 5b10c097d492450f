/** Which command the words name, and what is left for it to parse. */
export type Resolution =
  | { readonly kind: "command"; readonly name: string; readonly rest: readonly string[] }
  | { readonly kind: "help"; readonly prefix: string }
  | { readonly kind: "version" }
  | { readonly kind: "unknown"; readonly words: string; readonly candidates: readonly string[] };

/** Global options that take a value, so that it is not read as a command word. */
const withValue = new Set(["--kubeconfig", "--context", "--console-namespace", "--velero-namespace", "-o", "--output"]);

/** Options may stand before the command words; they are handed on in their order. */
export function resolveCommand(argv: readonly string[], names: readonly string[]): Resolution {
  const { words, before, after } = splitWords(argv, names);
  if (words !== "" && names.includes(words)) return { kind: "command", name: words, rest: [...before, ...after] };
  if (before.includes("--version") && words === "") return { kind: "version" };
  const next = after.find((word) => !word.startsWith("-"));
  const isGroup = words === "" || names.some((name) => name.startsWith(`${words} `));
  if (isGroup && (next === undefined || next === "help")) return { kind: "help", prefix: words };
  const tried = [words, next ?? ""].join(" ").trim();
  return { kind: "unknown", words: tried, candidates: closest(tried, names) };
}

function splitWords(argv: readonly string[], names: readonly string[]) {
  const before: string[] = [];
  let words = "";
  let index = 0;
  while (index < argv.length) {
    const word = argv[index] ?? "";
    if (word === "--") break;
    if (word.startsWith("-")) {
      before.push(word);
      if (withValue.has(word) && index + 1 < argv.length) before.push(argv[++index] ?? "");
      index++;
      continue;
    }
    const longer = words === "" ? word : `${words} ${word}`;
    if (!names.some((name) => name === longer || name.startsWith(`${longer} `))) break;
    words = longer;
    index++;
    if (names.includes(words) && !names.some((name) => name.startsWith(`${words} `))) break;
  }
  return { words, before, after: argv.slice(index) };
}

/** Commands that share a word with what was typed, best first. */
function closest(tried: string, names: readonly string[]): readonly string[] {
  const wanted = tried.split(" ");
  const score = (name: string) =>
    name.split(" ").filter((word) => wanted.some((w) => w !== "" && word.startsWith(w))).length;
  return names
    .filter((name) => score(name) > 0)
    .sort((a, b) => score(b) - score(a))
    .slice(0, 4);
}
