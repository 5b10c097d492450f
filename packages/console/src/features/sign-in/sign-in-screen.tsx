import { Box, Button, Code, Container, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { Wordmark } from "../../components/wordmark.tsx";
import { queries } from "../../queries/queries.ts";
import { requests } from "../../queries/requests.ts";

/** `backTo` is the address of ours that was asked for before. */
export function SignInScreen({ backTo }: { readonly backTo: string }) {
  const [password, setPassword] = useState("");
  const router = useRouter();
  const queryClient = useQueryClient();
  const signIn = useMutation({
    mutationFn: requests.signIn,
    onSuccess: (session) => {
      queryClient.setQueryData(queries.session.queryKey, session);
      router.history.push(backTo);
    },
  });
  return (
    <Container component="main" size={440} py={{ base: 40, sm: 96 }}>
      <Stack gap="lg">
        <Wordmark />
        <Paper withBorder p="xl" radius="lg">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              signIn.mutate(password);
            }}
          >
            <Stack>
              <Title order={1} size="h3">
                Sign in
              </Title>
              <PasswordInput
                label="Password"
                description="It was printed once, when Holdfast was installed."
                autoComplete="current-password"
                autoFocus
                required
                visibilityToggleButtonProps={{ "aria-label": "Show or hide the password", tabIndex: 0 }}
                withAsterisk={false}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
              {signIn.error === null ? null : <FaultPanel fault={signIn.error} />}
              <Button type="submit" loading={signIn.isPending}>
                Sign in
              </Button>
            </Stack>
          </form>
        </Paper>
        <Box>
          <Text size="sm" c="dimmed">
            No password at hand? With a kubeconfig of the cluster, <Code>holdfast console reset-password</Code> prints a
            new one and ends every session.
          </Text>
        </Box>
      </Stack>
    </Container>
  );
}
