using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Content;

/// <summary>The articles of the repository. Reading them checks their front matter and the links between them.</summary>
public sealed class ShippedContentTests
{
    private static readonly ContentSnapshot Content = ContentFolder.Read(Repository.Root);

    public static TheoryData<string> Files => [.. Content.All.Select(static article => article.File)];

    [Theory]
    [Trait("Promise", "P-4")]
    [InlineData("/blog/custom-agent-harness-openai-compatible/")]
    [InlineData("/blog/goose-custom-provider/")]
    [InlineData("/blog/hermes-models-and-coding-agents/")]
    [InlineData("/blog/inference-endpoint-coding-agents/")]
    [InlineData("/docs/openai-drop-in/")]
    [InlineData("/docs/quick-start/")]
    [InlineData("/docs/api-reference/")]
    public void A_promised_article_is_published(string address) => Content.All.ShouldContain(article => article.Address == address);

    [Fact]
    [Trait("Promise", "P-4")]
    public void Every_link_to_a_page_of_the_portal_is_valid()
    {
        var pages = PortalPages.Addresses();

        var texts = Content.All.Select(static article => (article.File, article.Links))
            .Append((File: Changelog.FileName, Content.Changelog!.Links));

        var broken = from article in texts
                     from link in article.Links
                     where link.Target.StartsWith('/') && !Section.All.Any(section => link.Target.StartsWith(section.Address, StringComparison.Ordinal))
                     where Content.Pictures.Find(link.Target) is null && !pages.Contains(link.Target.Split('#', '?')[0].TrimEnd('/'))
                     select $"{article.File}({link.Line}): {link.Target}";

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Every_picture_is_on_a_page()
    {
        var shown = Content.All.SelectMany(static article => article.Links).Select(static link => link.Target);

        Content.Pictures.Addresses.Except(shown).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_description_fits_a_search_result(string file) =>
        Content.All.Single(article => article.File == file).About.Description.Length.ShouldBeInRange(50, 170);
}
