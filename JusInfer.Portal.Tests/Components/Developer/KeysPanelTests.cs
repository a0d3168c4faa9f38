using Bunit;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Networks;
using JusInfer.Portal.Tenancy;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class KeysPanelTests : PanelTestContext
{
    [Fact, Trait("Promise", "P-6")]
    public void Minting_needs_only_a_name_and_shows_the_key_with_an_example_request()
    {
        var panel = Render<KeysPanel>();

        var plaintext = Mint(panel, "laptop");

        plaintext.ShouldStartWith("jinf_");
        KeyStore.ByHash.ShouldHaveSingleItem().Key.ShouldBe(KeyHash.From(plaintext));
        var command = panel.Find("#minted-command").TextContent;
        command.ShouldContain("http://localhost/v1/chat/completions");
        command.ShouldContain(plaintext);
    }

    [Fact, Trait("Promise", "P-6")]
    public void After_its_dialog_is_closed_a_key_is_nowhere_in_the_page()
    {
        var panel = Render<KeysPanel>();
        var plaintext = Mint(panel, "laptop");

        Click(panel, "I have stored it");

        panel.Markup.ShouldNotContain(plaintext);
        panel.FindAll("[role=dialog]").ShouldBeEmpty();
        panel.Find("tbody th").TextContent.ShouldContain(KeyStore.ByHash.Values.Single().Display);
        Click(panel, "Mint key");
        panel.Markup.ShouldNotContain(plaintext);
    }

    [Fact]
    public async Task A_paused_key_says_why_and_its_menu_resumes_it()
    {
        var key = await MintAsync("laptop");
        var pause = new Pause
        {
            TeamId = Team.Team.Id,
            Scope = PauseScope.Key,
            Subject = key.Id.ToString(),
            KeyId = key.Id,
            MemberId = key.MemberId,
            At = Time.GetUtcNow(),
            Reason = "It spent too much.",
        };
        Pauses.ListAsync(Team.Team.Id, Arg.Any<CancellationToken>()).Returns([pause]);
        var panel = Render<KeysPanel>();
        panel.Find("tbody .status .tag").TextContent.ShouldBe("Paused");
        panel.Find("tbody .status").TextContent.ShouldContain("It spent too much.");

        KeysMenu.Click(panel, "laptop", "Resume");

        await Pauses.Received(1).ResumeAsync(Team.Team.Id, PauseScope.Key, pause.Subject, Time.GetUtcNow(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_key_shows_its_last_use_its_addresses_and_that_it_reads_usage()
    {
        var key = await MintAsync("dashboard");
        KeyStore.ByHash[KeyStore.ByHash.Keys.Single()] = key with
        {
            Terms = key.Terms with { Scope = KeyScope.UsageRead, AllowedAddresses = [AddressRange.Parse("203.0.113.0/24")] },
            LastUse = new KeyUse(Time.GetUtcNow(), "203.0.113.7", "claude-cli/2.0.1"),
        };

        var row = Render<KeysPanel>().Find("tbody tr").TextContent;

        row.ShouldContain("reads usage");
        row.ShouldContain("only from 203.0.113.0/24");
        row.ShouldContain("claude-cli/2.0.1");
        Render<KeysPanel>().Find("tbody .used .sub").GetAttribute("title").ShouldBe("claude-cli/2.0.1, 203.0.113.7");
    }

    [Fact]
    public async Task A_key_that_mints_keys_and_those_that_it_has_minted_are_shown_and_end_together()
    {
        var (minting, child) = (await MintAsync("minting"), await MintAsync("child"));
        KeyStore.ByHash[KeyStore.ByHash.Single(entry => entry.Value == minting).Key] =
            minting with { Terms = minting.Terms with { Scope = KeyScope.KeysMint } };
        KeyStore.ByHash[KeyStore.ByHash.Single(entry => entry.Value == child).Key] = child with { ParentId = minting.Id };

        var panel = Render<KeysPanel>();
        panel.FindAll("tbody th .tag").Select(static tag => tag.TextContent).ShouldBe(["minted by a key", "mints keys"], ignoreOrder: true);
        panel.FindAll("tbody th .tag").Select(static tag => tag.GetAttribute("title"))
            .ShouldContain($"Minted by minting ({minting.Display}). It ends when that key is revoked.");
        KeysMenu.Click(panel, "minting", "Revoke");

        panel.WaitForAssertion(() => panel.Find("[role=dialog]").TextContent
            .ShouldContain("and with the key that it has minted are rejected"));
    }

    [Fact]
    public async Task An_expired_key_is_revoked_to_end_what_it_has_minted()
    {
        var (minting, child) = (await MintAsync("minting"), await MintAsync("child"));
        KeyStore.ByHash[KeyStore.ByHash.Single(entry => entry.Value == minting).Key] = minting with { ExpiresAt = Time.GetUtcNow() };
        KeyStore.ByHash[KeyStore.ByHash.Single(entry => entry.Value == child).Key] = child with { ParentId = minting.Id };

        var panel = Render<KeysPanel>();
        KeysMenu.Click(panel, "minting", "Revoke");
        panel.WaitForElement("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => KeyStore.ByHash.Values.Single(key => key.Id == minting.Id).RevokedAt.ShouldNotBeNull());
    }

    [Fact]
    public async Task A_reported_key_is_announced_above_the_list_for_two_weeks()
    {
        var key = await MintAsync("laptop");
        KeyStore.ByHash[KeyStore.ByHash.Keys.Single()] = key with { RevokedAt = Time.GetUtcNow(), ReportedAt = Time.GetUtcNow() };

        var panel = Render<KeysPanel>();
        panel.Find(".mud-alert-outlined-error").TextContent.ShouldContain("laptop was reported as leaked");
        panel.Find("tbody tr").TextContent.ShouldContain("Reported as leaked, on 20 Nov 2026");

        Time.Advance(TimeSpan.FromDays(14));
        panel = Render<KeysPanel>();
        panel.FindAll(".mud-alert").ShouldBeEmpty();
        panel.Find("tbody tr").TextContent.ShouldContain("reported as leaked");
    }

    [Fact]
    public void An_owner_mints_a_service_key_for_some_addresses()
    {
        var panel = Render<KeysPanel>();
        Click(panel, "Mint key");
        panel.Find("#key-name").Change("pipeline");
        panel.Find("#key-holder").Change("service");
        panel.Find("#key-addresses").Change("203.0.113.0/24; 10.0.0.1/8");
        panel.Find("[role=dialog] form").Submit();
        panel.Find("#key-addresses-error").TextContent.ShouldContain("'10.0.0.1/8' (did you mean 10.0.0.0/8?)");

        panel.Find("#key-addresses").Change("203.0.113.0/24 10.0.0.0/8");
        panel.Find("[role=dialog] form").Submit();

        var key = KeyStore.ByHash.Values.ShouldHaveSingleItem();
        (key.Service, key.Terms.Scope, key.Terms.AllowedAddresses.Length).ShouldBe((true, KeyScope.All, 2));
        Click(panel, "I have stored it");
        panel.Find("tbody th").TextContent.ShouldContain("service");
        panel.Find("tbody .owner").TextContent.ShouldBe("the team");
    }

    [Fact]
    public void Escape_does_not_close_the_dialog_that_shows_the_key()
    {
        var panel = Render<KeysPanel>();
        Mint(panel, "laptop");

        panel.FindAll("[role=dialog] form").ShouldBeEmpty();
        panel.FindAll("[role=dialog] button").Select(static button => button.TextContent.Trim()).ShouldNotContain("Cancel");
    }

    [Fact]
    public void Escape_closes_the_form_and_mints_nothing()
    {
        var panel = Render<KeysPanel>();
        Click(panel, "Mint key");

        panel.Find("[role=dialog] form").KeyDown("Escape");

        panel.WaitForAssertion(() => panel.FindAll("[role=dialog]").ShouldBeEmpty());
        KeyStore.ByHash.ShouldBeEmpty();
    }

    [Fact]
    public void A_key_without_a_name_is_not_minted()
    {
        var panel = Render<KeysPanel>();
        Click(panel, "Mint key");

        panel.Find("[role=dialog] form").Submit();

        panel.Find("#key-name-error").TextContent.ShouldBe("The name must be 1 to 100 characters long.");
        panel.Find("#key-name").GetAttribute("aria-invalid").ShouldBe("true");
        KeyStore.ByHash.ShouldBeEmpty();
    }

    [Fact]
    public void An_invalid_limit_is_an_error_and_the_options_open_to_show_it()
    {
        var panel = Render<KeysPanel>();
        Click(panel, "Mint key");

        panel.Find("#key-name").Change("laptop");
        panel.Find("#key-rpm").Change("lots");
        panel.Find("[role=dialog] form").Submit();

        panel.Find("#key-rpm-error").TextContent.ShouldBe("Requests per minute must be a whole number, such as 120.");
        panel.Find("details").HasAttribute("open").ShouldBeTrue();
        KeyStore.ByHash.ShouldBeEmpty();
    }

    [Fact, Trait("Promise", "P-7")]
    public void An_owner_mints_a_key_for_a_member_with_a_limit_a_cap_and_an_expiry()
    {
        var panel = Render<KeysPanel>();
        Click(panel, "Mint key");

        panel.Find("#key-name").Change("agent");
        panel.Find("#key-holder").Change(Team.Member.Id.ToString());
        panel.Find("#key-rpm").Change("60");
        panel.Find("#key-tpm").Change("50000");
        panel.Find("#key-concurrency").Change("4");
        panel.Find("#key-cap").Change("12.50");
        panel.Find("#key-expiry").Change("30");
        panel.Find("[role=dialog] form").Submit();

        var key = KeyStore.ByHash.Values.ShouldHaveSingleItem();
        key.MemberId.ShouldBe(Team.Member.Id);
        var terms = key.Terms;
        (terms.RequestsPerMinute, terms.TokensPerMinute, terms.Concurrency, terms.MonthlyCap).ShouldBe((60, 50_000, 4, NanoUsd.FromUsd(12.5m)));
        key.ExpiresAt.ShouldBe(Time.GetUtcNow().AddDays(30));
        Click(panel, "I have stored it");
        panel.WaitForAssertion(() => panel.Find("tbody th").TextContent.ShouldContain("at most 50\u202F000 tokens/min, 4 at once, $12.50 per month"));
    }

    [Fact]
    public void An_invalid_number_of_tokens_or_of_concurrent_calls_is_an_error_next_to_its_field()
    {
        var panel = Render<KeysPanel>();
        Click(panel, "Mint key");

        panel.Find("#key-name").Change("agent");
        panel.Find("#key-tpm").Change("many");
        panel.Find("#key-concurrency").Change("0");
        panel.Find("[role=dialog] form").Submit();

        panel.Find("#key-tpm-error").TextContent.ShouldBe("Tokens per minute must be a whole number, such as 120.");
        panel.Find("#key-concurrency-error").TextContent.ShouldStartWith("Concurrent calls must be a whole number from 1");
        KeyStore.ByHash.ShouldBeEmpty();
    }

    [Fact]
    public void A_sandbox_key_is_an_option_and_has_a_badge_in_the_list()
    {
        SignIn(Team.Member);
        var panel = Render<KeysPanel>();
        Click(panel, "Mint key");
        panel.Find("label:has(#key-sandbox)").TextContent.Trim().ShouldBe("Sandbox key (may run failure drills)");
        panel.Find("#key-sandbox-hint").TextContent.ShouldContain("at the same cost");

        panel.Find("#key-name").Change("drills");
        panel.Find("#key-sandbox").Change(true);
        panel.Find("[role=dialog] form").Submit();

        KeyStore.ByHash.Values.ShouldHaveSingleItem().Terms.Sandbox.ShouldBeTrue();
        panel.WaitForElement("#minted-command").TextContent.ShouldContain("X-JusInfer-Chaos: cut@");
        Click(panel, "I have stored it");
        panel.WaitForAssertion(() => panel.Find("tbody th .tag").TextContent.ShouldBe("sandbox"));
    }

    [Fact]
    public void A_key_is_minted_with_the_repository_and_the_label_of_its_calls()
    {
        var panel = Render<KeysPanel>();
        Click(panel, "Mint key");
        panel.Find("#key-name").Change("nightly");
        panel.Find("#key-repository").Change("acme/shop");
        panel.Find("#key-label").Change(new string('x', 129));
        panel.Find("[role=dialog] form").Submit();
        panel.WaitForAssertion(() => panel.Find("[role=dialog]").TextContent.ShouldContain("The label must be at most 128 characters long."));
        panel.Find("#key-repository").GetAttribute("value").ShouldBe("acme/shop");
        panel.Find("#key-label").Change("nightly");
        panel.Find("[role=dialog] form").Submit();

        var key = KeyStore.ByHash.Values.ShouldHaveSingleItem();
        (key.Terms.Repository, key.Terms.Label).ShouldBe(("acme/shop", "nightly"));
        Click(panel, "I have stored it");
        panel.WaitForAssertion(() => panel.Find("tbody th").TextContent.ShouldContain("repository acme/shop, label nightly"));
    }

    [Fact]
    public void Cache_care_is_on_unless_it_is_turned_off()
    {
        var panel = Render<KeysPanel>();
        Click(panel, "Mint key");
        panel.Find("#key-cache").HasAttribute("checked").ShouldBeTrue();

        panel.Find("#key-name").Change("raw");
        panel.Find("#key-cache").Change(false);
        panel.Find("[role=dialog] form").Submit();

        KeyStore.ByHash.Values.ShouldHaveSingleItem().Terms.CacheCare.ShouldBeFalse();
        Click(panel, "I have stored it");
        panel.WaitForAssertion(() => panel.Find("tbody th .tag").TextContent.ShouldBe("no cache care"));
    }

    [Fact]
    public async Task An_ordinary_key_has_no_sandbox_badge_and_no_failure_drill()
    {
        await MintAsync("laptop");
        var panel = Render<KeysPanel>();

        Mint(panel, "another");

        panel.Find("#minted-command").TextContent.ShouldNotContain("Chaos");
        KeyStore.ByHash.Values.ShouldAllBe(key => !key.Terms.Sandbox);
        panel.FindAll("tbody th .tag").ShouldBeEmpty();
    }

    [Fact]
    public void A_member_can_set_no_limits_and_no_other_holder()
    {
        SignIn(Team.Member);
        var panel = Render<KeysPanel>();
        Click(panel, "Mint key");

        panel.FindAll("#key-rpm, #key-tpm, #key-concurrency, #key-cap, #key-holder").ShouldBeEmpty();
        panel.Find("#key-name").Change("mine");
        panel.Find("[role=dialog] form").Submit();
        KeyStore.ByHash.Values.ShouldHaveSingleItem().MemberId.ShouldBe(Team.Member.Id);
    }

    [Fact]
    public void A_member_who_became_a_viewer_meanwhile_gets_an_error_and_mints_nothing()
    {
        SignIn(Team.Member);
        var panel = Render<KeysPanel>();
        Click(panel, "Mint key");
        Team.Store.Members[Team.Store.Members.IndexOf(Team.Member)] = Team.Member with { Role = Role.Viewer };

        panel.Find("#key-name").Change("mine");
        panel.Find("[role=dialog] form").Submit();

        panel.Find("[role=dialog] [role=alert]").TextContent.ShouldContain("Viewers and billing do not mint keys");
        KeyStore.ByHash.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_that_may_have_missed_changes_reloads_every_open_page()
    {
        var key = await MintAsync("laptop");
        var panel = Render<KeysPanel>();
        await KeyStore.UpdateAsync(key with { RevokedAt = Time.GetUtcNow(), Version = 2 }, CancellationToken.None);

        AccessSignal.Publish(new AccessChanged(default));
        Time.Advance(TimeSpan.FromSeconds(1));

        panel.WaitForAssertion(() => panel.Find("tbody .status .tag").TextContent.ShouldBe("Revoked"));
    }

    [Fact, Trait("Promise", "P-28")]
    public void A_team_without_keys_sees_what_to_do_and_the_base_URL()
    {
        var panel = Render<KeysPanel>();

        panel.Find(".empty h2").TextContent.ShouldBe("No keys yet");
        panel.Find("#base-url").TextContent.ShouldBe("http://localhost/v1");
    }

    [Fact]
    public void A_viewer_cannot_mint_keys()
    {
        SignIn(Team.Viewer);

        var panel = Render<KeysPanel>();

        panel.FindAll("button").ShouldNotContain(static button => button.TextContent.Contains("Mint key"));
        panel.Find(".empty").TextContent.ShouldContain("owner or admin");
    }

    [Fact, Trait("Promise", "P-8")]
    public async Task The_list_shows_the_holder_and_the_usage_of_each_key()
    {
        Call(await MintAsync("agent", Team.Member));

        var row = Render<KeysPanel>().Find("tbody tr").TextContent;

        row.ShouldContain("agent");
        row.ShouldContain(Team.Member.Email);
        row.ShouldContain("$0.020");
        Render<KeysPanel>().Find("tbody td.right").GetAttribute("title").ShouldBe("1 call");
    }

    private static string Mint(IRenderedComponent<KeysPanel> panel, string name)
    {
        Click(panel, "Mint key");
        panel.Find("#key-name").Change(name);
        panel.Find("[role=dialog] form").Submit();
        return panel.WaitForElement("#minted-key").TextContent;
    }

    private static void Click(IRenderedComponent<KeysPanel> panel, string text) =>
        panel.WaitForElements("button").First(button => button.TextContent.Trim() == text).Click();
}
