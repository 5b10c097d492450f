const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const pattern = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/**
 * A resource.Quantity as a number in its base unit (bytes, cores): "10Gi" is 10737418240, "250m" is 0.25.
 * Undefined when the text is no quantity. Exact up to 2^53.
 */
export function parseQuantity(text: string): number | undefined {
  const [, digits, exponent, suffix = ""] = pattern.exec(text) ?? [];
  const factor = factors[suffix];
  if (digits === undefined || factor === undefined) return undefined;
  if (exponent !== undefined) return Number(`${digits}e${exponent}`);
  // Dividing keeps "100m" at 0.1, where multiplying by 0.001 would not.
  return factor < 1 ? Number(digits) / Math.round(1 / factor) : Number(digits) * factor;
}
