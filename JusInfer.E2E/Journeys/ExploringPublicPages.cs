using System.Text;
using System.Text.RegularExpressions;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>A visitor without an account reads the public pages.</summary>
public sealed partial class ExploringPublicPages : Journey
{
    /// <summary>The maximum size of an HTML document, uncompressed and without what it loads.</summary>
    private const int MaxDocumentBytes = 100_000;

    [Fact, Trait("Promise", "P-16")]
    public async Task The_home_page_shows_the_two_values_to_change_with_the_address_of_this_gateway()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        var clients = await visitor.Landing.Clients.AllTextContentsAsync();
        clients.Count.ShouldBeGreaterThan(1);
        foreach (var client in clients)
        {
            await visitor.Landing.Client(client).ClickAsync();
            await Expect(visitor.Landing.Change(client)).ToContainTextAsync(Site.Address.Authority);
            await Expect(visitor.Landing.Client(client)).ToHaveAttributeAsync("aria-current", "true");
        }
    }

    [Fact, Trait("Promise", "P-4")]
    public async Task Every_link_picture_and_anchor_on_the_public_pages_works_and_no_document_is_large()
    {
        var visitor = await OpenVisitorAsync();
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal) { "/" }, new Queue<(string Address, string From)>([("/", "the address bar")]));
        var documents = new Dictionary<string, string>(StringComparer.Ordinal);
        List<(string Address, string Fragment, string From)> anchors = [];
        List<string> broken = [];
        while (open.TryDequeue(out var link))
        {
            var response = await visitor.Page.APIRequest.GetAsync(link.Address);
            if (response.Status >= 400) broken.Add($"{response.Status} {link.Address}, linked from {link.From}");
            if (!response.Headers.GetValueOrDefault("content-type", "").StartsWith("text/html", StringComparison.Ordinal)) continue;
            var document = documents[link.Address] = await response.TextAsync();
            foreach (Match match in Link().Matches(document))
            {
                var address = System.Net.WebUtility.HtmlDecode(match.Groups["address"].Value);
                if (seen.Add(address)) open.Enqueue((address, link.Address));
                if (match.Groups["fragment"] is { Success: true } fragment) anchors.Add((address, fragment.Value, link.Address));
            }
        }

        broken.ShouldBeEmpty();
        anchors.Where(anchor => documents.TryGetValue(anchor.Address, out var document) && !document.Contains($"id=\"{anchor.Fragment}\"", StringComparison.Ordinal)).ShouldBeEmpty();
        documents.Where(static document => Encoding.UTF8.GetByteCount(document.Value) > MaxDocumentBytes).Select(static document => document.Key).ShouldBeEmpty();
        seen.Count.ShouldBeGreaterThan(60);
        anchors.Count.ShouldBeGreaterThan(100);
    }

    /// <summary>A link to this site, or a picture or script of it.</summary>
    [GeneratedRegex("""(href|src)="(?<address>/[^"#]*)(#(?<fragment>[^"]+))?""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
