using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>People and agents choose names with markup. Pages show them as text.</summary>
public sealed class HostileNames : Journey
{
    /// <summary>The names of groups in the address and in the heading of their breakdown.</summary>
    private static readonly (string Query, string Heading)[] Groups = [("key", "key"), ("user", "end user"), ("repository", "repository"), ("label", "label"), ("run", "run")];

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("**bold**")]
    [InlineData("\"><script>")]
    public async Task A_name_with_markup_is_shown_as_text_on_every_page_that_lists_it(string name)
    {
        var (ada, _) = await OpenSignedInAsync();
        var messages = new ConcurrentQueue<string>();
        ada.Page.Dialog += (_, shown) =>
        {
            messages.Enqueue(shown.Message);
            _ = shown.DismissAsync();
        };
        var key = await ada.Keys.MintAndCloseAsync(name);
        await Expect(ada.Keys.Row(name)).ToBeVisibleAsync();
        await ExpectNoMarkupAsync(ada);
        (await CallAsync(key, name)).ShouldBe(200);

        foreach (var (query, heading) in Groups)
        {
            await ada.Usage.OpenAsync($"?by={query}");
            await Expect(ada.Usage.By(heading, name)).ToBeVisibleAsync();
            await ExpectNoMarkupAsync(ada);
        }

        await ada.Tenant.OpenAsync();
        await Expect(ada.Tenant.Key(name)).ToBeVisibleAsync();
        await ExpectNoMarkupAsync(ada);
        await ada.Budgets.OpenAsync();
        await Expect(ada.Budgets.Key(name)).ToBeVisibleAsync();
        await ExpectNoMarkupAsync(ada);

        await ada.Runs.OpenAsync();
        await Expect(ada.Runs.Run(name)).ToBeVisibleAsync();
        await ExpectNoMarkupAsync(ada);
        await ada.Runs.Run(name).ClickAsync();
        await Expect(ada.Page.Locator("header.heading code")).ToHaveTextAsync(name);
        await Expect(ada.Runs.Tree).ToContainTextAsync(name);
        await ExpectNoMarkupAsync(ada);

        await ada.Requests.OpenAsync();
        var call = ada.Requests.Rows;
        await Expect(call).ToContainTextAsync(name);
        await Expect(call).ToHaveAttributeAsync("title", $"user {name} · label {name}");
        await ExpectNoMarkupAsync(ada);
        await call.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(ada.Receipt.Value("Repository")).ToHaveTextAsync(name);
        await Expect(ada.Receipt.Value("Label")).ToHaveTextAsync(name);
        await ExpectNoMarkupAsync(ada);
        messages.ShouldBeEmpty();
    }

    /// <summary>Neither HTML nor Markdown of a name has become an element.</summary>
    private static async Task ExpectNoMarkupAsync(Visitor visitor)
    {
        await Expect(visitor.Page.Locator("img[src=x]")).ToHaveCountAsync(0);
        await Expect(visitor.Page.GetByRole(AriaRole.Main).Locator("script:not([src])")).ToHaveCountAsync(0);
        await Expect(visitor.Page.Locator("b, em, strong").Filter(new() { HasText = "bold" })).ToHaveCountAsync(0);
    }

    /// <summary>One call whose end user, run, repository and label have the name.</summary>
    /// <returns>The HTTP status.</returns>
    private async Task<int> CallAsync(string key, string name)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Site.Address, "/v1/chat/completions"))
        {
            Content = JsonContent.Create(new { model = Agent.Pinned, messages = new[] { new { role = "user", content = "Fix it." } } }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var header in (string[])["X-JusInfer-User", "X-JusInfer-Session", "X-JusInfer-Repository", "X-JusInfer-Label"]) request.Headers.Add(header, name);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
