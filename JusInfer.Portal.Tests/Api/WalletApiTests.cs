using System.Text.Json;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Api;

public sealed class WalletApiTests : IAsyncLifetime
{
    private const string Credits = "/v1/tenant/wallet/credits";

    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;
    private ControlPlaneClient boss = default!;
    private TeamId teamId;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync(("Accounts:SetupToken", "chosen"));
        ada = await host.SignUpAsync("ada@example.com");
        teamId = TeamId.Parse((await ada.GetAsync("/v1/tenant")).Text("id"), null);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        boss = new ControlPlaneClient(host.Http);
        var signedUp = await boss.PostAsync("/v1/auth/signup", new { email = "boss@example.com", password = "a long enough password", setup_token = "chosen" });
        boss.Access = signedUp.Text("access_token");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_new_team_is_prepaid_and_has_nothing_and_the_operators_own_team_is_postpaid()
    {
        var wallet = await ada.GetAsync("/v1/tenant/wallet");

        wallet.ShouldBe(200);
        wallet.Body.ShouldBe("""{"balance_usd":0,"held_usd":0,"available_usd":0,"mode":"prepaid","runway_days":null}""");
        (await boss.GetAsync("/v1/tenant/wallet")).Text("mode").ShouldBe("postpaid");
    }

    [Fact]
    public async Task The_operator_credits_refunds_and_adjusts_and_the_ledger_sums_to_the_balance()
    {
        var credit = await boss.PostAsync(Credits, new { tenant_id = teamId.ToString(), amount_usd = "20.5", note = "invoice 7" });
        credit.ShouldBe(201);
        credit.Text("kind").ShouldBe("credit");
        (await boss.PostAsync(Credits, new { tenant_id = teamId.ToString(), kind = "refund", amount_usd = 0.000000001 })).ShouldBe(201);
        (await boss.PostAsync(Credits, new { tenant_id = teamId.ToString(), kind = "adjustment", amount_usd = -1.5 })).ShouldBe(201);

        var wallet = await ada.GetAsync("/v1/tenant/wallet");
        (Usd(wallet.Json, "balance_usd"), Usd(wallet.Json, "held_usd"), Usd(wallet.Json, "available_usd")).ShouldBe((19.000000001m, 0m, 19.000000001m));
        var entries = await LedgerAsync();
        entries.Sum(entry => Usd(entry, "amount_usd")).ShouldBe(19.000000001m);
        entries.Select(entry => entry.GetProperty("kind").GetString()).ShouldBe(["adjustment", "refund", "credit"]);
        Usd(entries[0], "balance_usd").ShouldBe(19.000000001m);
        entries[2].GetProperty("note").GetString().ShouldBe("invoice 7");
    }

    [Fact]
    public async Task A_settlement_is_listed_and_named_by_the_receipts_of_its_calls()
    {
        var calls = new Records(teamId, host.Time.GetUtcNow()).Next(3);
        await host.Services.GetRequiredService<IUsageStore>().AppendAsync(calls, TestContext.Current.CancellationToken);

        var settlement = (await LedgerAsync()).ShouldHaveSingleItem();
        (settlement.GetProperty("kind").GetString(), settlement.GetProperty("requests").GetInt32()).ShouldBe(("settlement", 3));
        Usd(settlement, "amount_usd").ShouldBe(-Records.Sum(calls).Cost.Usd);
        var receipt = await ada.GetAsync($"/v1/usage/requests/{calls[1].Id}");
        receipt.Text("settlement_id").ShouldBe(settlement.GetProperty("id").GetString());
        Usd(receipt.Json, "unbilled_usd").ShouldBe(0);
    }

    [Fact]
    public async Task The_ledger_is_read_in_pages()
    {
        for (var number = 1; number <= 5; number++) await boss.PostAsync(Credits, new { tenant_id = teamId.ToString(), amount_usd = number });

        var first = await ada.GetAsync("/v1/tenant/wallet/ledger?limit=3");
        var second = await ada.GetAsync($"/v1/tenant/wallet/ledger?limit=3&after={first.Text("next")}");

        JsonElement[] all = [.. first.Json.GetProperty("data").EnumerateArray(), .. second.Json.GetProperty("data").EnumerateArray()];
        all.Select(entry => Usd(entry, "amount_usd")).ShouldBe([5, 4, 3, 2, 1]);
        second.Json.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        (await ada.GetAsync("/v1/tenant/wallet/ledger?limit=0&after=x&page=2")).FaultyFields.ShouldBe(["after", "limit", "page"]);
    }

    [Fact]
    public async Task Runway_is_the_available_money_at_the_average_cost_of_the_last_days_with_use()
    {
        await boss.PostAsync(Credits, new { tenant_id = teamId.ToString(), amount_usd = 100 });
        var call = new Records(teamId, host.Time.GetUtcNow()).Next();
        foreach (var (days, usd) in ((int, decimal)[])[(0, 4), (2, 8), (20, 1000)])
        {
            var at = host.Time.GetUtcNow().AddDays(-days);
            await host.Services.GetRequiredService<IUsageStore>().AppendAsync([call with { Id = RequestId.New(at), At = at, Cost = NanoUsd.FromUsd(usd) }], TestContext.Current.CancellationToken);
        }

        await boss.PostAsync(Credits, new { tenant_id = teamId.ToString(), amount_usd = 1002 });

        Usd((await ada.GetAsync("/v1/tenant/wallet")).Json, "runway_days").ShouldBe(15m); // (1102 - 1012) / 6
    }

    [Fact]
    public async Task Only_the_operator_credits_and_lists_and_switches_teams()
    {
        (await ada.PostAsync(Credits, new { amount_usd = 5, note = "for me" })).ShouldBe(403, "FORBIDDEN");
        (await ada.GetAsync("/v1/operator/tenants")).ShouldBe(403, "FORBIDDEN");
        (await ada.PatchAsync($"/v1/operator/tenants/{teamId}", new { wallet = "postpaid" })).ShouldBe(403, "FORBIDDEN");
        (await LedgerAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"amount_usd":0}""", "amount_usd")]
    [InlineData("""{"amount_usd":-1}""", "amount_usd")]
    [InlineData("""{"amount_usd":-1,"kind":"refund"}""", "amount_usd")]
    [InlineData("""{"amount_usd":1000000.01}""", "amount_usd")]
    [InlineData("""{"amount_usd":0.0000000001}""", "amount_usd")]
    [InlineData("""{"amount_usd":"NaN"}""", "amount_usd")]
    [InlineData("""{"amount_usd":1e400}""", "amount_usd")]
    [InlineData("""{"note":"no amount"}""", "amount_usd")]
    [InlineData("""{"amount_usd":1,"kind":"settlement","team":"x"}""", "kind,team")]
    [InlineData("""{"amount_usd":0,"kind":"adjustment","tenant_id":"x"}""", "amount_usd,tenant_id")]
    public async Task A_credit_with_errors_is_rejected_with_all_of_them(string body, string fields)
    {
        var answer = await boss.PostTextAsync(Credits, body);

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(fields.Split(','));
    }

    [Fact]
    public async Task A_credit_for_an_unknown_team_is_not_found() =>
        (await boss.PostAsync(Credits, new { tenant_id = TeamId.New(host.Time.GetUtcNow()).ToString(), amount_usd = 5 })).ShouldBe(404, "NOT_FOUND");

    [Fact]
    public async Task Nothing_is_credited_to_a_ledger_that_does_not_add_up_and_the_operator_sees_where()
    {
        await boss.PostAsync(Credits, new { tenant_id = teamId.ToString(), amount_usd = 5 });
        var entry = (await LedgerAsync()).Single().GetProperty("id").GetString()!;
        await using (var context = await host.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            await context.LedgerEntries.ExecuteUpdateAsync(row => row.SetProperty(stored => stored.Amount, new NanoUsd(1)), TestContext.Current.CancellationToken);
        }

        var answer = await boss.PostAsync(Credits, new { tenant_id = teamId.ToString(), amount_usd = 5 });

        answer.ShouldBe(409, "CONFLICT");
        answer.Text("detail").ShouldContain(entry);
    }

    [Fact]
    public async Task The_operator_lists_teams_and_changes_how_they_pay()
    {
        await boss.PostAsync(Credits, new { tenant_id = teamId.ToString(), amount_usd = 5 });

        var changed = await boss.PatchAsync($"/v1/operator/tenants/{teamId}", new { wallet = "postpaid" });
        changed.ShouldBe(200);
        (changed.Text("id"), changed.Text("wallet")).ShouldBe((teamId.ToString(), "postpaid"));

        var first = await boss.GetAsync("/v1/operator/tenants?limit=1");
        var team = first.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        (team.GetProperty("name").GetString(), team.GetProperty("wallet").GetString(), Usd(team, "balance_usd")).ShouldBe(("Team ada", "postpaid", 5m));
        var second = await boss.GetAsync($"/v1/operator/tenants?after={first.Text("next")}");
        second.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("Team boss");
    }

    [Fact]
    public async Task A_team_that_does_not_exist_or_a_mode_that_does_not_is_rejected()
    {
        (await boss.PatchAsync("/v1/operator/tenants/ten_x", new { wallet = "prepaid" })).ShouldBe(404, "NOT_FOUND");
        (await boss.PatchAsync($"/v1/operator/tenants/{teamId}", new { wallet = "free", balance = 7 })).FaultyFields.ShouldBe(["balance", "wallet"]);
        (await boss.PatchAsync($"/v1/operator/tenants/{teamId}", new { })).ShouldBe(400, "INVALID_REQUEST");
    }

    [Fact]
    public async Task The_initial_credit_is_granted_once_when_the_address_of_the_owner_is_verified()
    {
        (await BalanceAsync(ada)).ShouldBe(0);

        await VerifyAsync(host, "ada@example.com");

        (await BalanceAsync(ada)).ShouldBe(25);
        (await BalanceAsync(ada)).ShouldBe(25);
        (await LedgerAsync()).ShouldHaveSingleItem().GetProperty("kind").GetString().ShouldBe("credit");
    }

    [Fact]
    public async Task A_team_that_replaces_one_of_the_same_account_gets_no_second_credit()
    {
        await VerifyAsync(host, "ada@example.com");
        (await BalanceAsync(ada)).ShouldBe(25);
        host.Time.Advance(TimeSpan.FromMinutes(10));
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var user = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync("ada@example.com");
            await scope.ServiceProvider.GetRequiredService<TeamCreation>().CreateAsync(user!, "Second", TestContext.Current.CancellationToken);
        }

        var teams = (await boss.GetAsync("/v1/operator/tenants")).Json.GetProperty("data").EnumerateArray();
        var second = TeamId.Parse(teams.Single(static team => team.GetProperty("name").GetString() == "Second").GetProperty("id").GetString()!, provider: null);
        (await host.Services.GetRequiredService<IWalletStore>().GetAsync(second, TestContext.Current.CancellationToken)).Balance.ShouldBe(NanoUsd.Zero);
    }

    [Fact]
    public async Task A_second_team_of_one_person_gets_no_credit_however_soon_it_is_created()
    {
        await VerifyAsync(host, "ada@example.com");
        (await BalanceAsync(ada)).ShouldBe(25);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        var created = await ada.PostAsync("/v1/auth/teams", new { name = "Second" });

        var second = (await ada.PostAsync($"/v1/auth/teams/{created.Text("id")}/tokens", new { })).Text("access_token");

        (await BalanceAsync(new ControlPlaneClient(host.Http) { Access = second })).ShouldBe(0);
    }

    [Fact]
    public async Task An_account_that_was_deleted_earns_no_second_credit_with_the_same_address()
    {
        await using var other = await ControlPlaneHost.StartAsync();
        var first = await other.SignUpAsync("carol@example.com");
        await VerifyAsync(other, "carol@example.com");
        (await BalanceAsync(first)).ShouldBe(25);
        await using (var scope = other.Services.CreateAsyncScope())
        {
            var user = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync("carol@example.com");
            (await scope.ServiceProvider.GetRequiredService<AccountDeletion>().DeleteAsync(user!.UserId, TestContext.Current.CancellationToken)).ShouldBeNull();
        }

        var (again, dave) = (await other.SignUpAsync("Carol@Example.com"), await other.SignUpAsync("dave@example.com"));
        await VerifyAsync(other, "carol@example.com");
        await VerifyAsync(other, "dave@example.com");

        (await BalanceAsync(again)).ShouldBe(0);
        (await BalanceAsync(dave)).ShouldBe(25);
    }

    [Fact]
    public async Task The_initial_credit_is_granted_to_a_team_whose_owner_was_invited()
    {
        var guest = await host.SignUpAsync("guest@example.com");
        var user = (await guest.PostAsync("/v1/auth/login", new { email = "guest@example.com", password = "a long enough password" })).Json.GetProperty("user").GetProperty("id").GetString()!;
        await host.JoinAsync(teamId, UserId.Parse(user, null), Role.Owner);

        (await BalanceAsync(ada)).ShouldBe(25);
    }

    [Fact]
    public async Task The_initial_credit_and_its_recipients_are_settings()
    {
        await using var other = await ControlPlaneHost.StartAsync(("Wallet:InitialCreditUsd", "7.5"), ("Wallet:CreditUnverified", "true"));

        (await BalanceAsync(await other.SignUpAsync())).ShouldBe(7.5m);
    }

    [Fact]
    public async Task Nothing_is_credited_in_demo_mode()
    {
        await using var demo = await ControlPlaneHost.StartAsync(
            services => services.AddSingleton(InitialCreditPolicy.For(new WalletOptions { CreditUnverified = true }, [], static () => true)));

        (await BalanceAsync(await demo.SignUpAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task The_team_of_a_verified_operator_address_is_postpaid_until_an_operator_changes_it()
    {
        await using var other = await ControlPlaneHost.StartAsync(("Operator:Emails:0", "ada@example.com"));
        var operatorOfOther = await other.SignUpAsync("ada@example.com");
        await VerifyAsync(other, "ada@example.com");
        (await operatorOfOther.GetAsync("/v1/tenant/wallet")).Text("mode").ShouldBe("postpaid");

        var own = (await operatorOfOther.GetAsync("/v1/tenant")).Text("id");
        await operatorOfOther.PatchAsync($"/v1/operator/tenants/{own}", new { wallet = "prepaid" });

        (await operatorOfOther.GetAsync("/v1/tenant/wallet")).Text("mode").ShouldBe("prepaid");
    }

    private static decimal Usd(JsonElement json, string field) => json.GetProperty(field).GetDecimal();

    private static async Task<decimal> BalanceAsync(ControlPlaneClient client) => Usd((await client.GetAsync("/v1/tenant/wallet")).Json, "balance_usd");

    private static async Task VerifyAsync(ControlPlaneHost host, string email)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByEmailAsync(email)).ShouldNotBeNull();
        user.EmailConfirmed = true;
        (await users.UpdateAsync(user)).Succeeded.ShouldBeTrue();
    }

    private async Task<JsonElement[]> LedgerAsync()
    {
        var answer = await ada.GetAsync("/v1/tenant/wallet/ledger");
        answer.ShouldBe(200);
        return [.. answer.Json.GetProperty("data").EnumerateArray()];
    }
}
