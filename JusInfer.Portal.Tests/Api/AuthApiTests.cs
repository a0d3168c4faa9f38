using System.Net;
using System.Net.Sockets;
using JusInfer.Portal.Tests.Guarantees;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Api;

[Trait("Promise", "P-3")]
public sealed class AuthApiTests : IAsyncLifetime
{
    private ControlPlaneHost host = default!;
    private ControlPlaneClient stranger = default!;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        stranger = new ControlPlaneClient(host.Http);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Signing_up_creates_a_team_and_its_owner()
    {
        var answer = await stranger.PostAsync("/v1/auth/signup", new { email = "ada@example.com", password = "a long enough password", team = "Engines" });
        answer.ShouldBe(201);
        answer.Json.GetProperty("expires_in").GetInt32().ShouldBe(900);
        answer.Json.GetProperty("user").GetProperty("email").GetString().ShouldBe("ada@example.com");
        answer.Json.GetProperty("tenant").GetProperty("name").GetString().ShouldBe("Engines");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();

        stranger.Access = answer.Text("access_token");
        (await stranger.GetAsync("/v1/tenant")).Text("role").ShouldBe("owner");
    }

    [Fact]
    public async Task No_sign_up_without_the_setup_token_makes_an_operator()
    {
        (await OperatorAsync("ada@example.com")).ShouldBeFalse();
        (await OperatorAsync("bob@example.com")).ShouldBeFalse();

        async Task<bool> OperatorAsync(string email)
        {
            var answer = await stranger.PostAsync("/v1/auth/signup", new { email, password = "a long enough password" });
            return answer.Json.GetProperty("user").GetProperty("is_operator").GetBoolean();
        }
    }

    [Fact]
    public async Task Signing_in_returns_a_working_access_token()
    {
        await host.SignUpAsync("ada@example.com", "a long enough password");
        var answer = await stranger.PostAsync("/v1/auth/login", new { email = " ADA@example.com ", password = "a long enough password" });
        answer.ShouldBe(200);
        stranger.Access = answer.Text("access_token");
        (await stranger.GetAsync("/v1/tenant")).ShouldBe(200);
    }

    [Fact]
    public async Task All_errors_of_a_sign_up_are_reported_at_once()
    {
        var answer = await stranger.PostAsync("/v1/auth/signup", new { email = "no address", password = "short", team = new string('t', 101), admin = true });
        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(["admin", "email", "password", "team"]);
        answer.Body.ShouldNotContain("short\"");
    }

    [Fact]
    public async Task An_unreadable_field_is_reported_once_with_all_other_errors()
    {
        var answer = await stranger.PostAsync("/v1/auth/signup", new { email = 7, password = "short" });
        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(["email", "password"]);
        answer.Json.GetProperty("errors").GetProperty("email").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task An_address_has_one_account()
    {
        await host.SignUpAsync("ada@example.com");
        var answer = await stranger.PostAsync("/v1/auth/signup", new { email = "Ada@Example.com", password = "another long password" });
        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(["email"]);
    }

    [Fact, KnownGap("G1")]
    public async Task Sign_up_does_not_tell_whether_an_address_has_an_account()
    {
        await host.SignUpAsync("ada@example.com");
        var known = await stranger.PostAsync("/v1/auth/signup", new { email = "ada@example.com", password = "another long password" });
        var unknown = await stranger.PostAsync("/v1/auth/signup", new { email = "bob@example.com", password = "another long password" });

        KnownGapAttribute.StillFails(() => known.Status.ShouldBe(unknown.Status));
    }

    [Fact]
    public async Task Of_concurrent_sign_ups_with_one_address_one_succeeds()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            stranger.PostAsync("/v1/auth/signup", new { email = "ada@example.com", password = "a long enough password" })));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Status == 400);
    }

    [Fact]
    public async Task An_unknown_address_and_a_wrong_password_get_the_same_response()
    {
        await host.SignUpAsync("ada@example.com");
        var unknown = await stranger.PostAsync("/v1/auth/login", new { email = "bob@example.com", password = "a long enough password" });
        var wrong = await stranger.PostAsync("/v1/auth/login", new { email = "ada@example.com", password = "not her password" });
        unknown.ShouldBe(401, "UNAUTHORIZED");
        (wrong.Status, wrong.Text("detail"), wrong.MediaType).ShouldBe((unknown.Status, unknown.Text("detail"), unknown.MediaType));
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_right_one_is_rejected_too()
    {
        await host.SignUpAsync("ada@example.com", "a long enough password");
        ApiAnswer? wrong = null;
        for (var i = 0; i < 5; i++) wrong = await stranger.PostAsync("/v1/auth/login", new { email = "ada@example.com", password = "wrong password" });

        var right = await stranger.PostAsync("/v1/auth/login", new { email = "ada@example.com", password = "a long enough password" });
        right.ShouldBe(401, "UNAUTHORIZED");
        right.Text("detail").ShouldBe(wrong!.Text("detail"));
    }

    [Fact]
    public async Task Missing_fields_are_reported()
    {
        var answer = await stranger.PostAsync("/v1/auth/login", new { });
        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(["email", "password"]);
    }

    [Theory]
    [InlineData("{\"email\": ")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"email\":\"a@b.c\",\"email\":\"d@e.f\",\"password\":\"x\"}")]
    [InlineData("{\"\\ud800\":1}")]
    public async Task A_body_that_is_not_an_object_with_distinct_fields_is_rejected(string body) =>
        (await stranger.PostTextAsync("/v1/auth/login", body)).ShouldBe(400, "INVALID_REQUEST");

    [Fact]
    public async Task Half_a_surrogate_pair_is_not_a_string()
    {
        var answer = await stranger.PostTextAsync("/v1/auth/login", """{"email":"\ud800","password":"\udc00"}""");
        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(["email", "password"]);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_rejected() =>
        (await stranger.PostAsync("/v1/auth/login", new { email = new string('a', 70_000), password = "x" })).ShouldBe(413, "REQUEST_TOO_LARGE");

    [Fact]
    public async Task A_refresh_token_is_exchanged_for_new_tokens()
    {
        var first = await TokensAsync();
        var second = await RefreshAsync(first.Text("refresh_token"));
        second.ShouldBe(200);
        second.Text("refresh_token").ShouldNotBe(first.Text("refresh_token"));

        stranger.Access = second.Text("access_token");
        (await stranger.GetAsync("/v1/tenant")).ShouldBe(200);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public async Task A_refresh_token_that_is_sent_again_within_half_a_minute_gets_the_same_successor(int seconds)
    {
        var first = await TokensAsync();
        var second = await RefreshAsync(first.Text("refresh_token"));
        host.Time.Advance(TimeSpan.FromSeconds(seconds));

        var again = await RefreshAsync(first.Text("refresh_token"));

        again.ShouldBe(200);
        again.Text("refresh_token").ShouldBe(second.Text("refresh_token"));
        stranger.Access = again.Text("access_token");
        (await stranger.GetAsync("/v1/tenant")).ShouldBe(200);
        (await RefreshAsync(again.Text("refresh_token"))).ShouldBe(200);
    }

    [Fact]
    public async Task A_refresh_token_that_another_network_sends_again_ends_its_sign_in()
    {
        var first = await TokensAsync();
        var second = await RefreshAsync(first.Text("refresh_token"));
        using var handler = new SocketsHttpHandler();
        handler.ConnectCallback = static async (connection, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
            await socket.ConnectAsync(connection.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        };
        using var elsewhere = new HttpClient(handler) { BaseAddress = host.Http.BaseAddress };

        (await new ControlPlaneClient(elsewhere).PostAsync("/v1/auth/refresh", new { refresh_token = first.Text("refresh_token") }))
            .ShouldBe(401, "UNAUTHORIZED");

        (await RefreshAsync(second.Text("refresh_token"))).ShouldBe(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_refresh_token_that_is_sent_again_after_signing_out_is_rejected()
    {
        var first = await TokensAsync();
        stranger.Access = (await RefreshAsync(first.Text("refresh_token"))).Text("access_token");
        (await stranger.PostAsync("/v1/auth/logout", new { })).ShouldBe(204);

        (await RefreshAsync(first.Text("refresh_token"))).ShouldBe(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_again_later_revokes_all_tokens_of_its_sign_in()
    {
        var first = await TokensAsync();
        var second = await RefreshAsync(first.Text("refresh_token"));
        second.ShouldBe(200);
        host.Time.Advance(TimeSpan.FromSeconds(31));

        (await RefreshAsync(first.Text("refresh_token"))).ShouldBe(401, "UNAUTHORIZED");
        (await RefreshAsync(second.Text("refresh_token"))).ShouldBe(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task Other_sign_ins_are_not_affected_by_a_revocation()
    {
        var stolen = await TokensAsync();
        var other = await stranger.PostAsync("/v1/auth/login", new { email = "ada@example.com", password = "a long enough password" });
        await RefreshAsync(stolen.Text("refresh_token"));
        host.Time.Advance(TimeSpan.FromSeconds(31));
        (await RefreshAsync(stolen.Text("refresh_token"))).ShouldBe(401, "UNAUTHORIZED");
        (await RefreshAsync(other.Text("refresh_token"))).ShouldBe(200);
    }

    [Fact]
    public async Task A_refresh_token_lasts_thirty_days()
    {
        var (first, second) = (await TokensAsync("ada@example.com"), await TokensAsync("bob@example.com"));
        host.Time.Skip(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        (await RefreshAsync(first.Text("refresh_token"))).ShouldBe(200);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        (await RefreshAsync(second.Text("refresh_token"))).ShouldBe(401, "UNAUTHORIZED");
    }

    [Theory]
    [InlineData("")]
    [InlineData("jrt_")]
    [InlineData("jrt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_unknown_refresh_token_is_rejected(string token) => (await RefreshAsync(token)).ShouldBe(401, "UNAUTHORIZED");

    private async Task<ApiAnswer> TokensAsync(string email = "ada@example.com")
    {
        var answer = await stranger.PostAsync("/v1/auth/signup", new { email, password = "a long enough password" });
        answer.ShouldBe(201);
        return answer;
    }

    private Task<ApiAnswer> RefreshAsync(string token) => stranger.PostAsync("/v1/auth/refresh", new { refresh_token = token });
}
