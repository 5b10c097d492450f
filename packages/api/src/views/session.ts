import { z } from "@hono/zod-openapi";

export const signInSchema = z.object({ password: z.string().min(1).max(1024) }).openapi("SignIn");

export const sessionSchema = z
  .object({
    user: z.string(),
    /** ISO 8601; every answer to this session moves it on. */
    expiresAt: z.string(),
    /** The server's version. */
    version: z.string(),
  })
  .openapi("Session");

export type SessionView = z.infer<typeof sessionSchema>;
