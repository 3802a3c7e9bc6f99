import type { Article, Comment } from "@gait/client";

import { pathOf, replies } from "../lib/gait";
import { Prose } from "./prose";
import { ReplyForm } from "./reply-form";

export async function Replies({ article: { id, meta, comments } }: { article: Article }) {
  const { items, count } = await replies(id);
  return (
    <section className="replies">
      <h2>{count === 1 ? "One reply" : `${count} replies`}</h2>
      <Threads comments={items} />
      {comments.open && meta.html_url && (
        <ReplyForm page={id} path={pathOf(meta.html_url)} />
      )}
    </section>
  );
}

function Threads({ comments }: { comments: Comment[] }) {
  if (comments.length === 0) return null;
  return (
    <ol>
      {comments.map(({ id, name, html, created_at, from_clinic, replies }) => (
        <li key={id} id={`reply-${id}`}>
          <p className="small">
            <strong>{name}</strong>
            {from_clinic && ", for the clinic"},{" "}
            <time dateTime={created_at}>{created_at.slice(0, 10)}</time>
          </p>
          <Prose html={html} />
          <Threads comments={replies} />
        </li>
      ))}
    </ol>
  );
}
