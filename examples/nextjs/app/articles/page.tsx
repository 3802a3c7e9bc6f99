import type { Metadata } from "next";
import Link from "next/link";

import { Cards } from "../../components/cards";
import { articles } from "../../lib/gait";

export const metadata: Metadata = { title: "Articles" };

type Query = { topic?: string; cursor?: string };

/** All articles, or those of a topic: made for each request, from answers that are kept. */
export default async function List({ searchParams }: { searchParams: Promise<Query> }) {
  const { topic, cursor } = await searchParams;
  const { items, next_cursor } = await articles({
    limit: 12,
    cursor,
    topic: topic === undefined ? undefined : [topic],
  });
  const query = { ...(topic && { topic }), cursor: next_cursor };
  return (
    <>
      <h1>Articles</h1>
      <Cards articles={items} />
      {next_cursor && (
        <Link className="button" href={{ pathname: "/articles/", query }}>
          Older articles
        </Link>
      )}
    </>
  );
}
