using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Accessibility;

/// <summary>Everything works without a mouse, and the focus is always visible.</summary>
public sealed class KeyboardNavigation : PageStateJourney
{
    [Fact]
    public async Task Signing_up_and_minting_a_key_work_with_the_keyboard()
    {
        var (ada, person) = (await OpenVisitorAsync(), Person.New());
        var keyboard = new Keyboard(ada.Page);
        await ada.Landing.OpenAsync();
        await keyboard.ActivateAsync(ada.Landing.CreateTeam);

        await keyboard.TabToAsync(ada.Login.Email);
        await keyboard.TypeAsync(person.Email);
        await keyboard.TabToAsync(ada.Login.Password);
        await keyboard.TypeAsync(person.Password);
        await keyboard.PressAsync("Enter");

        await Expect(ada.Overview.Steps).ToBeVisibleAsync();
        await keyboard.ActivateAsync(ada.Keys.Mint);
        await Expect(ada.Keys.Dialog.Field("Name")).ToBeFocusedAsync();
        await keyboard.TypeAsync("Ada's laptop");
        await keyboard.PressAsync("Enter");

        var key = await ada.Keys.ReadKeyAsync();
        await Expect(ada.Keys.Dialog.Self.GetByText("Copy this key now.")).ToBeFocusedAsync();
        (await ada.CopyAsync(() => keyboard.ActivateAsync(ada.Keys.Dialog.Button("Copy key")))).ShouldBe(key);
        await keyboard.ActivateAsync(ada.Keys.Dialog.Button("I have stored it"));
        await Expect(ada.Keys.Dialog.Self).ToHaveCountAsync(0);
        await Expect(ada.Keys.Mint).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Escape_closes_a_dialog_and_returns_the_focus_to_the_button_that_opened_it()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        var keyboard = new Keyboard(ada.Page);
        await ada.Keys.OpenAsync();
        await OpenAndCloseAsync(ada.Keys.Mint);
        await keyboard.ActivateAsync(ada.Keys.Menu(SampleTeam.LiveKey));
        await OpenAndCloseAsync(ada.Keys.MenuItem("Revoke"), ada.Keys.Menu(SampleTeam.LiveKey));

        await ada.Members.OpenAsync();
        var owner = (await Site.SampleTeam).Owner.Email;
        var menu = ada.Members.Menu(owner);
        await keyboard.ActivateAsync(menu.Opener);
        await OpenAndCloseAsync(menu.Action($"Set cap for {owner}"), menu.Opener);
        await Expect(menu.Action($"Set cap for {owner}")).ToBeHiddenAsync();

        async Task OpenAndCloseAsync(ILocator opener, ILocator? focused = null)
        {
            await keyboard.ActivateAsync(opener);
            await Expect(ada.Keys.Dialog.Self.Locator("*:focus")).ToHaveCountAsync(1);
            await keyboard.PressAsync("Escape");
            await Expect(ada.Keys.Dialog.Self).ToHaveCountAsync(0);
            await Expect(focused ?? opener).ToBeFocusedAsync();
        }
    }

    [Theory]
    [MemberData(nameof(PageStates.DialogNames), MemberType = typeof(PageStates))]
    public async Task A_dialog_takes_the_focus_when_it_opens_and_Escape_closes_it(string page)
    {
        var visitor = await OpenAsync(PageStates.Named(page));
        var dialog = new Dialog(visitor.Page);
        await Expect(dialog.Self.Locator("*:focus")).ToHaveCountAsync(1);
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog.Self).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Tab_keeps_the_focus_inside_a_dialog()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Members.OpenAsync();
        await ada.Members.OpenFirstAsync("Set cap");
        await Expect(ada.Members.Dialog.Button("Save cap")).ToBeVisibleAsync();
        for (var i = 0; i < 12; i++)
        {
            await ada.Page.Keyboard.PressAsync(i % 3 == 2 ? "Shift+Tab" : "Tab");
            await Expect(ada.Members.Dialog.Self.Locator("*:focus")).ToHaveCountAsync(1);
        }
    }

    [Fact]
    public async Task Revoking_a_key_works_with_the_keyboard()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Keys.MintAndCloseAsync("Lost laptop");
        var keyboard = new Keyboard(ada.Page);
        await keyboard.ActivateAsync(ada.Keys.Menu("Lost laptop"));
        await keyboard.ActivateAsync(ada.Keys.MenuItem("Revoke"));
        await Expect(ada.Keys.Dialog.Button("Cancel")).ToBeFocusedAsync();
        await keyboard.ActivateAsync(ada.Keys.Dialog.Button("Revoke key"));
        await Expect(ada.Keys.Row("Lost laptop")).ToContainTextAsync("Revoked");
        await keyboard.TabToAsync(ada.Layout.Tab("Usage"));
    }

    [Fact]
    public async Task The_skip_link_moves_the_focus_to_the_content()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        var keyboard = new Keyboard(visitor.Page);
        await keyboard.TabToAsync(visitor.Layout.SkipLink);
        await keyboard.PressAsync("Enter");
        await keyboard.PressAsync("Tab");
        await Expect(visitor.Landing.CreateTeam).ToBeFocusedAsync();
    }
}
