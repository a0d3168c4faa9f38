using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Content;

public sealed class ContentSearchTests : IDisposable
{
    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void A_page_must_contain_every_word()
    {
        root.WithArticle("docs/one.md", body: "A circuit breaker opens.").WithArticle("docs/two.md", body: "A circuit.");

        Find("CIRCUIT breaker").ShouldBe(["/docs/one/"]);
        Find("circuit").ShouldBe(["/docs/one/", "/docs/two/"], ignoreOrder: true);
    }

    [Fact]
    public void A_match_in_the_title_is_worth_more_than_one_in_the_text()
    {
        root.WithArticle("docs/a.md", body: "limits limits limits").WithArticle("docs/limits.md");

        Find("limits").ShouldBe(["/docs/limits/", "/docs/a/"]);
    }

    [Fact]
    public void A_result_leads_to_the_section_that_matches_best()
    {
        root.WithArticle("docs/a.md", body: "Begin.\n\n## Rates\n\nSlow.\n\n## Caps\n\nA cap per `month`.");

        Find("month").ShouldBe(["/docs/a/#caps"]);
        Find("caps").ShouldBe(["/docs/a/#caps"]);
    }

    [Fact]
    public void An_excerpt_shows_the_match_in_its_sentence()
    {
        root.WithArticle("docs/a.md", body: string.Join(' ', Enumerable.Repeat("before", 100)) + " needle " + string.Join(' ', Enumerable.Repeat("after", 100)));

        var excerpt = ContentSearch.Find(root.Read(), "needle").ShouldHaveSingleItem().Excerpt;

        excerpt.ShouldContain("before needle after");
        excerpt.ShouldStartWith("… ");
        excerpt.ShouldEndWith(" …");
        excerpt.Length.ShouldBeLessThan(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("no such words anywhere")]
    public void A_query_without_a_match_finds_nothing(string query) => ContentSearch.Find(root.WithArticle("docs/a.md").Read(), query).ShouldBeEmpty();

    [Fact]
    public void A_long_query_is_truncated() => ContentSearch.Find(root.WithArticle("docs/a.md", body: "word").Read(), new string(' ', 100) + "unknown").ShouldBeEmpty();

    [Theory]
    [InlineData("RATE_LIMIT", "/docs/errors/#rate_limit")]
    [InlineData("circuit breaker", "/docs/reliability/#circuit-breakers")]
    [InlineData("litellm", "/docs/migrate-from-litellm/")]
    [InlineData("Journal:Durability", "/docs/operations/#the-journal")]
    public void The_articles_of_the_repository_answer_a_typical_query_first(string query, string address) =>
        ContentSearch.Find(ContentFolder.Read(Repository.Root), query)[0].Address.ShouldStartWith(address);

    private IEnumerable<string> Find(string query) => ContentSearch.Find(root.Read(), query).Select(static result => result.Address);
}
