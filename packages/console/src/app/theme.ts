import { createTheme } from "@mantine/core";
import type { MantineColorsTuple } from "@mantine/core";

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
