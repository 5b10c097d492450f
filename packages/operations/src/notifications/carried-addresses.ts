import { BlockList, isIP } from "node:net";

type Bytes = readonly number[];

interface Carrier {
  readonly network: readonly [address: string, bits: number];
  /** Where the bytes of the IPv4 address stand. */
  readonly at: readonly (readonly [number, number, number, number])[];
  /** Written upside down, bit by bit. */
  readonly isInverted?: true;
}

/**
 * Networks whose addresses a translator or a tunnel leads to the IPv4 address in them: IPv4-compatible, SIIT and NAT64
 * (RFC 6052), the local NAT64 prefixes of every length (RFC 8215), 6to4, and Teredo's clients.
 */
const carriers: readonly Carrier[] = [
  { network: ["::", 96], at: [[12, 13, 14, 15]] },
  { network: ["::ffff:0:0:0", 96], at: [[12, 13, 14, 15]] },
  { network: ["64:ff9b::", 96], at: [[12, 13, 14, 15]] },
  {
    network: ["64:ff9b:1::", 48],
    at: [
      [6, 7, 9, 10],
      [7, 9, 10, 11],
      [9, 10, 11, 12],
      [12, 13, 14, 15],
    ],
  },
  { network: ["2002::", 16], at: [[2, 3, 4, 5]] },
  { network: ["2001::", 32], at: [[12, 13, 14, 15]], isInverted: true },
];

/** The address as it is judged: ::ffff:a.b.c.d and ::ffff:hhhh:hhhh are a.b.c.d, in whatever way they are written. */
export function plainAddress(address: string): string {
  const bare = address.replace(/%.*$/u, "");
  if (isIP(bare) !== 6) return bare;
  const bytes = bytesOf(bare);
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMapped ? bytes.slice(12).join(".") : bare;
}

/** IPv4 addresses to which a connection to this IPv6 address may lead in the end. None in 0.0.0.0/8: ::1 is no IPv4. */
export function carriedAddresses(address: string): readonly string[] {
  if (isIP(address) !== 6) return [];
  const bytes = bytesOf(address);
  return carriers
    .filter(({ network }) => isIn(network, address))
    .flatMap(({ at, isInverted = false }) =>
      at.map((places) => places.map((place) => (bytes[place] ?? 0) ^ (isInverted ? 255 : 0))),
    )
    .filter(([first]) => first !== 0)
    .map((carried) => carried.join("."));
}

function isIn([network, bits]: Carrier["network"], address: string): boolean {
  const list = new BlockList();
  list.addSubnet(network, bits, "ipv6");
  return list.check(address, "ipv6");
}

/** Of an IPv6 address; a URL writes its words in hex, and shortens only zeros. */
function bytesOf(address: string): Bytes {
  const written = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = "", tail] = written.split("::");
  const [before, after] = [wordsOf(head), wordsOf(tail ?? "")];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const words = [...before, ...Array.from({ length: zeros }, () => 0), ...after];
  return words.flatMap((word) => [word >> 8, word & 255]);
}

function wordsOf(text: string): readonly number[] {
  return text === "" ? [] : text.split(":").map((word) => Number.parseInt(word, 16));
}
