import { Container, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";

export function NotFound() {
  return (
    <Container component="main" size="sm" py={80}>
      <Stack>
        <Title order={1}>There is no such page</Title>
        <Text>The address leads nowhere in this console.</Text>
        <Link to="/overview">Go to the overview</Link>
      </Stack>
    </Container>
  );
}
