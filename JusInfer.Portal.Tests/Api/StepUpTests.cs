using System.Globalization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Api;

/// <summary>Changes for which an account with a second factor uses it again.</summary>
public sealed class StepUpTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string Password = "a long enough password";

    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;
    private string bob = "";
    private string refresh = "";
    private AuthenticatorApp? app;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Ada is the operator and owns a team with Bob in it. Her session began without a second factor, ten minutes before the test.</summary>
    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync(Email, Password);
        Use(await ada.PostAsync("/v1/auth/login", new { email = Email, password = Password }));
        (await host.Services.GetRequiredService<IOperatorStore>().TryClaimFirstAsync(await UserAsync(), Token)).ShouldBeTrue();
        var link = (await ada.PostAsync("/v1/tenant/members", new { email = "bob@example.com", role = "member" })).Text("invite_url");
        (await new ControlPlaneClient(host.Http).PostAsync(
            "/v1/auth/signup", new { email = "bob@example.com", password = Password, invite = link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..] })).ShouldBe(201);
        bob = (await ada.GetAsync("/v1/tenant/members")).Json.GetProperty("data").EnumerateArray().Single(static member => member.GetProperty("role").GetString() == "member").GetProperty("id").GetString()!;
        host.Time.Advance(StepUpAuthentication.Window);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("role")]
    [InlineData("policy")]
    [InlineData("requirement")]
    [InlineData("time zone")]
    [InlineData("wallet")]
    [InlineData("payment")]
    [InlineData("raise")]
    [InlineData("admin")]
    [InlineData("amount")]
    [InlineData("window")]
    [InlineData("selection")]
    [InlineData("on reach")]
    [InlineData("budget removed")]
    [InlineData("cap removed")]
    [InlineData("cap raised")]
    [InlineData("cap weakened")]
    [InlineData("key's cap removed")]
    [InlineData("key's cap raised")]
    public async Task An_account_with_a_second_factor_is_asked_for_it_and_the_answer_holds_for_ten_minutes(string change)
    {
        (await ChangeAsync(change)).ShouldBeOneOf([200, 201, 204], "an account without a second factor has nothing to confirm with");
        await EnrollAsync();
        (await TryAsync(change)).ShouldBe(403, "SECOND_FACTOR_REQUIRED");

        (await ConfirmAsync(app!.CodeAt(host.Time.GetUtcNow(), 1))).ShouldBe(204);

        (await ChangeAsync(change)).ShouldBeOneOf(200, 201, 204);
        host.Time.Advance(StepUpAuthentication.Window - TimeSpan.FromSeconds(1));
        (await ChangeAsync(change)).ShouldBeOneOf(200, 201, 204);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        (await TryAsync(change)).ShouldBe(403, "SECOND_FACTOR_REQUIRED");
    }

    [Fact]
    public async Task Other_changes_are_not_asked_for()
    {
        await EnrollAsync();

        (await ada.PatchAsync("/v1/tenant", new { name = "Engine Room" })).ShouldBe(200);
        (await ada.PatchAsync($"/v1/tenant/members/{bob}", new { rpm = 5 })).ShouldBe(200);
        (await ada.PatchAsync($"/v1/tenant/members/{bob}", new { role = "member" })).ShouldBe(200);
        (await ada.PostAsync("/v1/keys", new { name = "laptop" })).ShouldBe(201);
        (await ada.PostAsync("/v1/tenant/members", new { email = "eve@example.com", role = "member" })).ShouldBe(201);
    }

    [Fact]
    public async Task What_lets_calls_cost_less_is_not_asked_for()
    {
        await EnrollAsync();

        var budget = await AddBudgetAsync(new { scope = "tenant", window = "day", amount_usd = 20, on_reach = "economy" });
        (await ada.PatchAsync(budget, new { amount_usd = 10, on_reach = "block" })).ShouldBe(200);

        // It limits nothing.
        var notifying = await AddBudgetAsync(new { scope = "tenant", window = "day", amount_usd = 20, on_reach = "notify" });
        (await ada.PatchAsync(notifying, new { amount_usd = 40 })).ShouldBe(200);
        (await ada.DeleteAsync(notifying)).Status.ShouldBeOneOf(200, 204);
        var cap = $"/v1/tenant/members/{bob}/cap";
        (await ada.PostAsync(cap, new { monthly_usd = 20 })).ShouldBe(200);
        (await ada.PostAsync(cap, new { monthly_usd = 20 })).ShouldBe(200);
        (await ada.PostAsync(cap, new { monthly_usd = 10 })).ShouldBe(200);
        var key = $"/v1/keys/{(await ada.PostAsync("/v1/keys", new { name = "laptop", monthly_cap_usd = 5 })).Text("id")}";
        (await ada.PatchAsync(key, new { monthly_cap_usd = 4, name = "desk" })).ShouldBe(200);
        (await ada.PatchAsync(key, new { rpm = 700 })).ShouldBe(200);
        (await ada.DeleteAsync(key)).Status.ShouldBeOneOf(200, 204);
    }

    [Fact]
    public async Task A_sign_in_with_a_code_counts_for_its_session_and_no_other()
    {
        await EnrollAsync();
        host.Time.Advance(TimeSpan.FromMinutes(2));
        var signedIn = await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email = Email, password = Password, code = app!.CodeAt(host.Time.GetUtcNow()) });

        (await TryAsync("role")).ShouldBe(403, "SECOND_FACTOR_REQUIRED");
        Use(signedIn);
        (await TryAsync("role")).ShouldBe(200);
    }

    [Fact]
    public async Task A_wrong_code_is_an_error_of_the_field_and_counts_towards_the_lockout()
    {
        (await ConfirmAsync("000000")).ShouldBe(409, "CONFLICT");
        await EnrollAsync();
        (await ada.PostAsync("/v1/auth/second-factor", new { })).FaultyFields.ShouldBe(["code"]);

        for (var i = 0; i < 5; i++)
        {
            var answer = await ConfirmAsync("nonsense");
            answer.ShouldBe(400);
            answer.FaultyFields.ShouldBe(["code"]);
        }

        (await ConfirmAsync(app!.CodeAt(host.Time.GetUtcNow(), 1))).ShouldBe(400);
        (await TryAsync("role")).ShouldBe(403, "SECOND_FACTOR_REQUIRED");
    }

    [Fact]
    public async Task A_code_confirms_once()
    {
        await EnrollAsync();
        var code = app!.CodeAt(host.Time.GetUtcNow(), 1);

        (await ConfirmAsync(code)).ShouldBe(204);
        (await ConfirmAsync(code)).ShouldBe(400);
    }

    private async Task<int> ChangeAsync(string change) => (await TryAsync(change)).Status;

    /// <summary>Makes a change that the last one did not make already.</summary>
    private async Task<ApiAnswer> TryAsync(string change)
    {
        await RefreshAsync();
        switch (change)
        {
            case "role":
                var role = (await ada.GetAsync("/v1/tenant/members")).Json.GetProperty("data").EnumerateArray().Single(member => member.GetProperty("id").GetString() == bob).GetProperty("role").GetString();
                return await ada.PatchAsync($"/v1/tenant/members/{bob}", new { role = role == "member" ? "admin" : "member" });
            case "policy": return await ada.PatchAsync("/v1/tenant", new { policy = new { max_days = 30 } });
            case "time zone": return await ada.PatchAsync("/v1/tenant", new { time_zone = "Europe/Berlin" });
            case "requirement": return await ada.PatchAsync("/v1/tenant", new { require_second_factor = false });
            case "payment": return await ada.PatchAsync($"/v1/operator/tenants/{(await ada.GetAsync("/v1/tenant")).Text("id")}", new { wallet = "postpaid" });
            case "wallet": return await ada.PostAsync("/v1/tenant/wallet/credits", new { amount_usd = 5 });
            case "admin":
                return await ada.PostAsync("/v1/tenant/members",
                new { email = $"{Guid.NewGuid():N}@example.com", role = "admin" });
            case "amount": return await ada.PatchAsync(await AddBudgetAsync(), new { amount_usd = 21 });
            case "window": return await ada.PatchAsync(await AddBudgetAsync(), new { window = "month" });
            case "selection": return await ada.PatchAsync(await AddBudgetAsync(), new { model = "anthropic/claude-sonnet-4.5" });
            case "on reach": return await ada.PatchAsync(await AddBudgetAsync(), new { on_reach = "notify" });
            case "budget removed": return await ada.DeleteAsync(await AddBudgetAsync());
            case "cap removed": return await CapAsync(new { monthly_usd = (decimal?)null });
            case "cap raised": return await CapAsync(new { monthly_usd = 20.01m });
            case "cap weakened": return await CapAsync(new { monthly_usd = 20, on_reach = "economy" });
            case "key's cap removed": return await CapKeyAsync(null);
            case "key's cap raised": return await CapKeyAsync(5.01m);
            default:
                var budget = (await ada.PostAsync("/v1/budgets", new { scope = "tenant", window = "day", amount_usd = 20 })).Text("id");
                return await ada.PatchAsync($"/v1/budgets/{budget}", new { raise_usd = 5, raise_until = host.Time.GetUtcNow().AddHours(2) });
        }
    }

    private Task<string> AddBudgetAsync() => AddBudgetAsync(new { scope = "tenant", window = "day", amount_usd = 20 });

    private async Task<string> AddBudgetAsync(object budget) => $"/v1/budgets/{(await ada.PostAsync("/v1/budgets", budget)).Text("id")}";

    /// <summary>Changes a cap of 20 dollars.</summary>
    private async Task<ApiAnswer> CapAsync(object change)
    {
        var store = host.Services.GetRequiredService<ITenancyStore>();
        var team = TeamId.Parse((await ada.GetAsync("/v1/tenant")).Text("id"), CultureInfo.InvariantCulture);
        var member = (await store.ListMembersAsync(team, Token)).Single(member => member.Id.ToString() == bob);
        (await store.UpdateMemberAsync(member with { Cap = new Cap(NanoUsd.FromUsd(20), CapAction.Block), Version = member.Version + 1 },
            Token)).ShouldBeTrue();
        return await ada.PostAsync($"/v1/tenant/members/{bob}/cap", change);
    }

    /// <summary>Changes the cap of a key of 5 dollars.</summary>
    private async Task<ApiAnswer> CapKeyAsync(decimal? cap)
    {
        var key = (await ada.PostAsync("/v1/keys", new { name = "laptop", monthly_cap_usd = 5 })).Text("id");
        return await ada.PatchAsync($"/v1/keys/{key}", new { monthly_cap_usd = cap });
    }

    /// <summary>Access tokens are valid for 15 minutes.</summary>
    private async Task RefreshAsync() => Use(await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/refresh", new { refresh_token = refresh }));

    private void Use(ApiAnswer tokens) => (ada.Access, refresh) = (tokens.Text("access_token"), tokens.Text("refresh_token"));

    private Task<ApiAnswer> ConfirmAsync(string code) => ada.PostAsync("/v1/auth/second-factor", new { code });

    private async Task EnrollAsync()
    {
        var (factors, user) = (host.Services.GetRequiredService<SecondFactorService>(), await UserAsync());
        (app, _) = await factors.EnrollAsync(user, host.Time.GetUtcNow());
    }

    private async Task<UserId> UserAsync() => (await host.Services.GetRequiredService<IPasswordResetStore>().FindAccountAsync(Email, Token)).ShouldNotBeNull().Id;
}
