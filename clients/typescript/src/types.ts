/** Short names of the shapes of API v3. */

import type { components, operations } from "./schema.js";

type Schemas = components["schemas"];
type Answer<Name extends keyof operations> = operations[Name] extends {
  responses: { 200: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;
type Query<Name extends keyof operations> = Lenient<
  Omit<NonNullable<operations[Name]["parameters"]["query"]>, "site">
>;
/** What may be left out may be undefined, also under `exactOptionalPropertyTypes`. */
type Lenient<Shape> = {
  [Key in keyof Shape]: undefined extends Shape[Key] ? Shape[Key] | undefined : Shape[Key];
};

/** Finished HTML, safe to insert as it is; no other string is assignable to it. */
export type Html = Schemas["Html"];

/** Any page in full; `page.type` narrows it: `"articles.ArticlePage"` is an `Article`. */
export type Page = Exclude<Answer<"pages_detail">, { type: "fields" }>;
export type Article = Schemas["ArticlePageSchema"];
export type ArticleIndex = Schemas["ArticleIndexPageSchema"];
export type HomePage = Schemas["HomePageSchema"];
export type StandardPage = Schemas["StandardPageSchema"];
export type FormPage = Schemas["FormPageSchema"];
export type ContactPage = Schemas["ContactPageSchema"];
export type ListedPage = Schemas["ListedPageSchema"];
export type PageList = Answer<"pages_list">;

/** What lives at a path; `route.kind` narrows it. */
export type Route = Answer<"route">;
/** What `route` brings along, each part `null` where it was not asked for. */
export type RoutePart = "page" | "site" | "comments" | "form";

/** An article in a list; the fields of the article in full are there if asked for. */
export type ArticleCard = Schemas["ArticleItemData"];
/** An article as other pages show it. */
export type Card = Schemas["CardData"];
export type ArticleList = Schemas["ArticleListData"];

/** A topic, or a person, as articles name them. */
export type Topic = Schemas["TopicData"];
export type Person = Schemas["PersonData"];
export type TopicPage = Schemas["TopicDetailData"];
export type PersonPage = Schemas["PersonDetailData"];
export type TopicList = Schemas["TopicListData"];
export type PersonList = Schemas["PersonListData"];
export type ListedTopic = Schemas["ListedTopicData"];
export type ListedPerson = Schemas["ListedPersonData"];

/** A part of an article's text; `block.type` narrows it. */
export type SectionBlock = Schemas["Section"];
export type Review = Schemas["ReviewData"];
export type Reference = Schemas["ReferenceData"];
export type Phone = Schemas["Phone"];
export type Link = Schemas["LinkData"];
export type Breadcrumb = Schemas["BreadcrumbData"];
export type Seo = Schemas["Seo"];

/** A picture as pages show it. */
export type Picture = Schemas["PictureData"];
/** A picture by itself, with the sizes that can be asked for. */
export type Image = Schemas["ShownImage"];

export type Site = Schemas["SiteData"];
export type Place = Schemas["PlaceData"];

export type SearchResults = Schemas["SearchData"];
export type SearchResult = Schemas["ResultData"];
export type Suggestion = Schemas["SuggestionData"];

/** A form that an editor made: what to ask for, and the words around it. */
export type Form = Schemas["FormData"];
/** The form of a reply to a page. */
export type ReplyForm = Schemas["ReplyFormData"];
export type Question = Schemas["Hint"];
export type Comment = Schemas["CommentData"];
export type CommentList = Schemas["CommentListData"];

/** The answers of a form by the names of its questions. */
export type FormValues =
  operations["forms_submit"]["requestBody"]["content"]["application/json"];
export type ReplyFields = Omit<Schemas["NewComment"], "page">;
export type Received = Schemas["ReceivedData"];
/** A reply that everybody can read, or one that a person looks at first. */
export type ReplyOutcome =
  | Schemas["PublishedCommentData"]
  | Schemas["PendingCommentData"];
export type Unlocked = Schemas["UnlockedData"];

/** A draft: the page as it is read, whose blocks have an `edit_url`, too. */
export type Preview = Schemas["PreviewData"];

export type Change = Schemas["ChangeData"];
export type Changes = Schemas["ChangesData"];

/** A refusal, as in RFC 9457. */
export type Problem = Schemas["SubmissionProblem"] & Schemas["RouteProblem"];
export type FieldProblem = Schemas["FieldProblem"];

export type ArticleQuery = Query<"articles_list">;
export type PageQuery = Query<"pages_list">;
export type TopicQuery = Query<"topics_list">;
export type PersonQuery = Query<"people_list">;
export type SearchQuery = Query<"search">;
export type CommentQuery = Omit<Query<"comments_list">, "page">;

/** An answer of `route` in which parts that were asked for are not `null`. */
export type RouteWith<Part extends RoutePart> = Brought<Route, Part & ("page" | "site")>;

type Brought<Found, Part> = Found extends Route
  ? { [Key in keyof Found]: Key extends Part ? NonNullable<Found[Key]> : Found[Key] }
  : never;
