import { Alert, AppShell, Container, Text, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { queries } from "../queries/queries.ts";
import { useChanges } from "../queries/follow-changes.ts";
import { AccountButtons } from "./account-buttons.tsx";
import classes from "./frame.module.css";
import { Wordmark } from "../components/wordmark.tsx";

const ways = [
  { to: "/overview", name: "Overview" },
  { to: "/snapshots", name: "Snapshots" },
  { to: "/schedules", name: "Schedules" },
  { to: "/retention", name: "Retention" },
  { to: "/operations", name: "Operations" },
  { to: "/notifications", name: "Notifications" },
] as const;

/** The header, the way around and the screen. Holds the page's one events stream. */
export function Frame() {
  const connection = useChanges();
  const session = useQuery(queries.session);
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // On a phone the way that was taken may be out of sight.
  useEffect(() => {
    const way = nav.current?.querySelector(`a[href="/${pathname.split("/")[1] ?? ""}"]`);
    way?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [pathname]);
  return (
    <AppShell header={{ height: { base: 92, sm: 56 } }} padding={0}>
      <a className={classes["skip"]} href="#main">
        Skip to the content
      </a>
      <AppShell.Header>
        <Container size="lg" h="100%">
          <div className={classes["bar"]}>
            <Link to="/overview" className={classes["home"]} aria-label="Holdfast, overview">
              <Wordmark />
            </Link>
            <nav ref={nav} aria-label="Main" className={classes["nav"]}>
              {ways.map(({ to, name }) => (
                <Link key={to} to={to} className={classes["link"]} activeProps={{ "aria-current": "page" }}>
                  {name}
                </Link>
              ))}
            </nav>
            <div>
              <AccountButtons />
            </div>
          </div>
        </Container>
      </AppShell.Header>
      <AppShell.Main>
        <Container component="main" id="main" size="lg" py={{ base: "md", sm: "xl" }}>
          <div aria-live="polite">
            {connection === "lost" ? (
              <Alert color="orange" variant="light" mb="lg" title="The connection to the server was lost">
                Trying again. Until then, what you see here may be out of date.
              </Alert>
            ) : (
              <VisuallyHidden>{connection === "live" ? "Connected" : ""}</VisuallyHidden>
            )}
          </div>
          <Outlet />
          <Text component="footer" size="xs" c="dimmed" mt={48}>
            Holdfast {session.data?.version}
          </Text>
        </Container>
      </AppShell.Main>
    </AppShell>
  );
}
