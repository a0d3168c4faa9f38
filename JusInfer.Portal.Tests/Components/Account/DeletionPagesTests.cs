using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Components.Account;

/// <summary>A person with several teams deletes the account, leaves a team or deletes one: what the pages say first, and what then happens in each team.</summary>
public sealed class DeletionPagesTests : IClassFixture<SharedPortal>, IAsyncLifetime
{
    private const string Password = "a long enough password";

    private readonly PagesHost portal;
    private readonly HttpClient http;
    private readonly string email = $"{Guid.NewGuid():N}@example.com";
    private ControlPlaneClient own = default!;
    private ControlPlaneClient shared = default!;
    private ControlPlaneClient bob = default!;
    private string sharedId = "";

    public DeletionPagesTests(SharedPortal open)
    {
        portal = open.Pages;
        portal.ForgetCookies();
        http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = portal.Browser.BaseAddress };
    }

    /// <summary>A person who owns Engine Room alone, and is an admin of Bob's team Platform, for which the browser acts.</summary>
    public async ValueTask InitializeAsync()
    {
        await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", Password), ("team", "Engine Room"));
        own = await SignInAsync(email);
        bob = new ControlPlaneClient(http);
        bob.Access = (await bob.PostAsync("/v1/auth/signup", new { email = $"bob-{email}", password = Password, team = "Platform" })).Text("access_token");
        sharedId = await JoinAsync(own, bob, email, "admin");
        shared = await SignInAsync(email, sharedId);
        await SwitchAsync(sharedId);
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_deleted_account_takes_its_own_team_along_and_leaves_service_keys_to_the_other_one()
    {
        var keys = new[] { await MintAsync(own), await MintAsync(own, service: true), await MintAsync(shared) };
        var staying = await MintAsync(shared, service: true);

        var items = Items((await portal.GetAsync("/account/delete")).Page);
        items.ShouldContain("Your one live key and all others in the team Engine Room are rejected with 401 within one second, and cannot be restored. "
            + "Nobody else is in this team. It is deleted too, with its one live service key, its stored responses and what is left in its wallet.");
        items.ShouldContain("Your one live key and all others in the team Platform are rejected with 401 within one second, and cannot be restored. "
            + "The one live service key that you minted in it belongs to the team and keeps working.");
        foreach (var key in keys) (await CallAsync(key)).ShouldBe(200);
        var (answer, _) = await portal.PostAsync("/account/delete", "confirm", ("password", Password));

        answer.Headers.Location!.AbsolutePath().ShouldBe("/login");
        foreach (var key in keys) (await CallAsync(key)).ShouldBe(401);
        (await CallAsync(staying)).ShouldBe(200);
        foreach (var session in new[] { own, shared }) (await session.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        var members = (await bob.GetAsync("/v1/tenant/members")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        members.GetProperty("email").GetString().ShouldBe($"bob-{email}");
    }

    [Fact]
    public async Task The_only_owner_of_one_of_several_teams_is_told_which_and_nothing_is_deleted()
    {
        var guest = new ControlPlaneClient(http);
        guest.Access = (await guest.PostAsync("/v1/auth/signup", new { email = $"guest-{email}", password = Password })).Text("access_token");
        await JoinAsync(guest, own, $"guest-{email}", "member");
        var key = await MintAsync(shared);

        var page = Parse((await portal.GetAsync("/account/delete")).Page);

        page.QuerySelector(".notice.danger")!.TextContent
            .ShouldContain("Engine Room would be left without an owner. First make another member an owner, remove the other");
        page.QuerySelector("#field-password").ShouldBeNull();
        await portal.PostAsync("/account/delete", "confirm", ("password", Password));
        (await CallAsync(key)).ShouldBe(200);
        (await own.GetAsync("/v1/auth/teams")).Json.GetProperty("data").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_person_who_leaves_a_team_keeps_the_other_one_and_its_keys()
    {
        var (kept, left, staying) = (await MintAsync(own), await MintAsync(shared), await MintAsync(shared, service: true));
        var page = (await portal.GetAsync("/account/leave")).Page;
        page.ShouldContain("Leave Platform?");
        Items(page).ShouldContain("The one live service key that you minted in it belongs to the team and keeps working.");

        (await portal.PostAsync("/account/leave", "confirm", ("password", Password))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);

        (await CallAsync(left)).ShouldBe(401);
        foreach (var key in new[] { kept, staying }) (await CallAsync(key)).ShouldBe(200);
        (await shared.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await own.GetAsync("/v1/auth/teams")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("Engine Room");
    }

    [Fact]
    public async Task The_only_owner_of_a_team_can_leave_after_another_member_became_an_owner()
    {
        var guest = new ControlPlaneClient(http);
        guest.Access = (await guest.PostAsync("/v1/auth/signup", new { email = $"guest-{email}", password = Password })).Text("access_token");
        await JoinAsync(guest, own, $"guest-{email}", "member");
        await SwitchAsync((await own.GetAsync("/v1/tenant")).Text("id"));
        (await portal.GetAsync("/account/leave")).Page.ShouldContain(MemberRemoval.OnlyOwner);
        var member = (await own.GetAsync("/v1/tenant/members")).Json.GetProperty("data").EnumerateArray().Single(found => found.GetProperty("role").GetString() == "member");
        (await own.PatchAsync($"/v1/tenant/members/{member.GetProperty("id").GetString()}", new { role = "owner" })).ShouldBe(200);

        (await portal.PostAsync("/account/leave", "confirm", ("password", Password))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);

        (await shared.GetAsync("/v1/auth/teams")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("Platform");
    }

    [Fact]
    public async Task A_deleted_team_takes_all_its_keys_along_and_none_of_the_other_team()
    {
        var (kept, gone, service) = (await MintAsync(shared), await MintAsync(own), await MintAsync(own, service: true));
        await SwitchAsync((await own.GetAsync("/v1/tenant")).Text("id"));
        var page = (await portal.GetAsync("/account/delete-team")).Page;
        page.ShouldContain("Delete Engine Room?");
        Items(page).ShouldContain("The team's 2 live keys are rejected with 401 within one second, and cannot be restored.");

        (await portal.PostAsync("/account/delete-team", "confirm", ("password", Password))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);

        foreach (var key in new[] { gone, service }) (await CallAsync(key)).ShouldBe(401);
        (await CallAsync(kept)).ShouldBe(200);
        (await shared.GetAsync("/v1/auth/teams")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("Platform");
    }

    private static IHtmlDocument Parse(string page) => new HtmlParser().ParseDocument(page);

    /// <summary>What the page says, with single spaces.</summary>
    private static string[] Items(string page) =>
        [.. Parse(page).QuerySelectorAll("main li").Select(static item => string.Join(' ', item.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];

    /// <summary>Lets a person join the team of an owner.</summary>
    /// <returns>The team.</returns>
    private static async Task<string> JoinAsync(ControlPlaneClient person, ControlPlaneClient owner, string address, string role)
    {
        var link = (await owner.PostAsync("/v1/tenant/members", new { email = address, role })).Text("invite_url");
        var joined = await person.PostAsync("/v1/auth/teams", new { invite = link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..] });
        joined.ShouldBe(201);
        return joined.Text("id");
    }

    private static async Task<string> MintAsync(ControlPlaneClient client, bool service = false)
    {
        var minted = await client.PostAsync("/v1/keys", new { name = "laptop", service });
        minted.ShouldBe(201);
        return minted.Text("key");
    }

    private async Task<ControlPlaneClient> SignInAsync(string address, string? team = null)
    {
        var client = new ControlPlaneClient(http);
        client.Access = (await client.PostAsync("/v1/auth/login", team is null ? new { email = address, password = Password } : (object)new { email = address, password = Password, tenant_id = team })).Text("access_token");
        return client;
    }

    /// <summary>Lets the browser act for another team of its person.</summary>
    private async Task SwitchAsync(string team)
    {
        var token = Parse((await portal.GetAsync("/account/teams")).Page).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token), KeyValuePair.Create("team", team), KeyValuePair.Create("returnUrl", "/account")]);
        var answer = await portal.Browser.PostAsync("/account/switch-team", form, TestContext.Current.CancellationToken);
        answer.Headers.Location!.AbsolutePath().ShouldBe("/account");
    }

    /// <summary>The status of a call with a key.</summary>
    private async Task<int> CallAsync(string key) => (await new ControlPlaneClient(http) { Access = key }.GetAsync("/v1/models")).Status;
}
