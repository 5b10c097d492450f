import { createTheme } from "@mantine/core";
import type { CSSVariablesResolver, MantineColorsTuple } from "@mantine/core";

const kelp: MantineColorsTuple = [
  "#e9f7f3",
  "#d3ece5",
  "#a6d9cb",
  "#75c5b0",
  "#4eb499",
  "#36aa8b",
  "#239f80",
  "#0f7a63",
  "#0f6b5a",
  "#08503f",
];

export const theme = createTheme({
  colors: { kelp },
  primaryColor: "kelp",
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: "650" },
  cursorType: "pointer",
  respectReducedMotion: true,
});

const toned = ["green", "orange", "red", "blue", "gray"];

/** Small text on a tinted ground keeps a contrast of 4.5:1 and more, which the library's own colours do not. */
export const contrast: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    ...Object.fromEntries(
      toned.map((color) => [
        `--mantine-color-${color}-light-color`,
        `color-mix(in srgb, var(--mantine-color-${color}-9) 68%, black)`,
      ]),
    ),
  },
  dark: { "--mantine-color-dimmed": "var(--mantine-color-dark-1)" },
});
