using System.Text;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Authentication;

/// <summary>Every request without a valid key gets status 401 and a message that states the reason.</summary>
public sealed class WrongKeyTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task Without_a_key_the_error_names_the_header_to_send() => (await RejectedMessageAsync()).ShouldContain("carries no key");

    [Fact]
    public async Task The_error_for_another_services_key_names_the_prefix_of_JusInfer_keys() =>
        (await RejectedMessageAsync(("Authorization", "Bearer sk-proj-abcdef"))).ShouldContain("start with 'jinf_'");

    [Theory]
    [InlineData("Bearer sk-ant-oat01-planted")]
    [InlineData("Bearer eyJhbGciOiJIUzI1NiJ9.e30.x")]
    [InlineData("Bearer ")]
    [InlineData("Basic dXNlcjpwYXNz")]
    public async Task A_foreign_bearer_token_beside_x_api_key_is_ignored(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.Add("x-api-key", (await gateway.Team.MintAsync()).Key);

        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(200);
    }

    [Fact]
    public async Task A_JusInfer_key_as_the_bearer_token_takes_precedence()
    {
        var key = (await gateway.Team.MintAsync()).Key;

        (await RejectedMessageAsync(("Authorization", $"Bearer {Portal.Keys.KeyFormat.Generate().Reveal()}"), ("x-api-key", key))).ShouldContain("unknown, revoked or expired");
        (await RejectedMessageAsync(("Authorization", "Bearer sk-proj-abcdef"), ("x-api-key", "sk-ant-planted"))).ShouldContain("start with 'jinf_'");
    }

    [Fact]
    public async Task A_mistyped_key_is_recognized_by_its_checksum()
    {
        var key = (await gateway.Team.MintAsync()).Key;
        var mistyped = key[..^1] + (key[^1] == 'a' ? 'b' : 'a');

        (await RejectedMessageAsync(("Authorization", $"Bearer {mistyped}"))).ShouldContain("mistyped or cut");
        (await RejectedMessageAsync(("Authorization", $"Bearer {key[..40]}"))).ShouldContain("mistyped or cut");
    }

    [Fact]
    public async Task An_unknown_key_is_rejected() =>
        (await RejectedMessageAsync(("Authorization", $"Bearer {Portal.Keys.KeyFormat.Generate().Reveal()}"))).ShouldContain("unknown, revoked or expired");

    [Fact]
    [Trait("Promise", "P-6")]
    public async Task A_revoked_key_is_refused_at_its_next_call()
    {
        var caller = await gateway.Team.MintAsync();
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);

        (await gateway.Team.Api.DeleteAsync($"/v1/keys/{caller.Id}")).Status.ShouldBeInRange(200, 204);
        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(401, "INVALID_KEY");
        answer.Message.ShouldContain("unknown, revoked or expired");
    }

    [Fact]
    public async Task A_key_that_is_revoked_during_calls_is_rejected_at_once()
    {
        var caller = await gateway.Team.MintAsync();
        using var stop = new CancellationTokenSource();
        var busy = Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!stop.IsCancellationRequested) await caller.GetAsync("/v1/models");
        }).ToList();

        await gateway.Team.Api.DeleteAsync($"/v1/keys/{caller.Id}");
        GatewayAnswer[] after;
        try
        {
            after = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => caller.GetAsync("/v1/models")));
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(busy);
        }

        after.ShouldAllBe(answer => answer.Status == 401);
    }

    [Fact]
    public async Task An_expired_key_is_rejected()
    {
        var caller = await gateway.Team.MintAsync(new { name = "brief", expires_at = DateTimeOffset.UtcNow.AddSeconds(1).ToString("O") });
        (await caller.GetAsync("/v1/models")).ShouldBe(200);

        GatewayAnswer answer = null!;
        await Eventually.TrueAsync(async () => (answer = await caller.GetAsync("/v1/models")).Status != 200);

        answer.ShouldBe(401, "INVALID_KEY");
    }

    [Theory]
    [InlineData("x-api-key", "{0}")]
    [InlineData("Authorization", "bearer {0}")]
    [InlineData("Authorization", "Bearer   {0} ")]
    public async Task A_key_is_accepted_in_the_headers_that_clients_send(string header, string form)
    {
        var key = (await gateway.Team.MintAsync()).Key;

        var answer = await SendAsync("/v1/chat/completions", (header, string.Format(form, key)));

        answer.ShouldBe(200);
    }

    [Theory]
    [InlineData("?key={0}")]
    [InlineData("?api_key={0}&x=1")]
    public async Task A_key_in_the_URL_is_rejected_even_with_a_valid_header(string query)
    {
        var key = (await gateway.Team.MintAsync()).Key;

        var answer = await SendAsync("/v1/chat/completions" + string.Format(query, key), ("Authorization", $"Bearer {key}"));

        answer.ShouldBe(401, "INVALID_KEY");
        answer.Message.ShouldContain("Authorization: Bearer");
        answer.Body.ShouldNotContain(key);
    }

    [Fact]
    public async Task The_model_list_requires_a_key()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);

        (await GatewayAnswer.OfAsync(response)).ShouldBe(401, "INVALID_KEY");
    }

    [Fact]
    public async Task An_access_token_of_a_user_is_not_a_key() => await RejectedMessageAsync(("Authorization", $"Bearer {gateway.Team.Api.Access}"));

    private async Task<string> RejectedMessageAsync(params (string, string)[] headers)
    {
        var answer = await SendAsync("/v1/chat/completions", headers);
        answer.ShouldBe(401, "INVALID_KEY");
        answer["www-authenticate"].ShouldBe("Bearer");
        answer["content-type"].ShouldBe("application/json");
        foreach (var (_, value) in headers) answer.Body.ShouldNotContain(value["Bearer ".Length..]);
        return answer.Message;
    }

    private async Task<GatewayAnswer> SendAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(Caller.Asking(GatewayHost.Frontier), Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.OfAsync(response);
    }
}
