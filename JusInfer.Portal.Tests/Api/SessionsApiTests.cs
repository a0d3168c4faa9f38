using System.Text.Json;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Api;

/// <summary>A session ends with all its tokens, at once.</summary>
[Trait("Promise", "P-3")]
public sealed class SessionsApiTests : IAsyncLifetime
{
    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Signing_out_ends_the_tokens_of_this_session_and_of_no_other()
    {
        var (client, refresh) = await SignInAsync();

        (await client.PostAsync("/v1/auth/logout", new { })).ShouldBe(204);

        (await client.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await client.PostAsync("/v1/auth/refresh", new { refresh_token = refresh })).ShouldBe(401, "UNAUTHORIZED");
        (await ada.GetAsync("/v1/tenant")).ShouldBe(200);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_session_of_the_account_and_of_no_other()
    {
        var (client, _) = await SignInAsync();
        var bob = await host.SignUpAsync("bob@example.com");

        (await client.PostAsync("/v1/auth/logout-all", new { })).ShouldBe(204);

        (await client.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await ada.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await bob.GetAsync("/v1/tenant")).ShouldBe(200);
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_again_later_ends_the_access_tokens_of_its_session()
    {
        var (client, refresh) = await SignInAsync();
        await client.PostAsync("/v1/auth/refresh", new { refresh_token = refresh });
        (await client.GetAsync("/v1/tenant")).ShouldBe(200);
        host.Time.Advance(TimeSpan.FromSeconds(31));

        (await client.PostAsync("/v1/auth/refresh", new { refresh_token = refresh })).ShouldBe(401, "UNAUTHORIZED");

        (await client.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await ada.GetAsync("/v1/tenant")).ShouldBe(200);
    }

    [Fact]
    public async Task A_changed_password_keeps_this_session_and_ends_the_others()
    {
        var (client, refresh) = await SignInAsync();

        (await ada.PostAsync("/v1/auth/password", new { current = "a long enough password", @new = "another long password" })).ShouldBe(204);

        (await ada.GetAsync("/v1/tenant")).ShouldBe(200);
        (await client.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await client.PostAsync("/v1/auth/refresh", new { refresh_token = refresh })).ShouldBe(401, "UNAUTHORIZED");
        var login = new { email = "ada@example.com", password = "another long password" };
        (await client.PostAsync("/v1/auth/login", login)).ShouldBe(200);
    }

    [Fact]
    public async Task A_rejected_password_change_names_every_field()
    {
        (await ada.PostAsync("/v1/auth/password", new { })).FaultyFields.ShouldBe(["current", "new"]);
        (await ada.PostAsync("/v1/auth/password", new { current = "a wrong password", @new = "another long password" })).FaultyFields.ShouldBe(["current"]);
        (await ada.PostAsync("/v1/auth/password", new { current = "a long enough password", @new = "short" })).FaultyFields.ShouldBe(["new"]);
    }

    [Fact]
    public async Task Refreshing_keeps_a_sign_in_for_ninety_days_and_no_longer()
    {
        var (client, refresh) = await SignInAsync();
        for (var day = 0; day < 75; day += 15) refresh = await RefreshAfterAsync(TimeSpan.FromDays(15));

        // Refreshed shortly before the end, the tokens have no more time than the sign-in.
        refresh = await RefreshAfterAsync(TimeSpan.FromDays(15) - TimeSpan.FromMinutes(1));
        (await client.GetAsync("/v1/tenant")).ShouldBe(200);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        (await client.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await client.PostAsync("/v1/auth/refresh", new { refresh_token = refresh })).ShouldBe(401, "UNAUTHORIZED");

        async Task<string> RefreshAfterAsync(TimeSpan wait)
        {
            host.Time.Advance(wait);
            var tokens = await client.PostAsync("/v1/auth/refresh", new { refresh_token = refresh });
            tokens.ShouldBe(200);
            await host.SessionExtendedAsync(RefreshTokens.Lifetime);
            client.Access = tokens.Text("access_token");
            return tokens.Text("refresh_token");
        }
    }

    [Fact]
    public async Task A_session_names_the_device_and_the_address_that_signed_in()
    {
        using var login = new HttpRequestMessage(HttpMethod.Post, "/v1/auth/login")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { email = "ada@example.com", password = "a long enough password" }),
        };
        login.Headers.TryAddWithoutValidation("User-Agent", "backup-script/2.1 " + new string('x', 300));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        (await host.Http.SendAsync(login, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        var session = (await ListAsync(ada))[0];

        session.GetProperty("device").GetString().ShouldNotBeNull().ShouldStartWith("backup-script/2.1 x");
        session.GetProperty("device").GetString()!.Length.ShouldBe(200);
        session.GetProperty("address").GetString().ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task A_session_can_be_found_in_the_list_and_ended()
    {
        var (client, _) = await SignInAsync();
        var sessions = await ListAsync(client);
        sessions.Length.ShouldBe(2);
        sessions.Single(session => session.GetProperty("current").GetBoolean()).ShouldBe(sessions[0]);

        (await client.DeleteAsync($"/v1/auth/sessions/{IdOf(sessions[1])}")).ShouldBe(204);

        (await ada.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await ListAsync(client)).ShouldHaveSingleItem();
        (await client.DeleteAsync($"/v1/auth/sessions/{IdOf(sessions[1])}")).ShouldBe(404, "NOT_FOUND");
    }

    [Fact]
    public async Task The_number_of_sessions_at_the_same_time_is_not_limited_and_all_are_listed()
    {
        for (var i = 0; i < 10; i++) await SignInAsync();

        (await ListAsync(ada)).Length.ShouldBe(11);
    }

    [Theory]
    [InlineData("ses_0")]
    [InlineData("key_00000000000000000000000000000000")]
    public async Task An_unknown_session_is_not_found(string id) => (await ada.DeleteAsync($"/v1/auth/sessions/{id}")).ShouldBe(404, "NOT_FOUND");

    [Fact]
    public async Task The_session_of_another_account_is_not_found()
    {
        var bob = await host.SignUpAsync("bob@example.com");
        var session = IdOf((await ListAsync(ada)).ShouldHaveSingleItem());

        (await bob.DeleteAsync($"/v1/auth/sessions/{session}")).ShouldBe(404, "NOT_FOUND");

        (await ada.GetAsync("/v1/tenant")).ShouldBe(200);
    }

    private static string IdOf(JsonElement session) => session.GetProperty("id").GetString()!;

    private static async Task<JsonElement[]> ListAsync(ControlPlaneClient client)
    {
        var answer = await client.GetAsync("/v1/auth/sessions");
        answer.ShouldBe(200);
        return [.. answer.Json.GetProperty("data").EnumerateArray()];
    }

    private async Task<(ControlPlaneClient Client, string Refresh)> SignInAsync()
    {
        host.Time.Advance(TimeSpan.FromSeconds(1));
        var client = new ControlPlaneClient(host.Http);
        var tokens = await client.PostAsync("/v1/auth/login", new { email = "ada@example.com", password = "a long enough password" });
        tokens.ShouldBe(200);
        client.Access = tokens.Text("access_token");
        return (client, tokens.Text("refresh_token"));
    }
}
