import type { Article as ArticleData, Preview } from "@gait/client";

import Link from "next/link";

import { Picture } from "./picture";
import { Prose } from "./prose";
import { Replies } from "./replies";
import { Sections } from "./sections";

export function Article({ article, draft }: { article: ArticleData; draft?: Preview }) {
  const { title, summary, author, review, hero_image, introduction, sections } = article;
  const { benefits, safety, call_to_action, references, topics } = article;
  // Attributes of a preview alone: a click leads the admin to the field.
  const edit = draft?.edit_urls ?? {};
  return (
    <article>
      <header>
        <h1 data-gait-edit={edit.title}>{title}</h1>
        <p className="lead" data-gait-edit={edit.summary}>{summary}</p>
        <p className="small">
          {author && <>By {author.name}. </>}
          {review.reviewer && review.last_reviewed && (
            <>
              Reviewed by {review.reviewer.name}, {review.reviewer.credentials}, on{" "}
              <time dateTime={review.last_reviewed}>{day(review.last_reviewed)}</time>.
            </>
          )}
        </p>
        {review.notice && <p className="callout caution">{review.notice}</p>}
      </header>
      {hero_image && <Picture picture={hero_image} lazy={false} />}
      <Prose html={introduction} />
      {benefits && (
        <section className="benefits" data-gait-edit={benefits.edit_url}>
          <h2>{benefits.heading}</h2>
          <Prose html={benefits.introduction} />
          <ul>
            {benefits.items.map((benefit) => (
              <li key={benefit.id} data-gait-edit={benefit.edit_url}>
                <strong>{benefit.title}</strong>
                <Prose html={benefit.description} />
              </li>
            ))}
          </ul>
          <Prose html={benefits.conclusion} />
        </section>
      )}
      <Sections blocks={sections} />
      {safety && (
        <section className="callout caution" data-gait-edit={safety.edit_url}>
          <h2>{safety.heading}</h2>
          <Prose html={safety.body} />
          <ul>
            {safety.warning_signs.map(({ id, text }) => (
              <li key={id}>{text}</li>
            ))}
          </ul>
        </section>
      )}
      {call_to_action && (
        <section className="action" data-gait-edit={call_to_action.edit_url}>
          <h2>{call_to_action.heading}</h2>
          <Prose html={call_to_action.body} />
          {call_to_action.phone && (
            <a className="button" href={call_to_action.phone.uri}>
              Call {call_to_action.phone.display}
            </a>
          )}
        </section>
      )}
      {references.length > 0 && (
        <section>
          <h2>References</h2>
          <ol>
            {references.map(({ id, title, publisher, year, url }, n) => (
              // Texts cite references by their number.
              <li key={id} id={`reference-${n + 1}`}>
                {url ? <a href={url}>{title}</a> : title}
                {[publisher, year].filter(Boolean).map((part) => `, ${part}`)}
              </li>
            ))}
          </ol>
        </section>
      )}
      <p>
        {topics.map(({ id, name, slug }) => (
          <Link key={id} className="topic" href={{ pathname: "/articles/", query: { topic: slug } }}>
            {name}
          </Link>
        ))}
      </p>
      {!draft && <Replies article={article} />}
    </article>
  );
}

const day = (date: string) =>
  new Date(date).toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
