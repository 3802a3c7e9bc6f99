import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

import { site } from "../lib/gait";
import "./styles.css";

export async function generateMetadata(): Promise<Metadata> {
  const name = (await site()).clinic?.name ?? "Articles";
  return { title: { default: name, template: `%s | ${name}` } };
}

export default async function Layout({ children }: { children: ReactNode }) {
  const { clinic } = await site();
  return (
    <html lang="en">
      <body>
        <header className="masthead">
          <Link href="/">{clinic?.name ?? "Articles"}</Link>
          {clinic?.phone && <a href={clinic.phone.uri}>{clinic.phone.display}</a>}
        </header>
        <main>{children}</main>
        {clinic && (
          <footer dangerouslySetInnerHTML={{ __html: clinic.disclaimer }} />
        )}
      </body>
    </html>
  );
}
