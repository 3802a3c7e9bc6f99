import type { NextConfig } from "next";

// The admin shows drafts in a frame; it may be at another address than the API.
const admin = process.env.GAIT_ADMIN ?? new URL(process.env.GAIT_URL!).origin;

const config: NextConfig = {
  // As the addresses of Gait's pages; its webhook follows no redirect.
  trailingSlash: true,
  skipTrailingSlashRedirect: true,
  poweredByHeader: false,
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "Content-Security-Policy", value: `frame-ancestors 'self' ${admin}` },
        { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
        { key: "X-Content-Type-Options", value: "nosniff" },
      ],
    },
    {
      // Its address has the token of a draft.
      source: "/preview/",
      headers: [{ key: "Referrer-Policy", value: "no-referrer" }],
    },
  ],
};

export default config;
