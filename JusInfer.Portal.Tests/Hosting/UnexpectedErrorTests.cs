using AngleSharp.Html.Parser;
using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>A bug is in the log, where the operator finds it, and not in the answer.</summary>
public sealed class UnexpectedErrorTests
{
    private const string Bug = "planted-bug";

    [Fact]
    public async Task An_unexpected_error_is_logged_and_not_told_to_the_client()
    {
        var catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);
        await using var portal = await PortalHost.StartAsync(catalog, static services => services.AddSingleton<IPublicPages,
            FaultyPages>());

        using var answer = await portal.Http.GetAsync("/sitemap.xml", TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).ShouldBe(500);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        page.ShouldNotContain(Bug);
        page.ShouldContain($"<code>{answer.Headers.GetValues("x-request-id").Single()}</code>");
        portal.Logs.Lines.ShouldContain(static line => line.Contains(Bug));
    }

    /// <summary>It loads no script, no style and no other file, which could fail for the same reason.</summary>
    [Fact]
    public async Task The_page_of_an_unexpected_error_depends_on_nothing_else()
    {
        var catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);
        await using var portal = await PortalHost.StartAsync(catalog, static services => services.AddSingleton<IPublicPages, FaultyPages>()
            .AddScoped<IComponentActivator>(static _ => throw new InvalidOperationException(Bug)));

        foreach (var path in new[] { "/sitemap.xml", "/login" })
        {
            using var answer = await portal.Http.GetAsync(path, TestContext.Current.CancellationToken);

            ((int)answer.StatusCode).ShouldBe(500, path);
            answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; style-src 'unsafe-inline';");
            var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            page.QuerySelector("main h1")!.TextContent.ShouldBe("Something went wrong on our side");
            page.QuerySelectorAll("script, link, img, base").ShouldBeEmpty();
        }
    }

    private sealed class FaultyPages : IPublicPages
    {
        public IEnumerable<PublicPage> List() => throw new InvalidOperationException(Bug);
    }
}
