import { Code } from "@mantine/core";

/** The server's words; what stands between backquotes is something to type. */
export function Wording({ text }: { readonly text: string }) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? <Code key={`${index}-${part}`}>{part}</Code> : part));
}
