using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>An agent reads tabs of the developer area as Markdown.</summary>
public sealed class ReadingAsAnAgent : Journey
{
    private const string Usage = "/developer/usage.md";
    private const string Keys = "/developer/keys.md";
    private const string Runs = "/developer/runs.md";
    private const string Limits = "/developer/limits.md";

    private const string Caller = "Night agent";

    [Fact]
    public async Task A_key_that_reads_usage_gets_the_spend_of_the_calling_key_in_every_document()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Keys.Mint.ClickAsync();
        await ada.Keys.Dialog.Field("Name").FillAsync(Caller);
        await ada.Keys.Dialog.MoreOptions.ClickAsync();
        await ada.Keys.Dialog.Field("Monthly cap in USD").FillAsync("5");
        var caller = await FinishMintingAsync(ada);
        var reader = await MintReaderAsync(ada);
        (await AgentWith(caller).CallInRunAsync("fix-1", parent: null, "Fix it.")).ShouldBe(200);
        await ada.Runs.OpenAsync();
        await Expect(ada.Runs.Run("fix-1")).ToBeVisibleAsync();
        await ada.Usage.OpenAsync("?by=key");
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("1");
        await Expect(ada.Usage.ByKey(Caller)).ToBeVisibleAsync();

        var usage = await ReadMarkdownAsync(Usage + "?by=key", reader);
        var spent = CellsOf(usage, Caller)[^1];
        decimal.Parse(spent, CultureInfo.InvariantCulture).ShouldBeGreaterThan(0m);
        usage.ShouldContain("Total: 1 requests (0 failed)");

        CellsOf(await ReadMarkdownAsync(Keys, reader), Caller)[^2..].ShouldBe(["1", spent]);
        CellsOf(await ReadMarkdownAsync(Runs, reader), Caller).ShouldContain(spent);
        var limits = await ReadMarkdownAsync(Limits, reader);
        limits.ShouldContain($"## {Caller} (");
        CellsOf(limits, "key.monthly_cap")[3..5].ShouldBe(["5", decimal.Parse(spent, CultureInfo.InvariantCulture).ToString("0.######", CultureInfo.InvariantCulture)]);
    }

    [Theory]
    [InlineData(Usage)]
    [InlineData(Keys)]
    [InlineData(Runs)]
    [InlineData(Limits)]
    public async Task A_key_for_calls_is_rejected_with_what_to_send_and_without_a_key_there_is_the_sign_in_form(string document)
    {
        var (ada, person) = await OpenSignedInAsync();
        var caller = await ada.Keys.MintAndCloseAsync(Caller);

        using (var rejected = await SendAsync(document, caller))
        {
            ((int)rejected.StatusCode).ShouldBe(401);
            var problem = JsonElement.Parse(await rejected.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            problem.GetProperty("detail").GetString().ShouldBe(
                "This key does not read usage. That requires a key with the scope usage:read, or an access token from POST /v1/auth/login.");
        }

        using var redirected = await SendAsync(document, key: null);
        redirected.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/login");
        (await redirected.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain(person.Team);
    }

    private static async Task<string> MintReaderAsync(Visitor visitor)
    {
        await visitor.Keys.Mint.ClickAsync();
        await visitor.Keys.Dialog.Field("Name").FillAsync("Reviewer");
        await visitor.Keys.Dialog.MoreOptions.ClickAsync();
        await visitor.Keys.Dialog.Self.GetByLabel("For", new() { Exact = true }).SelectOptionAsync("Reading usage");
        var key = await FinishMintingAsync(visitor);
        await Expect(visitor.Keys.Row("Reviewer")).ToContainTextAsync("reads usage");
        return key;
    }

    /// <summary>Submits the open form, reads the key and closes the dialog.</summary>
    private static async Task<string> FinishMintingAsync(Visitor visitor)
    {
        await visitor.Keys.Dialog.Button("Mint key").ClickAsync();
        var key = await visitor.Keys.ReadKeyAsync();
        await visitor.Keys.Dialog.CloseWithAsync("I have stored it");
        return key;
    }

    /// <summary>The cells of the first row of a table that contains a text.</summary>
    private static string[] CellsOf(string markdown, string text) =>
        Array.Find(markdown.Split('\n'), line => line.StartsWith('|') && line.Contains(text, StringComparison.Ordinal)).ShouldNotBeNull(markdown)
            .Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private async Task<string> ReadMarkdownAsync(string document, string key)
    {
        using var answer = await SendAsync(document, key);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(200, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/markdown");
        text.ShouldNotContain(key);
        return text;
    }

    private async Task<HttpResponseMessage> SendAsync(string document, string? key)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Site.Address, document));
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
