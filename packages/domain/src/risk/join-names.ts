const namedAtMost = 3;

/** "a", "a and b", "a, b, c and 7 more". */
export function joinNames(names: readonly string[]): string {
  if (names.length > namedAtMost + 1) {
    return `${names.slice(0, namedAtMost).join(", ")} and ${names.length - namedAtMost} more`;
  }
  const [last = "", ...others] = names.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(", ")} and ${last}`;
}
