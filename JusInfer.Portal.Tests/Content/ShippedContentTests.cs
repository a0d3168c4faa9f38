using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Content;

/// <summary>The articles that ship. Reading them already checks their front matter and every link from one to another.</summary>
public sealed class ShippedContentTests
{
    private static readonly ContentSnapshot Content = ContentFolder.Read(Repository.Root);

    public static TheoryData<string> Files => [.. Content.All.Select(static article => article.File)];

    [Theory]
    [Trait("Promise", "P-4")]
    [InlineData("/blog/inference-endpoint-coding-agents/")]
    [InlineData("/docs/quick-start/")]
    [InlineData("/docs/api-reference/")]
    public void A_promised_article_is_published(string address) => Content.All.ShouldContain(article => article.Address == address);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_description_fits_a_search_result(string file) =>
        Content.All.Single(article => article.File == file).About.Description.Length.ShouldBeInRange(50, 170);
}
