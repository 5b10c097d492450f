/**
 * Splits a stream of bytes into lines without their ends ("\n" or "\r\n"). Chunks may cut lines and characters
 * anywhere. A last line without an end is given too.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  // Pieces of the unfinished line are kept apart: joining them at every chunk would be quadratic for long lines.
  let pieces: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      pieces.push(chunk.subarray(start, end));
      yield textOf(pieces);
      pieces = [];
      start = end + 1;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
  }
  if (pieces.length > 0) yield textOf(pieces);
}

function textOf(pieces: readonly Uint8Array[]): string {
  const text = Buffer.concat(pieces).toString("utf8");
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
