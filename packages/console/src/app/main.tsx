import "@mantine/core/styles.css";
import "./page.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./query-client.ts";
import { createAppRouter } from "./router.tsx";
import { contrast, theme } from "./theme.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root");

const queryClient = createQueryClient(() => router);
const router = createAppRouter(queryClient);

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={contrast} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
