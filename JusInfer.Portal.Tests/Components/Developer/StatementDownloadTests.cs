using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JusInfer.Portal.Spending.Wallet;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The file of a monthly statement, over a real socket.</summary>
public sealed class StatementDownloadTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string Password = "correct horse battery";

    private static readonly DateTimeOffset March = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private PagesHost portal = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        portal = await PagesHost.StartAsync();
        using var signedUp = await portal.Browser.PostAsJsonAsync("/v1/auth/signup", new { email = Email, password = Password, team = "Lovelace" }, Token);
        var token = (await signedUp.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("access_token").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/tenant");
        request.Headers.Authorization = new("Bearer", token);
        using var team = await portal.Browser.SendAsync(request, Token);
        var teamId = TeamId.Parse((await team.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!, null);

        var wallets = portal.Services.GetRequiredService<IWalletStore>();
        await wallets.AddAsync(teamId, LedgerKind.Credit, NanoUsd.FromUsd(10), note: null, March.AddDays(-1), Token);
        await wallets.AddAsync(teamId, LedgerKind.Adjustment, NanoUsd.FromUsd(-2.5m), note: null, March.AddDays(3), Token);
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task A_month_has_its_balances_and_its_sums_as_numbers()
    {
        await portal.PostAsync("/login", "sign-in", ("email", Email), ("password", Password));

        var (answer, text) = await portal.GetAsync("/developer/statement.csv?month=2026-03");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("jusinfer-statement-2026-03.csv");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        text.ShouldBe(
            "month,line,entries,requests,amount_usd\r\n2026-03,opening_balance,,,10\r\n2026-03,adjustment,1,0,-2.5\r\n2026-03,closing_balance,,,7.5\r\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?month=2026-13")]
    [InlineData("?month=9999-12")]
    [InlineData("?month=%3Cscript%3E")]
    public async Task Anything_but_a_month_until_now_is_the_present_month(string query)
    {
        await portal.PostAsync("/login", "sign-in", ("email", Email), ("password", Password));

        var (answer, text) = await portal.GetAsync($"/developer/statement.csv{query}");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        text.ShouldContain(",opening_balance,,,7.5\r\n");
    }

    [Fact]
    public async Task A_stranger_is_sent_to_the_login() =>
        (await portal.GetAsync("/developer/statement.csv?month=2026-03")).Answer.Headers.Location!.ToString().ShouldContain("/login");
}
