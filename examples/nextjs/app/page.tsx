import Link from "next/link";

import { Cards } from "../components/cards";
import { articles } from "../lib/gait";

/** The newest articles: made when the site is built, and again when a webhook says so. */
export default async function Home() {
  const { items } = await articles({ limit: 6 });
  return (
    <>
      <h1>Newest articles</h1>
      <Cards articles={items} />
      <Link className="button" href="/articles/">
        All articles
      </Link>
    </>
  );
}
