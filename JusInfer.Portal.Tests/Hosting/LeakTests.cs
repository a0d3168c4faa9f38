using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>API keys, passwords, prompts and provider credentials are in no log line of any level, whatever fails.</summary>
[Slow]
public sealed class LeakTests : IAsyncLifetime
{
    private const string Password = "planted-password-of-some-length";
    private const string Prompt = "planted-prompt";

    private ScriptedUpstream upstream = null!;
    private PortalHost portal = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("leaky", upstream.BaseUrl, timeoutSeconds: 0.5).Model("test/model", ["leaky:model"], context: 10_000);
        portal = await PortalHost.StartAsync(
            catalog,
            [.. ((string[])["Default", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Microsoft.Hosting.Lifetime", "System.Net.Http", "Yarp", "JusInfer.Portal.Accounts.AccessTokenHandler"])
                .Select(category => ($"Logging:LogLevel:{category}", "Trace"))]);
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task No_secret_is_logged_or_returned_through_many_failures()
    {
        var team = await PortalTeam.SignUpAsync(portal.Http, "leak@example.com", Password);
        var caller = await team.MintAsync();
        var slow = await team.MintAsync(new { name = "slow", rpm = 1 });
        var answers = new List<GatewayAnswer>();

        foreach (var reply in (Reply[])
        [
            Replies.Json(ChatSse.Completion("planted-answer")), Replies.Error(400, Prompt), Replies.Error(401, Prompt),
                Replies.Error(500, Prompt), Replies.Error(503, TestCatalog.CredentialOf("leaky")), Replies.Html(), Replies.Close,
                Replies.Never,
            Replies.Json($$"""{"error":"{{Prompt}}"}"""), Replies.CloseInBody("{\"planted-answer\":"),
        ])
        {
            upstream.Always(reply);
            answers.Add(await caller.AskAsync(Caller.Asking("test/model", Prompt)));
            answers.Add(await caller.AskAsync(Caller.Streaming("test/model", Prompt)));
        }

        upstream.Always(Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text("planted-answer")),
                Then.Send(ChatSse.Event($$"""{"error":"{{Prompt}} {{TestCatalog.CredentialOf("leaky")}}"}"""))));
        await caller.AskAsync(Caller.Streaming("test/model", Prompt));
        upstream.Always(Replies.Json(ChatSse.Completion("planted-answer")));
        foreach (var body in (string[])
        [
            "{\"model\":\"test/model\",\"messages\":[{\"role\":\"user\",\"content\":\"planted-prompt\"", "planted-prompt", "{\"model\":\"test/model\",\"messages\":\"planted-prompt\"}",
            Caller.Asking("test/model", string.Concat(Enumerable.Repeat(Prompt, 10_000))), Caller.Asking("unknown/model", Prompt), Caller.Asking("ft:x", Prompt),
        ])
        {
            answers.Add(await caller.AskAsync(body));
        }

        answers.Add(await slow.AskAsync(Caller.Asking("test/model", Prompt)));
        answers.Add(await slow.AskAsync(Caller.Asking("test/model", Prompt)));
        answers.Add(await caller.GetAsync($"/v1/models?key={caller.Key}"));
        answers.Add(await caller.AskAsync(Caller.Asking(caller.Key, Prompt)));
        answers.Add(await caller.SendAsync(HttpMethod.Put, $"/v1/chat/completions?api_key={caller.Key}", new StringContent(Prompt)));
        await team.Api.PostAsync("/v1/auth/login", new { email = "leak@example.com", password = Password });
        await team.Api.PostAsync("/v1/auth/login", new { email = "leak@example.com", password = Password + "x" });
        await team.Api.PostAsync("/v1/auth/signup", new { email = "leak@example.com", password = Password });
        await team.Api.PostTextAsync("/v1/auth/login", $"{{\"email\":\"leak@example.com\",\"password\":\"{Password}");
        await team.Api.DeleteAsync($"/v1/keys/{caller.Id}");
        answers.Add(await caller.AskAsync(Caller.Asking("test/model", Prompt)));

        string[] secrets = [caller.Key, slow.Key, Password, Prompt, "planted-answer", TestCatalog.CredentialOf("leaky"), team.Api.Access!];
        portal.Logs.Lines.Count.ShouldBeGreaterThan(500);
        foreach (var secret in secrets)
            portal.Logs.Lines.Where(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)).Take(3).ShouldBeEmpty();
        foreach (var answer in answers.Where(answer => answer.Status != 200))
        {
            foreach (var secret in secrets.Where(secret => secret != Prompt && secret != "planted-answer")) answer.Body.ShouldNotContain(secret);
        }

        upstream.Requests.ShouldAllBe(request => !request.Everything.Contains(caller.Key));
        var calls = await team.RecordsAsync(caller, count: 20);
        calls.ShouldContain(call => call.GetProperty("provider_error").GetString() != null);
        foreach (var secret in secrets) calls.ShouldAllBe(call => !call.ToString().Contains(secret, StringComparison.OrdinalIgnoreCase));
    }
}
