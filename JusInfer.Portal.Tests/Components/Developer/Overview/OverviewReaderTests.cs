using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Components.Developer.Overview;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer.Overview;

/// <summary>The Overview of a team that calls the whole portal with its own store.</summary>
public sealed class OverviewReaderTests : IAsyncLifetime
{
    private PagesHost portal = default!;
    private ControlPlaneClient api = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        portal = await PagesHost.StartAsync();
        api = new ControlPlaneClient(portal.Browser);
        api.Access = (await api.PostAsync("/v1/auth/signup", new { email = "ada@example.com", password = "correct horse battery" }))
            .Text("access_token");
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task A_team_without_a_call_is_new()
    {
        var view = await ReadAsync(await OwnerAsync());
        (view.IsNew, view.HasKeys, view.Attention.Length, view.Budgets.Length).ShouldBe((true, false, 0, 0));
        await api.PostAsync("/v1/keys", new { name = "laptop" });
        view = await ReadAsync(await OwnerAsync());
        (view.IsNew, view.HasKeys).ShouldBe((true, true));
    }

    [Fact]
    public async Task A_call_is_in_the_figures_the_top_keys_and_the_budgets()
    {
        var budget = await api.PostAsync("/v1/budgets", new { scope = "tenant", window = "month", amount_usd = 5 });
        budget.ShouldBe(201);
        var key = await api.PostAsync("/v1/keys", new { name = "laptop", monthly_cap_usd = 1 });
        await CallAsync(key.Text("key"));
        await api.PostAsync("/v1/budgets", new { scope = "tenant", window = "total", amount_usd = 0, on_reach = "notify" });

        var view = await EventuallyAsync(await OwnerAsync(), static view => view.Figures.Total.Requests == 1 && view.Budgets.Length == 3);

        view.IsNew.ShouldBeFalse();
        var top = view.TopKeys.ShouldHaveSingleItem();
        (top.Name, top.Holder, top.Cost).ShouldBe(("laptop", "ada@example.com", view.Figures.Total.Cost));
        view.Budgets.ShouldAllBe(row => row.Spent == view.Figures.Total.Cost);
        view.Budgets.Select(static row => $"{row.Name} {row.Window}")
            .ShouldBe(["the team in total", "laptop per month", "the team per month"]);
        view.Attention.ShouldHaveSingleItem().Text.ShouldStartWith("The total budget of the team is used up: $");
    }

    [Fact]
    public async Task A_key_that_is_blocked_although_its_cap_is_not_used_up_needs_attention()
    {
        var key = await api.PostAsync("/v1/keys", new { name = "laptop", monthly_cap_usd = 0.000001m });
        await CallAsync(key.Text("key"), HttpStatusCode.PaymentRequired);

        var view = await EventuallyAsync(await OwnerAsync(), static view => !view.Attention.IsEmpty);

        var item = view.Attention.ShouldHaveSingleItem();
        item.Text.ShouldStartWith("The key laptop is blocked (monthly key cap). Its last call, at ");
        item.Fix.Href.ShouldBe($"/developer/keys?key={key.Text("id")}&tab=limits");
    }

    [Fact]
    public async Task The_page_of_a_new_team_has_three_steps_and_a_test_call()
    {
        var page = await PageAsync("/developer");

        page.QuerySelectorAll("ol h3").Select(static step => step.TextContent.Trim())
            .ShouldBe(["Mint a key", "Point your agent here", "Make the first call"]);
        page.QuerySelectorAll("ol button").Select(static button => button.TextContent.Trim()).ShouldContain("Send a test call");
        page.QuerySelector("#base-url")!.TextContent.ShouldEndWith("/v1");
    }

    [Fact]
    public async Task The_page_shows_the_figures_of_the_period_in_its_address_and_hostile_names_as_text()
    {
        const string name = "<img src=x onerror=alert(1)>";
        var key = await api.PostAsync("/v1/keys", new { name, monthly_cap_usd = 0.000001m });
        await api.PostAsync("/v1/budgets", new { scope = "tenant", window = "day", amount_usd = 1 });
        await CallAsync((await api.PostAsync("/v1/keys", new { name })).Text("key"));
        await EventuallyAsync(await OwnerAsync(), static view => view.Figures.Total.Requests == 1 && view.TopKeys.Length == 1);

        var page = await PageAsync("/developer?period=24h");

        page.QuerySelectorAll("dl.tiles dt").Select(static title => title.TextContent)
            .ShouldBe(["Spend", "Saved by routing", "Requests", "Cache hit rate"]);
        page.QuerySelectorAll("dl.tiles .value")[2].TextContent.ShouldBe("1");
        page.QuerySelector("nav[aria-label=Period] [aria-current]")!.TextContent.ShouldBe("24 h");
        page.QuerySelector("section[aria-labelledby=top-keys-title] th[scope=row]")!.TextContent.ShouldBe(name);
        page.QuerySelector("img[src=x]").ShouldBeNull();
        page.QuerySelector("ul.budgets .subject")!.TextContent.ShouldBe("the team per day");
        (await PageAsync("/developer?period=nothing")).QuerySelector("nav[aria-label=Period] [aria-current]")!.TextContent
            .ShouldBe("Month");
        key.ShouldBe(201);
    }

    private async Task<IDocument> PageAsync(string address)
    {
        await portal.PostAsync("/login", "sign-in", ("email", "ada@example.com"), ("password", "correct horse battery"));
        var (answer, page) = await portal.GetAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new HtmlParser().ParseDocument(page);
    }

    private async Task<OverviewViewModel> ReadAsync(Member me)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<OverviewReader>().ReadAsync(me, period: null, Token);
    }

    private async Task<OverviewViewModel> EventuallyAsync(Member me, Predicate<OverviewViewModel> isComplete)
    {
        OverviewViewModel view = null!;
        await Eventually.TrueAsync(async () => isComplete(view = await ReadAsync(me)));
        return view;
    }

    private async Task<Member> OwnerAsync()
    {
        var id = (await api.GetAsync("/v1/tenant/members")).Json.GetProperty("data")[0].GetProperty("id").GetString()!;
        await using var scope = portal.Services.CreateAsyncScope();
        var team = (await scope.ServiceProvider.GetRequiredService<IWalletStore>().ListNewestTeamsAsync(1, before: null, Token))[0].Id;
        return (await scope.ServiceProvider.GetRequiredService<ITenancyStore>().ListMembersAsync(team, Token))
            .Single(member => member.Id.ToString() == id);
    }

    private async Task CallAsync(string key, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = JsonContent.Create(
                new { model = "openai/gpt-5", messages = new[] { new { role = "user", content = "Say hello." } } }),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        };
        using var answer = await portal.Browser.SendAsync(request, Token);
        answer.StatusCode.ShouldBe(expected);
    }
}
