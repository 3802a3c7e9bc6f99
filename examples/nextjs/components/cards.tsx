import type { ArticleCard } from "@gait/client";
import Link from "next/link";

import { pathOf } from "../lib/gait";
import { Picture } from "./picture";

export function Cards({ articles }: { articles: ArticleCard[] }) {
  return (
    <ul className="cards">
      {articles.map(({ id, title, summary, url, hero_image, reading_time_minutes }) => (
        <li key={id}>
          {hero_image && <Picture picture={hero_image} />}
          <h2>
            <Link href={pathOf(url)}>{title}</Link>
          </h2>
          <p>{summary}</p>
          <p className="small">{reading_time_minutes} minutes to read</p>
        </li>
      ))}
    </ul>
  );
}
