using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Content;

public sealed class ContentLibraryTests : IDisposable
{
    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public async Task An_error_stops_the_start()
    {
        using var library = root.With("blog/x.md", "nothing").Library();

        (await Should.ThrowAsync<InvalidContentException>(() => library.StartAsync(TestContext.Current.CancellationToken))).Message.ShouldContain("content/blog/x.md(1): ");
    }

    [Fact]
    public async Task A_root_without_articles_starts_empty()
    {
        using var library = root.Library("Development");

        await library.StartAsync(TestContext.Current.CancellationToken);

        library.Current.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_development_saved_articles_are_reloaded_once_all_are_valid()
    {
        using var library = root.WithArticle("blog/first.md").Library("Development");
        await library.StartAsync(TestContext.Current.CancellationToken);

        root.With("blog/broken.md", "no front matter");
        root.WithArticle("blog/first.md", tags: "[kept]");
        root.With("blog/broken.md", ContentRoot.Markdown());

        await Until(() => library.Current.Find(Section.Blog, "broken") is not null);
        library.Current.Find(Section.Blog, "first")!.About.Tags.ShouldBe(["kept"]);
    }

    [Fact]
    public async Task In_production_a_changed_file_is_read_at_the_next_start()
    {
        using var library = root.WithArticle("blog/first.md").Library();
        await library.StartAsync(TestContext.Current.CancellationToken);
        var before = library.Current;

        root.WithArticle("blog/second.md");

        library.Current.ShouldBeSameAs(before);
    }

    private static Task Until(Func<bool> condition) => Eventually.TrueAsync(condition);
}
