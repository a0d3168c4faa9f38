using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The blog and the docs, as pages and as Markdown.</summary>
public sealed class ReadingArticles : Journey
{
    private const string Article = "/blog/inference-endpoint-coding-agents/";

    [Theory, Trait("Promise", "P-3")]
    [InlineData("/blog/", "Blog")]
    [InlineData("/docs/", "Docs")]
    public async Task An_index_links_to_every_article(string index, string title)
    {
        var reader = await OpenVisitorAsync();
        await reader.Article.OpenAsync(index);
        await Expect(reader.Article.Title).ToHaveTextAsync(title);
        var titles = await reader.Article.Listed.AllTextContentsAsync();
        titles.ShouldNotBeEmpty();
        foreach (var each in titles)
        {
            await reader.Article.Listed.And(reader.Page.GetByText(each, new() { Exact = true })).ClickAsync();
            await Expect(reader.Article.Title).ToHaveTextAsync(each);
            await reader.Page.GoBackAsync();
            await Expect(reader.Article.Title).ToHaveTextAsync(title);
        }
    }

    [Fact, Trait("Promise", "P-5")]
    public async Task An_article_shows_its_summary_author_and_date()
    {
        var reader = await OpenVisitorAsync();
        await reader.Article.OpenAsync(Article);
        await Expect(reader.Article.Summary).ToContainTextAsync("TL;DR");
        await Expect(reader.Article.Date).ToHaveAttributeAsync("datetime", "2026-11-20");
        await Expect(reader.Article.Byline).ToContainTextAsync("The JusInfer team");

        var tag = reader.Article.Tags.First.GetByRole(AriaRole.Link);
        var name = await tag.TextContentAsync();
        await tag.ClickAsync();
        await Expect(reader.Page).ToHaveURLAsync($"/tags/{name}/");
        await Expect(reader.Article.Listed.First).ToBeVisibleAsync();
    }

    [Theory, Trait("Promise", "P-5")]
    [InlineData(Article)]
    [InlineData("/docs/quick-start/")]
    public async Task An_article_is_available_as_Markdown(string address)
    {
        var reader = await OpenVisitorAsync();
        await reader.Article.OpenAsync(address);
        var markdown = await reader.Article.Markdown.GetAttributeAsync("href");
        markdown.ShouldBe($"{address.TrimEnd('/')}.md");
        var title = await reader.Article.Title.TextContentAsync();

        var raw = await reader.Page.APIRequest.GetAsync(markdown!);
        raw.Status.ShouldBe(200);
        raw.Headers["content-type"].ShouldStartWith("text/markdown");
        (await raw.TextAsync()).ShouldContain($"title: {title}");
    }

    [Theory]
    [InlineData(Article, "blog/inference-endpoint-coding-agents")]
    [InlineData("/", "jusinfer")]
    [InlineData("/docs/", "jusinfer")]
    [InlineData("/blog/", "jusinfer")]
    [InlineData("/tags/", "jusinfer")]
    [InlineData("/changelog/", "jusinfer")]
    [InlineData("/catalog", "jusinfer")]
    [InlineData("/catalog/jusInfer-auto", "jusinfer")]
    [InlineData("/connect/", "jusinfer")]
    public async Task A_link_to_a_page_has_a_picture(string page, string picturesName)
    {
        var reader = await OpenVisitorAsync();
        await reader.Page.GotoAsync(page);
        var address = await reader.Page.Locator("meta[property='og:image']").GetAttributeAsync("content");
        address.ShouldBe($"{Site.Address}social/{picturesName}.png");
        var picture = await reader.Page.APIRequest.GetAsync(address!);
        (picture.Status, picture.Headers["content-type"]).ShouldBe((200, "image/png"));
    }

    [Fact]
    public async Task A_diagram_has_a_name_and_a_description_and_fits_a_phone()
    {
        var reader = await OpenVisitorAsync(DisplaySettings.Phone);
        await reader.Article.OpenAsync("/docs/routing/");
        var diagram = reader.Page.GetByRole(AriaRole.Img, new() { Name = "How a model and its endpoints are chosen" });
        await Expect(diagram).ToBeVisibleAsync();
        var box = await diagram.BoxAsync();
        (box.X + box.Width).ShouldBeLessThanOrEqualTo(DisplaySettings.Phone.Width);
        box.Width.ShouldBeGreaterThan(300);
    }

    [Fact]
    public async Task A_search_leads_to_the_section_that_answers_it()
    {
        var reader = await OpenVisitorAsync();
        await reader.Article.OpenAsync("/docs/");
        await reader.Article.Search.FillAsync("RATE_LIMIT");
        await reader.Article.Search.PressAsync("Enter");
        await Expect(reader.Page).ToHaveURLAsync("/docs/search?q=RATE_LIMIT");

        await reader.Article.Listed.First.ClickAsync();

        await Expect(reader.Page).ToHaveURLAsync("/docs/errors/#rate_limit");
        await Expect(reader.Page.Locator("#rate_limit")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_misspelled_address_suggests_the_page()
    {
        var reader = await OpenVisitorAsync();
        reader.Errors.Expect("/docs/quickstart/", 404);
        await reader.Article.OpenAsync("/docs/quickstart/");
        await reader.Page.GetByText("Did you mean").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(reader.Article.Title).ToHaveTextAsync("Quick start");
    }

    [Theory]
    [InlineData("/blog/never-written/", "Page not found")]
    [InlineData("/docs/never-written/", "Page not found")]
    [InlineData("/nowhere", "Page not found")]
    public async Task A_missing_page_answers_404_with_links_to_existing_pages(string address, string heading)
    {
        var reader = await OpenVisitorAsync();
        reader.Errors.Expect(address, 404);
        (await reader.Article.OpenAsync(address))!.Status.ShouldBe(404);
        await Expect(reader.Article.Title).ToHaveTextAsync(heading);
        await reader.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "docs" }).First.ClickAsync();
        await Expect(reader.Article.Title).Not.ToHaveTextAsync(heading);
    }
}
