import { ActionIcon, Button, Group, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { MoonIcon, SunIcon } from "../components/icons.tsx";
import { requests } from "../queries/requests.ts";

export function AccountButtons() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "light" ? "dark" : "light";
  const signOut = useMutation({
    mutationFn: requests.signOut,
    onSuccess: async () => {
      await navigate({ to: "/sign-in" });
      queryClient.clear();
    },
  });
  return (
    <Group gap="xs" wrap="nowrap">
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={`Show in ${other} colours`}
        onClick={() => setColorScheme(other)}
      >
        {scheme === "light" ? <MoonIcon size={18} /> : <SunIcon size={18} />}
      </ActionIcon>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        fz="sm"
        loading={signOut.isPending}
        onClick={() => signOut.mutate()}
      >
        Sign out
      </Button>
    </Group>
  );
}
