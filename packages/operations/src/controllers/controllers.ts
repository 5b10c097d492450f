import { retentionController } from "../retention/retention-controller.ts";
import { scheduleController } from "../schedules/schedule-controller.ts";
import { notificationController } from "../notifications/notification-controller.ts";
import { supportController } from "../support/support-controller.ts";
import type { Controller } from "./controller.ts";

/** Everything that the leading replica does without being asked, beside driving operations. */
export const controllers: readonly Controller[] = [
  notificationController,
  retentionController,
  scheduleController,
  supportController,
];
