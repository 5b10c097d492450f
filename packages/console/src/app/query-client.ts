import { Refused } from "@holdfast/api";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

interface Navigation {
  readonly state: { readonly location: { readonly href: string; readonly pathname: string } };
  navigate(target: { to: "/sign-in"; search: { from: string } }): Promise<void>;
}

/** A session that ended leads to the sign-in screen from wherever that is noticed, and back afterwards. */
export function createQueryClient(router: () => Navigation): QueryClient {
  const onError = (error: Error) => {
    const { location } = router().state;
    if (!isSignedOut(error) || location.pathname === "/sign-in") return;
    void router().navigate({ to: "/sign-in", search: { from: location.href } });
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A refusal will be the same the next time; what did not arrive may.
        retry: (failures, error) => !(error instanceof Refused) && failures < 2,
      },
    },
  });
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof Refused && error.body.code === "not-signed-in";
}
