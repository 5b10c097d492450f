import { Button } from "@mantine/core";
import { createLink } from "@tanstack/react-router";

/** A button that leads to an address of ours. */
export const LinkButton = createLink(Button<"a">);
