import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, redirect } from "@tanstack/react-router";
import { ApplicationScreen } from "../features/application/application-screen.tsx";
import { OverviewScreen } from "../features/overview/overview-screen.tsx";
import { OperationScreen } from "../features/operations/operation-screen.tsx";
import { OperationsScreen } from "../features/operations/operations-screen.tsx";
import { RestoreScreen } from "../features/restore/restore-screen.tsx";
import { UndoScreen } from "../features/restore/undo-screen.tsx";
import { RetentionScreen } from "../features/retention/retention-screen.tsx";
import { NotificationsScreen } from "../features/notifications/notifications-screen.tsx";
import { SchedulesScreen } from "../features/schedules/schedules-screen.tsx";
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
    return <SignInScreen backTo={signIn.useSearch().from ?? "/overview"} />;
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
    throw redirect({ to: "/overview" });
  },
});

const overview = createRoute({ getParentRoute: () => framed, path: "/overview", component: OverviewScreen });

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
  path: "/snapshots/$name/restore",
  validateSearch: ({ applications }: Record<string, unknown>): { applications: readonly string[] } => ({
    applications: Array.isArray(applications) ? applications.filter((one) => typeof one === "string") : [],
  }),
  component: function Restore() {
    return <RestoreScreen {...restore.useParams()} {...restore.useSearch()} />;
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

const undo = createRoute({
  getParentRoute: () => framed,
  path: "/operations/$id/undo",
  component: function Undo() {
    return <UndoScreen id={undo.useParams().id} />;
  },
});

const application = createRoute({
  getParentRoute: () => framed,
  path: "/applications/$slug",
  component: function Application() {
    return <ApplicationScreen slug={application.useParams().slug} />;
  },
});

const schedules = createRoute({ getParentRoute: () => framed, path: "/schedules", component: SchedulesScreen });
const retention = createRoute({ getParentRoute: () => framed, path: "/retention", component: RetentionScreen });
const notifications = createRoute({
  getParentRoute: () => framed,
  path: "/notifications",
  component: NotificationsScreen,
});

const routes = root.addChildren([
  home,
  signIn,
  framed.addChildren([
    overview,
    snapshots,
    snapshot,
    restore,
    operations,
    operation,
    undo,
    application,
    schedules,
    retention,
    notifications,
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({ routeTree: routes, context: { queryClient }, scrollRestoration: true });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
