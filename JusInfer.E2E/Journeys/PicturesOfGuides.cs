using System.Collections.Concurrent;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The screenshots in the guides. <c>bash eng/screenshots.sh guides</c> takes them again.</summary>
public sealed class PicturesOfGuides : Journey
{
    private const string Guide = "/docs/quick-start/";

    /// <summary>The width of the pictures, which is twice that of an article's text on most screens.</summary>
    private static readonly DisplaySettings Window = new(1000, 640) { Scale = 1.5f };

    [Fact]
    public async Task Every_screenshot_can_be_taken_again_in_both_themes()
    {
        var maria = new Person("maria@example.com", Secrets.Register("password", $"correct horse {Guid.NewGuid():N}"), "Example team");
        var visitor = await OpenVisitorAsync(Window);
        await visitor.Login.SignUpAsync(maria);
        await WorkAsync(AgentWith(await visitor.Keys.MintAndCloseAsync("maria laptop")), calls: 5);
        await WorkAsync(AgentWith(await visitor.Keys.MintAndCloseAsync("nightly build")), calls: 3);

        await visitor.Keys.OpenAsync();
        await Expect(visitor.Keys.Rows).ToHaveCountAsync(2);
        List<string> taken = [.. await TakeAsync(visitor, "keys", 480)];

        await visitor.Usage.OpenAsync();
        await Expect(visitor.Usage.Total("Requests")).ToHaveTextAsync("8");
        await Expect(visitor.Usage.Charts.Last.Locator("svg").First).ToBeVisibleAsync();
        taken.AddRange(await TakeAsync(visitor, "usage", 960));

        await visitor.Requests.OpenAsync();
        await visitor.Page.GotoAsync(await visitor.Requests.NewestReceiptAsync());
        await Expect(visitor.Receipt.Heading).ToBeVisibleAsync();
        taken.AddRange(await TakeAsync(visitor, "receipt", 1000));

        await visitor.Members.OpenAsync();
        await visitor.Members.Menu(maria.Email).ChooseAsync($"Set cap for {maria.Email}");
        await visitor.Members.Dialog.Field("US dollars per month").FillAsync("50");
        taken.AddRange(await TakeAsync(visitor, "cap", 700));

        var committed = Directory.EnumerateFiles(Path.Combine(Repository.Root, "content", "pictures"), "*.webp").Select(static path => Path.GetFileNameWithoutExtension(path));
        committed.ShouldBe(taken, ignoreOrder: true);
    }

    [Fact]
    public async Task A_guide_shows_the_screenshots_of_its_theme_and_loads_no_others()
    {
        var reader = await OpenVisitorAsync();
        ConcurrentQueue<string> loaded = [];
        reader.Page.Request += (_, request) => loaded.Enqueue(request.Url);
        await reader.Article.OpenAsync(Guide);
        foreach (var theme in new[] { "light", "dark" })
        {
            var pictures = reader.Page.Locator($".screenshot.{theme} img");
            (await pictures.CountAsync()).ShouldBeGreaterThan(0);
            foreach (var picture in await pictures.AllAsync())
            {
                await picture.ScrollIntoViewIfNeededAsync();
                await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", (int)(Window.Width * Window.Scale));
            }

            if (theme == "light") loaded.ShouldNotContain(static address => address.EndsWith("-dark.webp", StringComparison.Ordinal));
            await Expect(reader.Page.Locator($".screenshot.{(theme == "light" ? "dark" : "light")} img").First).ToBeHiddenAsync();
            await reader.Layout.ThemeSwitch.ClickAsync();
        }
    }

    /// <summary>Takes a picture in both themes.</summary>
    /// <returns>The names of the files.</returns>
    private static async Task<string[]> TakeAsync(Visitor visitor, string name, int height)
    {
        foreach (var (dark, file) in new[] { (false, name), (true, name + "-dark") })
        {
            await visitor.ApplyAsync(Window with { Height = height, Dark = dark });
            await visitor.Page.EvaluateAsync("() => document.fonts.ready");
            await Screenshots.SaveForGuideAsync(visitor.Page, file);
        }

        await visitor.ApplyAsync(Window);
        return [name, name + "-dark"];
    }

    private static async Task WorkAsync(Agent agent, int calls)
    {
        for (var call = 0; call < calls; call++)
            await agent.StreamAsync(call % 2 == 0 ? Agent.Auto : Agent.Pinned, $"List the files of folder {call}, and say which of them are tests.");
    }
}
