using Bunit;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The Keys tab with many keys: what each did lately, which are blocked and why, and changes of several at once.</summary>
public sealed class ChangingKeysTests : PanelTestContext
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task Fourteen_days_of_spend_are_columns_and_text()
    {
        var key = await MintAsync("laptop");
        await ReplaceAsync(key with { LastUse = new KeyUse(Time.GetUtcNow(), "203.0.113.7", "codex/1.0") });
        Call(key);
        var earlier = Call(key, "qwen/qwen3-8b");
        Usage.Records[^1] = earlier with { At = earlier.At.AddDays(-13), Cost = NanoUsd.FromUsd(0.01m) };
        var old = Call(key);
        Usage.Records[^1] = old with { At = old.At.AddDays(-14) };
        await MintAsync("unused");

        var panel = Render<KeysPanel>();

        var row = RowOf(panel, "laptop");
        row.QuerySelector(".sparkline .visually-hidden")!.TextContent.ShouldBe("7 Nov: $0.010; 20 Nov: $0.020 (UTC)");
        row.QuerySelectorAll(".sparkline rect").Select(static column => column.GetAttribute("height"))
            .ShouldBe(["12", .. Enumerable.Repeat("1", 12), "24"]);
        row.TextContent.ShouldContain("codex/1.0");
        RowOf(panel, "unused").QuerySelector(".sparkline .visually-hidden")!.TextContent.ShouldBe("No spend in the last 14 days");
    }

    [Fact]
    public async Task A_key_that_has_spent_its_cap_is_blocked_and_says_what_to_do()
    {
        var key = await MintAsync("laptop");
        await ReplaceAsync(key with { Terms = key.Terms with { MonthlyCap = NanoUsd.FromUsd(0.02m) } });
        Call(key);

        var row = RowOf(Render<KeysPanel>(), "laptop");

        row.QuerySelector(".tag.bad")!.TextContent.ShouldBe("Blocked");
        row.QuerySelector(".status .sub")!.TextContent.ShouldBe("monthly key cap");
        ReasonOf(row).ShouldBe("It has spent its cap of $0.020 for this month. Raise the cap, or wait until 1 Dec 2026 (UTC).");
        KeysMenu.Open(Render<KeysPanel>(), "laptop").ShouldContain("All its limits");
    }

    [Fact]
    public async Task Keys_of_a_member_with_a_spent_cap_and_of_a_team_with_an_empty_wallet_are_blocked()
    {
        // With a usable provider: in demo mode nothing is charged.
        Services.AddCatalog(static _ => CatalogReader.Read(File.ReadAllBytes(Repository.PathOf("catalog.json")), Catalog.CatalogFile.Dialects, static _ => "sk-of-the-test").Value);
        Call(await MintAsync("agent", Team.Member));
        await MintAsync("laptop");
        await Team.Store.UpdateMemberAsync(Team.Member with { Cap = new Cap(NanoUsd.FromUsd(0.02m), CapAction.Block), Version = Team.Member.Version + 1 }, CancellationToken.None);

        var panel = Render<KeysPanel>();

        ReasonOf(RowOf(panel, "agent")).ShouldContain(
            $"{Team.Member.Email} has spent the cap of $0.020 for this month. "
            + "Raise that cap on the page Members, or wait until 1 Dec 2026 (UTC).");
        RowOf(panel, "laptop").QuerySelector(".status .tag")!.TextContent.ShouldBe("Never used");
        Wallets.GetAsync(Arg.Any<TeamId>(), Arg.Any<CancellationToken>()).Returns(new WalletState(Team.Team.Id, WalletMode.Prepaid, NanoUsd.Zero, NanoUsd.FromUsd(25)));
        PublishChange();
        panel.WaitForAssertion(() => ReasonOf(RowOf(panel, "laptop")).ShouldContain("The team's wallet is empty."));
    }

    [Theory]
    [InlineData(
        "Tenant",
        false,
        "The team has spent the budget of $0.020 per day. "
        + "Raise that budget on the page Budgets & limits, or wait until 21 Nov 2026, 00:00 (UTC).")]
    [InlineData("Member", false, "Member@example.com has spent the budget of $0.020 per day.")]
    [InlineData("Member", true, "Member@example.com has spent the budget of $0.020 per day.")]
    [InlineData("Key", false, "It has spent the budget of $0.020 per day.")]
    [InlineData("Key", true, "It has spent the budget of $0.020 per day.")]
    public async Task A_key_whose_calls_a_used_up_budget_rejects_is_blocked(string scope, bool isOfOne, string reason)
    {
        var key = await MintAsync("agent", Team.Member);
        await MintAsync("laptop");
        Call(key);
        var subject = scope == "Member" ? Team.Member.Id.ToString() : key.Id.ToString();
        BudgetStore.All.Add(BudgetOf(Enum.Parse<BudgetScope>(scope), isOfOne ? subject : null));

        var panel = Render<KeysPanel>();

        var row = RowOf(panel, "agent");
        row.QuerySelector(".tag.bad")!.TextContent.ShouldBe("Blocked");
        ReasonOf(row).ShouldContain(reason);
        row.QuerySelector(".status .sub")!.TextContent
            .ShouldBe($"daily {scope switch { "Tenant" => "team", "Member" => "owner", _ => "key" }} budget");
        (RowOf(panel, "laptop").QuerySelector(".tag.bad") is not null).ShouldBe(scope == "Tenant");
    }

    [Fact]
    public async Task Budgets_that_reject_no_call_of_the_whole_key_do_not_block_it()
    {
        Call(await MintAsync("laptop"));
        BudgetStore.All.Add(BudgetOf(BudgetScope.Tenant, null) with { OnReach = ReachAction.Notify });
        BudgetStore.All.Add(BudgetOf(BudgetScope.Tenant, null) with { Model = "openai/gpt-5" });
        BudgetStore.All.Add(BudgetOf(BudgetScope.Tenant, null) with { Amount = NanoUsd.FromUsd(1) });
        BudgetStore.All.Add(BudgetOf(BudgetScope.User, null));

        RowOf(Render<KeysPanel>(), "laptop").QuerySelector(".tag.good")!.TextContent.ShouldBe("Active");
    }

    [Fact]
    public async Task A_key_that_only_reads_usage_is_blocked_by_no_spend()
    {
        var key = await MintAsync("dashboard");
        await ReplaceAsync(key with { Terms = key.Terms with { Scope = KeyScope.UsageRead, MonthlyCap = NanoUsd.Zero } });
        BudgetStore.All.Add(BudgetOf(BudgetScope.Tenant, null) with { Amount = NanoUsd.Zero });

        Render<KeysPanel>().Find("tbody .status .tag").TextContent.ShouldBe("Never used");
    }

    [Fact]
    public async Task A_member_who_cannot_raise_a_cap_is_told_whom_to_ask()
    {
        var key = await MintAsync("agent", Team.Member);
        await ReplaceAsync(key with { Terms = key.Terms with { MonthlyCap = NanoUsd.FromUsd(0.02m) } });
        Call(await MintAsync("other", Team.Member));
        Call(key);
        await Team.Store.UpdateMemberAsync(Team.Member with { Cap = new Cap(NanoUsd.FromUsd(0.02m), CapAction.Block), Version = Team.Member.Version + 1 }, CancellationToken.None);
        SignIn(Team.Member);

        var panel = Render<KeysPanel>();

        ReasonOf(RowOf(panel, "agent")).ShouldContain(
            "It has spent its cap of $0.020 for this month. Ask an owner or admin to raise the cap, or wait until 1 Dec 2026 (UTC).");
        ReasonOf(RowOf(panel, "other")).ShouldContain(
            "has spent the cap of $0.020 for this month. Ask an owner or admin to raise the cap, or wait until 1 Dec 2026 (UTC).");
    }

    [Fact]
    public async Task What_a_policy_rejects_is_named_as_in_the_form()
    {
        Team.Store.Teams[0] = Team.Store.Teams[0] with { KeyPolicy = new KeyPolicy { MaxDays = 10 } };
        await MintAsync("laptop");
        var panel = Render<KeysPanel>();
        panel.Find("tbody .pick input").Change(true);
        Bulk(panel, "Set an expiry");

        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => panel.Find(".mud-alert-outlined-error li").TextContent
            .ShouldStartWith("laptop: The expiry must be at most 10 days ahead"));
    }

    [Fact]
    public async Task Keys_are_filtered_by_status_and_by_a_part_of_the_name_in_the_address()
    {
        var capped = await MintAsync("capped");
        await ReplaceAsync(capped with { Terms = capped.Terms with { MonthlyCap = NanoUsd.Zero } });
        var gone = await MintAsync("gone");
        await ReplaceAsync(gone with { RevokedAt = Time.GetUtcNow() });
        await MintAsync("laptop");
        await MintAsync("agent", Team.Member);
        var panel = Render<KeysPanel>();
        Names(panel).ShouldBe(["agent", "laptop", "capped", "gone"], ignoreOrder: true);

        panel.FindAll(".chips a").Select(static chip => chip.TextContent).ShouldBe(["All 4", "Over 80% 1", "Blocked 1", "Ended 1"]);

        Navigation.NavigateTo(panel.FindAll(".chips a").Single(static chip => chip.TextContent == "Blocked 1").GetAttribute("href")!);
        Navigation.Uri.ShouldEndWith("?status=blocked");
        panel.WaitForAssertion(() => Names(panel).ShouldBe(["capped"]));
        Navigation.NavigateTo("/developer/keys?status=ended");
        panel.WaitForAssertion(() => Names(panel).ShouldBe(["gone"]));
        RowOf(panel, "gone").TextContent.ShouldContain("on 20 Nov 2026. Mint a new key.");
        Navigation.NavigateTo("/developer/keys?name=LAP");
        panel.WaitForAssertion(() => Names(panel).ShouldBe(["laptop"]));
        panel.Find("[type=search]").Change(Team.Member.Email);
        Navigation.Uri.ShouldEndWith($"?name={Uri.EscapeDataString(Team.Member.Email)}");
        panel.WaitForAssertion(() => Names(panel).ShouldBe(["agent"]));
        Navigation.NavigateTo("/developer/keys?status=never&name=nothing");
        panel.WaitForAssertion(() => panel.Markup.ShouldContain("No keys match these filters."));
    }

    [Fact]
    public async Task Keys_are_sorted_by_what_the_address_names_and_those_that_have_ended_come_last()
    {
        await MintAsync("b", Team.Member);
        Time.Advance(TimeSpan.FromSeconds(1));
        Call(await MintAsync("a"));
        Time.Advance(TimeSpan.FromSeconds(1));
        var gone = await MintAsync("0");
        await ReplaceAsync(gone with { RevokedAt = Time.GetUtcNow() });
        var panel = Render<KeysPanel>();
        Names(panel).ShouldBe(["a", "b", "0"]);

        Navigation.NavigateTo(panel.Find("thead a").GetAttribute("href")!);
        Navigation.Uri.ShouldEndWith("?sort=-name");
        panel.WaitForAssertion(() => panel.Find("thead [aria-sort]").GetAttribute("aria-sort").ShouldBe("ascending"));
        Names(panel).ShouldBe(["a", "b", "0"]);
        Navigation.NavigateTo(panel.Find("thead a").GetAttribute("href")!);
        panel.WaitForAssertion(() => Names(panel).ShouldBe(["b", "a", "0"]));
        Navigation.NavigateTo("/developer/keys?sort=spend");
        panel.WaitForAssertion(() => Names(panel).ShouldBe(["a", "b", "0"]));
        Navigation.NavigateTo("/developer/keys?sort=nothing");
        panel.WaitForAssertion(() => panel.FindAll("thead [aria-sort]").ShouldBeEmpty());
    }

    [Fact]
    public async Task Several_keys_get_a_cap_after_one_confirmation_that_lists_the_effect_on_each()
    {
        var laptop = await MintAsync("laptop");
        await ReplaceAsync(laptop with { Terms = laptop.Terms with { MonthlyCap = NanoUsd.FromUsd(3) } });
        await MintAsync("agent");
        var panel = Render<KeysPanel>();
        panel.FindAll("[aria-label='Selected keys']").ShouldBeEmpty();
        panel.Find("thead .pick input").Change(true);
        panel.Find("[aria-label='Selected keys'] strong").TextContent.ShouldBe("2 selected");
        Bulk(panel, "Set a cap");

        panel.Find("#bulk-cap").Change("lots");
        panel.Find("[role=dialog] form").Submit();
        panel.Find("#bulk-cap-error").TextContent.ShouldContain("must be an amount in US dollars");
        KeyStore.ByHash.Values.Count(static key => key.Terms.MonthlyCap is not null).ShouldBe(1);

        panel.Find("#bulk-cap").Change("5");
        Effects(panel).ShouldBe(["agent: may spend per month: $5.00 (now: no cap)", "laptop: may spend per month: $5.00 (now: $3.00)"], ignoreOrder: true);
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => panel.FindAll("[role=dialog]").ShouldBeEmpty());
        KeyStore.ByHash.Values.ShouldAllBe(key => key.Terms.MonthlyCap == NanoUsd.FromUsd(5));
        panel.FindAll("tbody .pick input[checked]").ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_keys_get_an_expiry()
    {
        await MintAsync("laptop");
        await MintAsync("agent");
        var panel = Render<KeysPanel>();
        panel.Find("thead .pick input").Change(true);
        Bulk(panel, "Set an expiry");
        Effects(panel).ShouldAllBe(static effect => effect.EndsWith("expires: 20 Dec 2026 (now: never)", StringComparison.Ordinal));

        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => KeyStore.ByHash.Values.ShouldAllBe(key => key.ExpiresAt == Time.GetUtcNow().AddDays(30)));
    }

    [Fact]
    public async Task What_fails_for_one_key_is_named_and_the_others_are_changed()
    {
        var admin = Team.Member with { Role = Role.Admin };
        Team.Store.Members[Team.Store.Members.IndexOf(Team.Member)] = admin;
        SignIn(admin);
        await MintAsync("owned");
        await MintAsync("mine", admin);
        var panel = Render<KeysPanel>();
        panel.Find("thead .pick input").Change(true);
        Bulk(panel, "Set requests per minute");
        panel.Find("#bulk-rpm").Change("60");

        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => panel.Find(".mud-alert-outlined-error").TextContent
            .ShouldContain("1 key is changed. These keys are as before:"));
        panel.Find(".mud-alert-outlined-error li").TextContent.ShouldStartWith("owned: Only owners of the team");
        KeyStore.ByHash.Values.ToDictionary(static key => key.Name, static key => key.Terms.RequestsPerMinute).ShouldBe(new Dictionary<string, int> { ["owned"] = 600, ["mine"] = 60 }, ignoreOrder: true);
        panel.Find(".mud-alert-outlined-error button").Click();
        panel.FindAll(".mud-alert").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_can_only_revoke_and_selects_only_live_keys()
    {
        SignIn(Team.Member);
        await MintAsync("laptop", Team.Member);
        var gone = await MintAsync("gone", Team.Member);
        await ReplaceAsync(gone with { RevokedAt = Time.GetUtcNow() });
        var panel = Render<KeysPanel>();
        panel.FindAll(".pick input").ShouldHaveSingleItem().GetAttribute("aria-label").ShouldBe("Select laptop");

        panel.Find("tbody .pick input").Change(true);
        panel.FindAll("[aria-label='Selected keys'] button").Select(static button => button.TextContent).ShouldBe(["Revoke", "Clear"]);
        Bulk(panel, "Revoke");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => KeyStore.ByHash.Values.ShouldAllBe(static key => key.RevokedAt != null));
    }

    private Budget BudgetOf(BudgetScope scope, string? subject) => new()
    {
        Id = BudgetId.New(Time.GetUtcNow()),
        TeamId = Team.Team.Id,
        Scope = scope,
        ScopeId = subject,
        Window = BudgetWindow.Day,
        Amount = NanoUsd.FromUsd(0.02m),
        OnReach = ReachAction.Block,
        CreatedAt = Time.GetUtcNow(),
        Version = 1,
    };

    private async Task ReplaceAsync(ApiKey key) => (await KeyStore.UpdateAsync(key with { Version = key.Version + 1 }, CancellationToken.None)).ShouldBeTrue();

    private static void Bulk(IRenderedComponent<KeysPanel> panel, string action)
    {
        panel.FindAll("[aria-label='Selected keys'] button").Single(button => button.TextContent == action).Click();
        panel.WaitForElement("[role=dialog] form");
    }

    private static string ReasonOf(AngleSharp.Dom.IElement row) => row.QuerySelector(".status")!.GetAttribute("title") ?? "";

    private static AngleSharp.Dom.IElement RowOf(IRenderedComponent<KeysPanel> panel, string name) =>
        panel.FindAll("tbody tr").Single(row => row.QuerySelector("th")!.TextContent.Contains(name, StringComparison.Ordinal));

    private static IEnumerable<string> Names(IRenderedComponent<KeysPanel> panel) =>
        panel.FindAll("tbody th a").Select(static name => name.TextContent);

    private static IEnumerable<string> Effects(IRenderedComponent<KeysPanel> panel) =>
        panel.FindAll(".effects li").Select(static effect => $"{effect.QuerySelector("strong")!.TextContent}: {effect.QuerySelector(".muted")!.TextContent}");
}
