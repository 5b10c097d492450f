import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, redirect } from "@tanstack/react-router";
import { OperationScreen } from "../features/operations/operation-screen.tsx";
import { OperationsScreen } from "../features/operations/operations-screen.tsx";
import { RestoreScreen } from "../features/restore/restore-screen.tsx";
import { SignInScreen } from "../features/sign-in/sign-in-screen.tsx";
import { SnapshotScreen } from "../features/snapshot/snapshot-screen.tsx";
import { SnapshotsScreen } from "../features/snapshots/snapshots-screen.tsx";
import { queries } from "../queries/queries.ts";
import { Frame } from "./frame.tsx";
import { NotFound } from "./not-found.tsx";
import { isSignedOut } from "./query-client.ts";

interface RouterContext {
  readonly queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: ({ from }: Record<string, unknown>): { from?: string | undefined } => {
    // Only addresses of our own: nobody is sent elsewhere after signing in. What is left out here would stay as given.
    return { from: typeof from === "string" && /^\/(?!\/)/.test(from) ? from : undefined };
  },
  component: function SignIn() {
    return <SignInScreen backTo={signIn.useSearch().from ?? "/snapshots"} />;
  },
});

const framed = createRoute({
  getParentRoute: () => root,
  id: "framed",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(queries.session);
    } catch (error) {
      if (isSignedOut(error)) throw redirect({ to: "/sign-in", search: { from: location.href } });
    }
  },
  component: Frame,
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/snapshots" });
  },
});

const snapshots = createRoute({ getParentRoute: () => framed, path: "/snapshots", component: SnapshotsScreen });

const snapshot = createRoute({
  getParentRoute: () => framed,
  path: "/snapshots/$name",
  component: function Snapshot() {
    return <SnapshotScreen name={snapshot.useParams().name} />;
  },
});

const restore = createRoute({
  getParentRoute: () => framed,
  path: "/snapshots/$name/restore/$application",
  component: function Restore() {
    return <RestoreScreen {...restore.useParams()} />;
  },
});

const operations = createRoute({ getParentRoute: () => framed, path: "/operations", component: OperationsScreen });

const operation = createRoute({
  getParentRoute: () => framed,
  path: "/operations/$id",
  component: function Operation() {
    return <OperationScreen id={operation.useParams().id} />;
  },
});

const routes = root.addChildren([
  home,
  signIn,
  framed.addChildren([snapshots, snapshot, restore, operations, operation]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({ routeTree: routes, context: { queryClient }, scrollRestoration: true });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
