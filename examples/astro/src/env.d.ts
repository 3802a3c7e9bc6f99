/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** Set where a draft is shown: where it is edited, and the fields of the page itself. */
    preview?: {
      adminOrigin: string;
      editUrls: Record<string, string>;
      /** Wagtail's, with the checks of the panel. */
      userBar: import("@gait/client").Html | null;
    };
  }
}
