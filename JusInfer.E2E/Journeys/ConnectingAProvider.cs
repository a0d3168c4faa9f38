using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The operator of a new installation connects a provider in the portal and sees what the first call costs.</summary>
public sealed class ConnectingAProvider : Journey
{
    private const int MaxClicks = 12;

    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(5);

    [Fact, Trait("Promise", "P-28")]
    public async Task From_the_home_page_to_the_first_visible_spend_there_are_at_most_12_clicks()
    {
        var provider = StopAfterBrowsers(await ScriptedProvider.StartAsync());
        var portal = StopAfterBrowsers(await StartPortalAsync(provider));
        var (ada, watch) = (await OpenVisitorAsync(address: portal.Address), Stopwatch.StartNew());
        var counter = await ClickCounter.OnAsync(ada.Page);
        await ConnectFromTheHomePageAsync(ada, await CreateOperatorAsync(portal.Address), provider);

        await ada.Providers.Dialog.Link("Mint a key").ClickAsync();
        await Expect(ada.Layout.DemoMode).ToHaveCountAsync(0);
        await ada.Keys.MintAsync("Ada's laptop");
        await Expect(ada.Keys.FirstCall).ToContainTextAsync("Waiting for the first call of this key.");
        var example = await ada.CopyAsync(ada.Keys.Dialog.Button("Copy example request"));
        (await Shell.RunAsync(example)).ShouldContain("Hello from the provider.");

        await Expect(ada.Keys.FirstCall).ToContainTextAsync("scripted/small answered: 1.2k input and 300 output tokens for $0.021.");
        CheckEffort(counter, watch);

        await ada.Keys.Dialog.CloseWithAsync("I have stored it");
        await ada.Layout.Tab("Usage").ClickAsync();
        await Expect(ada.Usage.Total("Spend")).ToHaveTextAsync("$0.021");
        await ada.Providers.OpenAsync();
        await Expect(ada.Providers.Row(ScriptedProvider.Id)).ToContainTextAsync("Set in the portal");
        (await ada.Page.ContentAsync()).ShouldNotContain(provider.Credential);
        (await portal.FilesWithAsync(provider.Credential)).ShouldBeEmpty("the store has it encrypted");

        // Before its portal ends: the page would report the lost connection as an error.
        await ada.Page.CloseAsync();
        Secrets.FoundIn(portal.Log.Lines).ShouldBeEmpty();
    }

    [Fact, Trait("Promise", "P-28")]
    public async Task From_the_home_page_to_the_first_spend_of_a_chosen_client_there_are_at_most_12_clicks()
    {
        var provider = StopAfterBrowsers(await ScriptedProvider.StartAsync());
        var portal = StopAfterBrowsers(await StartPortalAsync(provider));
        var (ada, watch) = (await OpenVisitorAsync(address: portal.Address), Stopwatch.StartNew());
        var counter = await ClickCounter.OnAsync(ada.Page);
        await ConnectFromTheHomePageAsync(ada, await CreateOperatorAsync(portal.Address), provider);

        await ada.Providers.Dialog.Link("Connect a client").ClickAsync();
        await ada.Connect.Client("Claude Code").ClickAsync();
        await ada.Connect.Mint.ClickAsync();
        Secrets.Register("key", (await ada.Connect.Key.TextContentAsync())!);
        await Expect(ada.Connect.Waiting).ToBeVisibleAsync();
        await CallAsClaudeCodeAsync(await ada.CopyAsync(ada.Article.CopyCode.First), portal.Address);

        await Expect(ada.Connect.Connected).ToBeVisibleAsync();
        await Expect(ada.Connect.Calls.First).ToContainTextAsync("scripted/small");
        await Expect(ada.Connect.Calls.First).ToContainTextAsync("1.2k → 300");
        await Expect(ada.Connect.Calls.First).ToContainTextAsync("$0.021");
        CheckEffort(counter, watch);
        await ada.Page.CloseAsync();
    }

    [Fact]
    public async Task A_rejected_credential_says_so_and_the_next_one_works_on_a_phone_with_the_keyboard()
    {
        var provider = StopAfterBrowsers(await ScriptedProvider.StartAsync());
        var portal = StopAfterBrowsers(await StartPortalAsync(provider));
        var person = await CreateOperatorAsync(portal.Address);
        var ada = await OpenVisitorAsync(DisplaySettings.Phone, address: portal.Address);
        await ada.Login.OpenAsync();
        await ada.Login.SignInAsync(person.Email, person.Password);
        await Expect(ada.Keys.Empty).ToBeVisibleAsync();
        await ada.Providers.OpenAsync();
        var keyboard = new Keyboard(ada.Page);

        await keyboard.ActivateAsync(ada.Providers.Connect(ScriptedProvider.Id));
        await Expect(ada.Providers.Credential).ToBeFocusedAsync();
        await keyboard.TypeAsync("sk-wrong");
        await keyboard.ActivateAsync(ada.Providers.Dialog.Button("Save and test"));
        await Expect(ada.Providers.Dialog.Self).ToContainTextAsync("The provider rejects the credential (401).");
        await keyboard.ActivateAsync(ada.Providers.Dialog.Button("Paste another credential"));
        await Expect(ada.Providers.Credential).ToBeFocusedAsync();
        await keyboard.TypeAsync(provider.Credential);
        await keyboard.ActivateAsync(ada.Providers.Dialog.Button("Save and test"));

        await Expect(ada.Providers.Dialog.Self).ToContainTextAsync("scripted/small answered.");
        await keyboard.ActivateAsync(ada.Providers.Dialog.Button("Close"));
        await Expect(ada.Providers.Row(ScriptedProvider.Id)).ToContainTextAsync("connected");
        await ada.Page.CloseAsync();
    }

    private static Task<PortalProcess> StartPortalAsync(ScriptedProvider provider) =>
        PortalProcess.StartAsync(("Accounts__SetupToken", SampleTeam.SetupToken), ("Catalog__Path", provider.WriteCatalog()));

    private static async Task<Person> CreateOperatorAsync(Uri portal)
    {
        var person = Person.New();
        using var http = new HttpClient { BaseAddress = portal };
        var account = new { email = person.Email, password = person.Password, team = person.Team, setup_token = SampleTeam.SetupToken };
        using var created = await http.PostAsJsonAsync("/v1/auth/signup", account, TestContext.Current.CancellationToken);
        created.EnsureSuccessStatusCode();
        return person;
    }

    /// <summary>Leaves the dialog open, in which the test of the credential has succeeded.</summary>
    private static async Task ConnectFromTheHomePageAsync(Visitor visitor, Person person, ScriptedProvider provider)
    {
        await visitor.Landing.OpenAsync();
        await visitor.Layout.SignIn.ClickAsync();
        await visitor.Login.SignInAsync(person.Email, person.Password);
        await visitor.Layout.ConnectProviderAsync();
        await visitor.Providers.Connect(ScriptedProvider.Id).ClickAsync();
        await visitor.Providers.Credential.FillAsync(provider.Credential);
        await visitor.Providers.Dialog.Button("Save and test").ClickAsync();
        await Expect(visitor.Providers.Dialog.Self).ToContainTextAsync("scripted/small answered.");
        provider.Calls.ShouldHaveSingleItem();
    }

    /// <summary>Makes the call that Claude Code makes with this settings file, which has to be complete.</summary>
    private static async Task CallAsClaudeCodeAsync(string settings, Uri portal)
    {
        using var file = JsonDocument.Parse(settings);
        var variables = file.RootElement.GetProperty("env");
        variables.GetProperty("ANTHROPIC_BASE_URL").GetString().ShouldBe(portal.GetLeftPart(UriPartial.Authority));
        using var http = new HttpClient();
        using var call = new HttpRequestMessage(HttpMethod.Post, $"{variables.GetProperty("ANTHROPIC_BASE_URL").GetString()}/v1/messages")
        {
            Content = JsonContent.Create(new
            {
                model = variables.GetProperty("ANTHROPIC_MODEL").GetString(),
                max_tokens = 1000,
                messages = new[] { new { role = "user", content = "Say hello." } },
            }),
        };
        call.Headers.Authorization = new AuthenticationHeaderValue("Bearer", variables.GetProperty("ANTHROPIC_AUTH_TOKEN").GetString());
        call.Headers.Add("anthropic-version", "2023-06-01");
        using var answer = await http.SendAsync(call, TestContext.Current.CancellationToken);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("Hello from the provider.");
    }

    private static void CheckEffort(ClickCounter counter, Stopwatch watch)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{counter.Clicks} clicks and {watch.Elapsed.TotalSeconds:F1} seconds until the spend is visible");
        counter.Clicks.ShouldBeInRange(6, MaxClicks, "the counter counts, and the way is short");
        watch.Elapsed.ShouldBeLessThan(MaxTime);
    }
}
