import Page from "../page.js";

// Made for each request, as it reads the query.
export default async function Search({ searchParams }) {
  const { words } = await searchParams;
  return <main><h1>{words}</h1><Page /></main>;
}
