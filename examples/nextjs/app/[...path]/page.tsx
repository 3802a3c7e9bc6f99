import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { Article } from "../../components/article";
import { FollowPreview } from "../../components/follow-preview";
import { Sections } from "../../components/sections";
import { type Found, pageAt, userBarAt } from "../../lib/gait";

type Props = { params: Promise<{ path: string[] }> };

/** Pages are made when somebody asks for them first, and kept until a webhook says so. */
export const generateStaticParams = () => [];

const pathOf = async ({ params }: Props) => `/${(await params).path.join("/")}/`;

const asked = async (props: Props) => pageAt(await pathOf(props));

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { page, draft } = await asked(props);
  if (!("seo" in page)) return {};
  const { seo } = page;
  return {
    // With the clinic's name.
    title: { absolute: seo.title },
    description: seo.description,
    robots: draft ? "noindex" : seo.robots,
    alternates: { canonical: seo.canonical_url },
  };
}

export default async function Shown(props: Props) {
  const { page, draft } = await asked(props);
  return (
    <>
      {draft && (
        <FollowPreview
          origin={draft.admin_origin}
          userBar={await userBarAt(await pathOf(props))}
        />
      )}
      <Template page={page} draft={draft} />
    </>
  );
}

function Template({ page, draft }: Found) {
  switch (page.type) {
    case "articles.ArticlePage":
      return <Article article={page} draft={draft} />;
    case "home.StandardPage":
      return (
        <article>
          <h1 data-gait-edit={draft?.edit_urls.title}>{page.title}</h1>
          <Sections blocks={page.body} />
        </article>
      );
    default:
      // Write a component for each type of page that your site shows.
      notFound();
  }
}
