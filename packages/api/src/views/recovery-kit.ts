import { z } from "@hono/zod-openapi";

/** The encrypted file without which the volumes' backups are lost along with the cluster. */
export const recoveryKitSchema = z
  .object({
    /** What to say while there is no kit for the present password; absent: all is well, or not known. */
    reminder: z.string().exactOptional(),
  })
  .openapi("RecoveryKit");

export type RecoveryKitView = z.infer<typeof recoveryKitSchema>;
