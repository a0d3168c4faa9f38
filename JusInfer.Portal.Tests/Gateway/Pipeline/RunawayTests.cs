using System.Text.Json;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Pipeline;

/// <summary>Runs and keys that repeat themselves, or spend far more than before, are paused until a person resumes them.</summary>
public sealed class RunawayTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private static readonly string WithTools = Caller.Asking(
        GatewayHost.Frontier, extra: ""","tools":[{"type":"function","function":{"name":"read","parameters":{"type":"object"}}}]""");

    [Fact]
    public async Task A_run_that_sends_the_same_request_30_times_in_a_row_is_paused_and_only_that_run()
    {
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion("again")));
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        for (var i = 1; i < 30; i++) (await caller.AskAsync(WithTools, Run("stuck"))).ShouldBe(200);

        var rejected = await caller.AskAsync(WithTools, Run("stuck"));
        var later = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier, "something else"), Run("stuck"));

        rejected.ShouldBe(403, "RUN_PAUSED");
        rejected.Message.ShouldContain("The run sent the same request 30 times in a row");
        rejected.Message.ShouldContain("POST /v1/runs/stuck/resume");
        rejected["x-should-retry"].ShouldBe("false");
        later.ShouldBe(403, "RUN_PAUSED");
        gateway.Alpha.Requests.Count.ShouldBe(29);
        (await caller.AskAsync(WithTools, Run("another"))).ShouldBe(200);
        (await caller.AskAsync(WithTools)).ShouldBe(200);
        await RefusedAsync(team, "RUN_PAUSED");
    }

    [Fact]
    public async Task A_paused_run_says_why_and_continues_after_it_is_resumed()
    {
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion("again")));
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        await PauseAsync(caller, "stuck/run");
        await team.RecordsAsync(caller, 29);

        var paused = (await team.Api.GetAsync("/v1/runs")).Json.GetProperty("data")[0].GetProperty("paused");
        paused.GetProperty("reason").GetString()!.ShouldStartWith("The run sent the same request 30 times");
        (await team.Api.GetAsync("/v1/runs/stuck%2Frun")).Json.GetProperty("paused").ToString().ShouldBe(paused.ToString());
        (await team.Api.PostAsync("/v1/runs/stuck%2Frun/resume", new { })).ShouldBe(200);

        for (var i = 1; i < 30; i++) (await caller.AskAsync(WithTools, Run("stuck/run"))).ShouldBe(200);
        (await caller.AskAsync(WithTools, Run("stuck/run"))).ShouldBe(403, "RUN_PAUSED");
    }

    [Fact]
    public async Task Every_client_dialect_gets_the_error_in_its_format()
    {
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion("again")));
        var caller = await (await gateway.Portal.SignUpAsync()).MintAsync();
        await PauseAsync(caller, "stuck");

        var messages = await caller.PostAsync("/v1/messages", """{"model":"test/frontier-1","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""", Run("stuck"));
        var responses = await caller.PostAsync("/v1/responses", """{"model":"test/frontier-1","input":"hi"}""", Run("stuck"));
        var ollama = await caller.PostAsync("/api/chat", """{"model":"test/frontier-1","messages":[{"role":"user","content":"hi"}]}""", Run("stuck"));
        var gemini = await caller.PostAsync("/v1beta/models/test%2Ffrontier-1:generateContent", """{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}""", Run("stuck"));

        messages.Error.GetProperty("type").GetString().ShouldBe("permission_error");
        foreach (var answer in (GatewayAnswer[])[messages, responses, ollama, gemini]) (answer.Status, answer.Code).ShouldBe((403, "RUN_PAUSED"));
    }

    [Fact]
    public async Task Concurrent_calls_and_calls_without_a_session_or_without_tools_and_a_named_session_are_never_paused()
    {
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion("again")));
        var caller = await (await gateway.Portal.SignUpAsync()).MintAsync();
        var cached = Caller.Asking(GatewayHost.Frontier, extra: ",\"prompt_cache_key\":\"shared\"");

        for (var i = 0; i < 20; i++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => caller.AskAsync(WithTools, Run("load test"))));
            foreach (var answer in answers) answer.ShouldBe(200);
        }

        for (var i = 0; i < 70; i++)
        {
            (await caller.AskAsync(WithTools)).ShouldBe(200);
            (await caller.AskAsync(cached)).ShouldBe(200);
        }
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    [InlineData("/v1/responses")]
    [InlineData("/api/chat")]
    [InlineData("/v1beta/models/test%2Ffrontier-1:generateContent")]
    public async Task A_run_whose_model_calls_the_same_tool_with_the_same_result_20_times_is_paused(string path)
    {
        gateway.Alpha.Always(Replies.Json(ChatSse.ToolCompletion("read", "{\"path\":\"a\"}")));
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();

        for (var steps = 1; steps <= 20; steps++) (await caller.PostAsync(path, Conversation(path, steps, _ => "not found"), Run("loop"))).ShouldBe(200);
        var rejected = await UntilRejectedAsync(caller, path);

        (rejected.Status, rejected.Code).ShouldBe((403, "RUN_PAUSED"));
        rejected.Message.ShouldContain("The model called read 20 times in a row with the same arguments, and got the same result each time.");
    }

    [Fact]
    public async Task A_tool_whose_results_differ_does_not_pause_its_run()
    {
        const string Path = "/v1/chat/completions";
        gateway.Alpha.Always(Replies.Json(ChatSse.ToolCompletion("read", "{\"path\":\"a\"}")));
        var caller = await (await gateway.Portal.SignUpAsync()).MintAsync();

        for (var steps = 1; steps <= 45; steps++) (await caller.PostAsync(Path, Conversation(Path, steps, step => $"line {step:00}"), Run("reading"))).ShouldBe(200);
    }

    [Fact]
    public async Task A_paused_key_is_rejected_until_it_is_resumed()
    {
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion("hello")));
        var team = await gateway.Portal.SignUpAsync();
        var (caller, other) = (await team.MintAsync(), await team.MintAsync());
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        await PauseKeyAsync(team, caller);

        var rejected = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        rejected.ShouldBe(403, "KEY_PAUSED");
        rejected.Message.ShouldBe(
            $"Runaway protection has paused this key. It spent too much. To continue, resume the key under Developer, Keys, or with POST /v1/keys/{caller.Id}/resume.");
        (await other.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        await RefusedAsync(team, "KEY_PAUSED");
        (await team.Api.PostAsync($"/v1/keys/{caller.Id}/resume", new { })).ShouldBe(200);
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
    }

    [Fact]
    public async Task A_key_that_spends_far_more_than_before_is_paused()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion("hello", ChatSse.OpenAiUsage)));
        await using var portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(GatewayHost.Frontier, ["alpha:model"], input: 200_000, output: 200_000).Model(GatewayHost.Small, ["alpha:small"]));
        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "a key", rpm = 1_000_000 });
        var cheap = await caller.AskAsync(Caller.Asking(GatewayHost.Small));
        await team.ReceiptAsync(cheap.RequestId);
        await AddEarlierDaysAsync(portal, team, cheap.RequestId);

        GatewayAnswer rejected;
        var calls = 0;
        while ((rejected = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).Status == 200 && ++calls < 1_000)
        {
            // The guard sees a call when its record is stored, so the calls are spread over more time than storing takes.
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }

        rejected.ShouldBe(403, "KEY_PAUSED");
        rejected.Message.ShouldContain("more than 20 times what it spent in its most expensive hour of the 7 days before, $0.10.");
        (await team.Api.PostAsync($"/v1/keys/{caller.Id}/resume", new { })).ShouldBe(200);
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
    }

    [Fact]
    [Slow]
    public async Task A_pause_survives_a_restart()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var node = new PortalNode(new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(GatewayHost.Frontier, ["alpha:model"]));
        var (process, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync();
        await PauseAsync(caller, "stuck");
        await process.KillAsync();

        (_, http) = await node.StartAsync();

        (await caller.At(http).AskAsync(WithTools, Run("stuck"))).ShouldBe(403, "RUN_PAUSED");
        (await team.At(http).Api.PostAsync("/v1/runs/stuck/resume", new { })).ShouldBe(200);
        (await caller.At(http).AskAsync(WithTools, Run("stuck"))).ShouldBe(200);
    }

    [Fact]
    public async Task Runaway_protection_can_be_disabled()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(GatewayHost.Frontier, ["alpha:model"]), ("Runaway:Enabled", "false"));
        var caller = await (await portal.SignUpAsync()).MintAsync();

        for (var i = 0; i < 40; i++) (await caller.AskAsync(WithTools, Run("stuck"))).ShouldBe(200);
    }

    private static (string, string) Run(string session) => ("X-JusInfer-Session", session);

    private static async Task PauseAsync(Caller caller, string session)
    {
        for (var i = 1; i < 30; i++) (await caller.AskAsync(WithTools, Run(session))).ShouldBe(200);
        (await caller.AskAsync(WithTools, Run(session))).ShouldBe(403, "RUN_PAUSED");
    }

    private async Task PauseKeyAsync(PortalTeam team, Caller caller)
    {
        var info = (await team.Api.GetAsync("/v1/tenant")).Json;
        await gateway.Portal.Services.GetRequiredService<IPauseStore>().AddAsync(
            new Pause
            {
                TeamId = TeamId.Parse(info.GetProperty("id").GetString()!, provider: null),
                Scope = PauseScope.Key,
                Subject = caller.Id,
                KeyId = KeyId.Parse(caller.Id, provider: null),
                MemberId = MemberId.Parse(info.GetProperty("member_id").GetString()!, provider: null),
                At = DateTimeOffset.UtcNow,
                Reason = "It spent too much.",
            },
            TestContext.Current.CancellationToken);
    }

    /// <summary>Stores calls like another one that cost 10 cents on each of the three days before.</summary>
    private static async Task AddEarlierDaysAsync(PortalHost portal, PortalTeam team, string requestId)
    {
        var teamId = TeamId.Parse((await team.Api.GetAsync("/v1/tenant")).Text("id"), provider: null);
        var call = await portal.Services.GetRequiredService<IUsageQueries>().FindRequestAsync(teamId, RequestId.Parse(requestId, null), TestContext.Current.CancellationToken);
        var earlier = Enumerable.Range(1, 3).Select(day => call! with { Id = RequestId.New(call.At.AddDays(-day)), At = call.At.AddDays(-day), Cost = NanoUsd.FromUsd(0.1m) });
        await portal.Services.GetRequiredService<IUsageStore>().AppendAsync([.. earlier], TestContext.Current.CancellationToken);
    }

    /// <summary>The conversation is inspected when its call has ended, so the pause can apply one call later.</summary>
    private static async Task<GatewayAnswer> UntilRejectedAsync(Caller caller, string path)
    {
        for (var steps = 21; ; steps++)
        {
            var answer = await caller.PostAsync(path, Conversation(path, steps, _ => "not found"), Run("loop"));
            if (answer.Status != 200 || steps == 25) return answer;
        }
    }

    private static async Task RefusedAsync(PortalTeam team, string code)
    {
        await Eventually.TrueAsync(
            async () => (await team.Api.GetAsync($"/v1/refusals?code={code}")).Json.GetProperty("data").GetArrayLength() > 0);
    }

    /// <summary>A conversation with so many steps, each a call of the same tool with the same argument, in the dialect of a path.</summary>
    private static string Conversation(string path, int steps, Func<int, string> resultOf) => path switch
    {
        "/v1/messages" => JsonSerializer.Serialize(new
        {
            model = GatewayHost.Frontier,
            max_tokens = 50,
            tools = new[] { new { name = "read", input_schema = new { type = "object" } } },
            messages = Turns(new { role = "user", content = "hi" }, steps, step => new object[]
            {
                new { role = "assistant", content = new[] { new { type = "tool_use", id = $"toolu_{step:00}", name = "read", input = new { path = "a" } } } },
                new { role = "user", content = new[] { new { type = "tool_result", tool_use_id = $"toolu_{step:00}", content = resultOf(step) } } },
            }),
        }),
        "/v1/responses" => JsonSerializer.Serialize(new
        {
            model = GatewayHost.Frontier,
            tools = new[] { new { type = "function", name = "read", parameters = new { type = "object" } } },
            input = Turns(new { role = "user", content = "hi" }, steps, step => new object[]
            {
                new { type = "function_call", call_id = $"call_{step:00}", name = "read", arguments = "{\"path\":\"a\"}" },
                new { type = "function_call_output", call_id = $"call_{step:00}", output = resultOf(step) },
            }),
        }),
        "/api/chat" => JsonSerializer.Serialize(new
        {
            model = GatewayHost.Frontier,
            stream = false,
            tools = new[] { new { type = "function", function = new { name = "read", parameters = new { type = "object" } } } },
            messages = Turns(new { role = "user", content = "hi" }, steps, step => new object[]
            {
                new { role = "assistant", content = "", tool_calls = new[] { new { function = new { name = "read", arguments = new { path = "a" } } } } },
                new { role = "tool", tool_name = "read", content = resultOf(step) },
            }),
        }),
        "/v1/chat/completions" => JsonSerializer.Serialize(new
        {
            model = GatewayHost.Frontier,
            tools = new[] { new { type = "function", function = new { name = "read", parameters = new { type = "object" } } } },
            messages = Turns(new { role = "user", content = "hi" }, steps, step => new object[]
            {
                new { role = "assistant", content = "", tool_calls = new[] { new { id = $"call_{step:00}", type = "function", function = new { name = "read", arguments = "{\"path\":\"a\"}" } } } },
                new { role = "tool", tool_call_id = $"call_{step:00}", content = resultOf(step) },
            }),
        }),
        _ => JsonSerializer.Serialize(new
        {
            tools = new[] { new { functionDeclarations = new[] { new { name = "read", parameters = new { type = "object" } } } } },
            contents = Turns(new { role = "user", parts = new[] { new { text = "hi" } } }, steps, step => new object[]
            {
                new { role = "model", parts = new[] { new { functionCall = new { name = "read", args = new { path = "a" } } } } },
                new { role = "user", parts = new[] { new { functionResponse = new { name = "read", response = new { output = resultOf(step) } } } } },
            }),
        }),
    };

    private static IEnumerable<object> Turns(object first, int steps, Func<int, object[]> step) => Enumerable.Range(1, steps).SelectMany(step).Prepend(first);
}
