using System.Text.RegularExpressions;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>How much a browser loads for a public page.</summary>
public sealed partial class LoadingPublicPages : Journey
{
    /// <summary>The maximum size of a page with its styles, scripts and fonts, compressed and without pictures.</summary>
    private const int MaxBytes = 100_000;

    private const string LoadedBytes = """
        () => document.fonts.ready.then(() => performance.getEntries()
          .filter(entry => entry.entryType === 'navigation' || (entry.entryType === 'resource' && entry.initiatorType !== 'img'))
          .reduce((sum, entry) => sum + entry.encodedBodySize, 0))
        """;

    [Fact]
    public async Task No_public_page_loads_more_than_100_KB_before_its_pictures()
    {
        var visitor = await OpenVisitorAsync();
        var map = await visitor.Page.APIRequest.GetAsync("/sitemap.xml");
        string[] pages = [.. Location().Matches(await map.TextAsync()).Select(static match => new Uri(match.Groups["address"].Value).PathAndQuery)];
        pages.Length.ShouldBeGreaterThan(60);
        List<string> large = [];
        foreach (var page in pages)
        {
            await visitor.Page.GotoAsync(page);
            var bytes = await visitor.Page.EvaluateAsync<int>(LoadedBytes);
            bytes.ShouldBeGreaterThan(30_000, "Styles and fonts are counted.");
            if (bytes > MaxBytes) large.Add($"{page}: {bytes}");
        }

        large.ShouldBeEmpty();
    }

    [GeneratedRegex("<loc>(?<address>[^<]+)</loc>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Location();
}
