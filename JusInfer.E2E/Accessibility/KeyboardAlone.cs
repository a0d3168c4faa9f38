using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Accessibility;

/// <summary>Everything can be done without a mouse, and the focus can be seen all the way.</summary>
public sealed class KeyboardAlone : Journey
{
    [Fact]
    public async Task Sign_up_and_mint_a_key()
    {
        var (ada, person) = (await ArriveAsync(), Person.New());
        var keyboard = new Keyboard(ada.Page);
        await ada.Landing.OpenAsync();
        await keyboard.ActivateAsync(ada.Landing.CreateTeam);

        await keyboard.TabToAsync(ada.Login.Email);
        await keyboard.TypeAsync(person.Email);
        await keyboard.TabToAsync(ada.Login.Password);
        await keyboard.TypeAsync(person.Password);
        await keyboard.PressAsync("Enter");

        await Expect(ada.Keys.Empty).ToBeVisibleAsync();
        await keyboard.ActivateAsync(ada.Keys.Mint);
        await Expect(ada.Keys.Dialog.Field("Name")).ToBeFocusedAsync();
        await keyboard.TypeAsync("Ada's laptop");
        await keyboard.PressAsync("Enter");

        var key = await ada.Keys.ReadKeyAsync();
        await keyboard.ActivateAsync(ada.Keys.Dialog.Button("Copy key"));
        await Expect(ada.Keys.Dialog.Button("Copy key")).ToContainTextAsync("Copied");
        (await ada.ClipboardAsync()).ShouldBe(key);
        await keyboard.ActivateAsync(ada.Keys.Dialog.Button("I have stored it"));
        await Expect(ada.Keys.Dialog.Self).ToHaveCountAsync(0);
        await Expect(ada.Keys.Mint).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Leave_a_dialog_with_Escape_and_be_back_where_it_was_opened()
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        var keyboard = new Keyboard(ada.Page);
        await ada.Keys.OpenAsync();
        foreach (var opener in new[] { ada.Keys.Mint, ada.Keys.Revoke(FurnishedTeam.LiveKey) }) await OpenAndLeaveAsync(opener);

        await ada.Tenant.OpenAsync();
        foreach (var opener in new[] { ada.Tenant.SetCaps.First, ada.Tenant.SetLimit(FurnishedTeam.LiveKey) }) await OpenAndLeaveAsync(opener);

        async Task OpenAndLeaveAsync(ILocator opener)
        {
            await keyboard.ActivateAsync(opener);
            await Expect(ada.Keys.Dialog.Self.Locator("*:focus")).ToHaveCountAsync(1);
            await keyboard.PressAsync("Escape");
            await Expect(ada.Keys.Dialog.Self).ToHaveCountAsync(0);
            await Expect(opener).ToBeFocusedAsync();
        }
    }

    [Fact]
    public async Task Stay_in_a_dialog_however_often_Tab_is_pressed()
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        await ada.Tenant.OpenAsync();
        await ada.Tenant.SetCaps.First.ClickAsync();
        await Expect(ada.Tenant.Dialog.Button("Save cap")).ToBeVisibleAsync();
        for (var i = 0; i < 12; i++)
        {
            await ada.Page.Keyboard.PressAsync(i % 3 == 2 ? "Shift+Tab" : "Tab");
            await Expect(ada.Tenant.Dialog.Self.Locator("*:focus")).ToHaveCountAsync(1);
        }
    }

    [Fact]
    public async Task Revoke_a_key()
    {
        var (ada, _) = await ArriveSignedInAsync();
        await ada.Keys.MintAndCloseAsync("Lost laptop");
        var keyboard = new Keyboard(ada.Page);
        await keyboard.ActivateAsync(ada.Keys.Revoke("Lost laptop"));
        await Expect(ada.Keys.Dialog.Button("Cancel")).ToBeFocusedAsync();
        await keyboard.ActivateAsync(ada.Keys.Dialog.Button("Revoke key"));
        await Expect(ada.Keys.Row("Lost laptop")).ToContainTextAsync("Revoked");
        await keyboard.TabToAsync(ada.Frame.Tab("Usage"));
    }

    [Fact]
    public async Task Skip_to_the_content()
    {
        var visitor = await ArriveAsync();
        await visitor.Landing.OpenAsync();
        var keyboard = new Keyboard(visitor.Page);
        await keyboard.TabToAsync(visitor.Frame.SkipLink);
        await keyboard.PressAsync("Enter");
        await keyboard.PressAsync("Tab");
        await Expect(visitor.Landing.CreateTeam).ToBeFocusedAsync();
    }
}
