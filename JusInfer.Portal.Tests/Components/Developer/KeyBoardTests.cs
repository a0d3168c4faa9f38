using Bunit;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class KeyBoardTests : Bench
{
    private const string FocusCall = "Blazor._internal.domWrapper.focus";

    [Fact, Trait("Promise", "P-6")]
    public void A_name_is_enough_and_the_key_is_shown_with_a_command_to_try()
    {
        var board = Render<KeyBoard>();

        var plaintext = Mint(board, "laptop");

        plaintext.ShouldStartWith("jinf_");
        KeyStore.ByHash.ShouldHaveSingleItem().Key.ShouldBe(KeyHash.Of(plaintext));
        var command = board.Find("#minted-command").TextContent;
        command.ShouldContain("http://localhost/v1/chat/completions");
        command.ShouldContain(plaintext);
    }

    [Fact, Trait("Promise", "P-6")]
    public void Once_its_dialog_is_closed_a_key_is_nowhere_in_the_page()
    {
        var board = Render<KeyBoard>();
        var plaintext = Mint(board, "laptop");

        Click(board, "I have stored it");

        board.Markup.ShouldNotContain(plaintext);
        board.FindAll("[role=dialog]").ShouldBeEmpty();
        board.Find("tbody th").TextContent.ShouldContain(KeyStore.ByHash.Values.Single().Display);
        Click(board, "Mint key");
        board.Markup.ShouldNotContain(plaintext);
    }

    [Fact]
    public void A_key_that_is_shown_does_not_vanish_with_the_escape_key()
    {
        var board = Render<KeyBoard>();
        Mint(board, "laptop");

        board.FindAll("[role=dialog] form").ShouldBeEmpty();
        board.FindAll("[role=dialog] button").Select(static button => button.TextContent.Trim()).ShouldNotContain("Cancel");
    }

    [Fact]
    public void Escape_leaves_the_form_and_mints_nothing()
    {
        var board = Render<KeyBoard>();
        Click(board, "Mint key");

        board.Find("[role=dialog] form").KeyDown("Escape");

        board.WaitForAssertion(() => board.FindAll("[role=dialog]").ShouldBeEmpty());
        KeyStore.ByHash.ShouldBeEmpty();
    }

    [Fact]
    public void A_key_without_a_name_is_not_minted()
    {
        var board = Render<KeyBoard>();
        Click(board, "Mint key");

        board.Find("[role=dialog] form").Submit();

        board.Find("#key-name-fault").TextContent.ShouldBe("The name must be 1 to 100 characters long.");
        board.Find("#key-name").GetAttribute("aria-invalid").ShouldBe("true");
        KeyStore.ByHash.ShouldBeEmpty();
    }

    [Fact]
    public void A_limit_that_is_no_number_is_named_and_the_options_unfold_to_show_it()
    {
        var board = Render<KeyBoard>();
        Click(board, "Mint key");

        board.Find("#key-name").Change("laptop");
        board.Find("#key-rpm").Change("lots");
        board.Find("[role=dialog] form").Submit();

        board.Find("#key-rpm-fault").TextContent.ShouldBe("Requests per minute must be a whole number, such as 120.");
        board.Find("details").HasAttribute("open").ShouldBeTrue();
        KeyStore.ByHash.ShouldBeEmpty();
    }

    [Fact, Trait("Promise", "P-7")]
    public void An_owner_mints_for_a_member_with_a_limit_a_cap_and_an_end()
    {
        var board = Render<KeyBoard>();
        Click(board, "Mint key");

        board.Find("#key-name").Change("agent");
        board.Find("#key-holder").Change(Team.Member.Id.ToString());
        board.Find("#key-rpm").Change("60");
        board.Find("#key-cap").Change("12.50");
        board.Find("#key-expiry").Change("30");
        board.Find("[role=dialog] form").Submit();

        var key = KeyStore.ByHash.Values.ShouldHaveSingleItem();
        key.MemberId.ShouldBe(Team.Member.Id);
        key.Limits.ShouldBe(new KeyLimits { RequestsPerMinute = 60, MonthlyCap = NanoUsd.FromUsd(12.5m) });
        key.ExpiresAt.ShouldBe(Time.GetUtcNow().AddDays(30));
    }

    [Fact]
    public void A_sandbox_key_is_asked_for_by_name_and_marked_in_the_list()
    {
        SignIn(Team.Member);
        var board = Render<KeyBoard>();
        Click(board, "Mint key");
        board.Find("label.check").TextContent.Trim().ShouldBe("Sandbox key (may carry failure drills)");
        board.Find("#key-sandbox-hint").TextContent.ShouldContain("spends like any other");

        board.Find("#key-name").Change("drills");
        board.Find("#key-sandbox").Change(true);
        board.Find("[role=dialog] form").Submit();

        KeyStore.ByHash.Values.ShouldHaveSingleItem().Sandbox.ShouldBeTrue();
        board.WaitForElement("#minted-command").TextContent.ShouldContain("X-JusInfer-Chaos: cut@");
        Click(board, "I have stored it");
        board.WaitForAssertion(() => board.Find("tbody th .tag").TextContent.ShouldBe("sandbox"));
    }

    [Fact]
    public async Task A_key_for_work_bears_no_such_mark_and_no_drill()
    {
        await MintAsync("laptop");
        var board = Render<KeyBoard>();

        Mint(board, "another");

        board.Find("#minted-command").TextContent.ShouldNotContain("Chaos");
        KeyStore.ByHash.Values.ShouldAllBe(key => !key.Sandbox);
        board.FindAll("tbody th .tag").ShouldBeEmpty();
    }

    [Fact]
    public void A_member_is_offered_no_limits_and_no_other_holder()
    {
        SignIn(Team.Member);
        var board = Render<KeyBoard>();
        Click(board, "Mint key");

        board.FindAll("#key-rpm, #key-cap, #key-holder").ShouldBeEmpty();
        board.Find("#key-name").Change("mine");
        board.Find("[role=dialog] form").Submit();
        KeyStore.ByHash.Values.ShouldHaveSingleItem().MemberId.ShouldBe(Team.Member.Id);
    }

    [Fact]
    public void Whoever_lost_the_right_meanwhile_is_told_so_and_mints_nothing()
    {
        SignIn(Team.Member);
        var board = Render<KeyBoard>();
        Click(board, "Mint key");
        Team.Store.Members[Team.Store.Members.IndexOf(Team.Member)] = Team.Member with { Role = Role.Viewer };

        board.Find("#key-name").Change("mine");
        board.Find("[role=dialog] form").Submit();

        board.Find("[role=dialog] .notice").TextContent.ShouldContain("Viewers do not mint keys");
        KeyStore.ByHash.ShouldBeEmpty();
    }

    [Fact]
    public async Task Revoking_asks_first_and_a_no_changes_nothing()
    {
        var key = await MintAsync("laptop");
        var board = Render<KeyBoard>();

        Click(board, "Revoke");
        board.Find("[role=dialog]").TextContent.ShouldContain(key.Display);
        Click(board, "Cancel");

        KeyStore.ByHash.Values.Single().RevokedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_key_revoked_after_asking_is_shown_as_revoked()
    {
        await MintAsync("laptop");
        var board = Render<KeyBoard>();

        Click(board, "Revoke");
        Click(board, "Revoke key");

        board.WaitForAssertion(() => board.Find("tbody .tag").TextContent.ShouldBe("Revoked"));
        KeyStore.ByHash.Values.Single().RevokedAt.ShouldBe(Time.GetUtcNow());
        board.FindAll("tbody button").ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_revoke_the_focus_is_on_the_list_and_not_lost_with_the_button()
    {
        await MintAsync("laptop");
        var board = Render<KeyBoard>();
        var list = board.Find("[aria-label=Keys]").GetAttribute("blazor:elementReference");

        Click(board, "Revoke");
        Click(board, "Revoke key");

        board.WaitForAssertion(() => JSInterop.Invocations[FocusCall].Select(static call => ((ElementReference)call.Arguments[0]!).Id).LastOrDefault().ShouldBe(list));
    }

    [Fact]
    public async Task On_a_phone_an_ended_key_says_so_where_its_button_was()
    {
        var key = await MintAsync("laptop");
        await KeyStore.UpdateAsync(key with { RevokedAt = Time.GetUtcNow() }, CancellationToken.None);

        Render<KeyBoard>().Find("tbody td.right .narrow").TextContent.ShouldBe("Revoked");
    }

    [Fact]
    public async Task A_key_revoked_elsewhere_shows_it_without_reload()
    {
        var key = await MintAsync("laptop");
        var board = Render<KeyBoard>();
        await KeyStore.UpdateAsync(key with { RevokedAt = Time.GetUtcNow() }, CancellationToken.None);

        AccessNews.Publish(new AccessChanged(Team.Tenant.Id));
        Time.Advance(TimeSpan.FromSeconds(1));

        board.WaitForAssertion(() => board.Find("tbody .tag").TextContent.ShouldBe("Revoked"));
    }

    [Fact]
    public async Task A_node_that_may_have_missed_changes_reloads_every_open_page()
    {
        var key = await MintAsync("laptop");
        var board = Render<KeyBoard>();
        await KeyStore.UpdateAsync(key with { RevokedAt = Time.GetUtcNow() }, CancellationToken.None);

        AccessNews.Publish(new AccessChanged(default));
        Time.Advance(TimeSpan.FromSeconds(1));

        board.WaitForAssertion(() => board.Find("tbody .tag").TextContent.ShouldBe("Revoked"));
    }

    [Fact, Trait("Promise", "P-28")]
    public void A_team_without_keys_learns_what_a_key_is_for_and_where_to_send_it()
    {
        var board = Render<KeyBoard>();

        board.Find(".empty h2").TextContent.ShouldBe("No key yet");
        board.Find("#base-url").TextContent.ShouldBe("http://localhost/v1");
    }

    [Fact]
    public void A_viewer_is_not_offered_to_mint()
    {
        SignIn(Team.Viewer);

        var board = Render<KeyBoard>();

        board.FindAll("button").ShouldNotContain(static button => button.TextContent.Contains("Mint key"));
        board.Find(".empty").TextContent.ShouldContain("owner or admin");
    }

    [Fact, Trait("Promise", "P-8")]
    public async Task The_list_says_whose_each_key_is_and_what_it_used_this_month()
    {
        Call(await MintAsync("agent", Team.Member));

        var row = Render<KeyBoard>().Find("tbody tr").TextContent;

        row.ShouldContain("agent");
        row.ShouldContain(Team.Member.Email);
        row.ShouldContain("$0.020");
        row.ShouldContain("1 call");
    }

    private static string Mint(IRenderedComponent<KeyBoard> board, string name)
    {
        Click(board, "Mint key");
        board.Find("#key-name").Change(name);
        board.Find("[role=dialog] form").Submit();
        return board.WaitForElement("#minted-key").TextContent;
    }

    private static void Click(IRenderedComponent<KeyBoard> board, string text) =>
        board.WaitForElements("button").First(button => button.TextContent.Trim() == text).Click();
}
