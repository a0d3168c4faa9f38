using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.FaultInjection;

/// <summary>The headers that say how a call is treated: nonsense in them is refused with all that is allowed, before anybody is asked.</summary>
public sealed class ControlHeaderTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Resume = "X-JusInfer-Resume";
    private const string ToolArguments = "X-JusInfer-Tool-Args";
    private const string Chaos = "X-JusInfer-Chaos";

    public static TheoryData<string, string, string, string[]> Nonsense => new()
    {
        { Resume, "maybe", "'maybe'", ["'on'", "'off'"] },
        { Resume, "", "an empty value", ["'on'", "'off'"] },
        { Resume, "off, off", "this value of 8 characters", ["'on'", "'off'"] },
        { Resume, "planted secret words", "this value of 20 characters", ["'on'", "'off'"] },
        { Resume, "jinf_planted", "this value of 12 characters", ["'on'", "'off'"] },
        { Resume, "plantedplantedplantedplanted", "this value of 28 characters", ["'on'", "'off'"] },
        { ToolArguments, "raw", "'raw'", ["'whole'", "'stream'"] },
        { Chaos, "cut", "'cut'", ["cut@N", "stall@N", "malformed@N", "429, 500, 502, 503, 529", "slow-first=5s", "1000000", "1 to 9", "60s"] },
        { Chaos, "429x2, latency=3", "'latency=3'", ["slow-first=500ms"] },
        { Chaos, "cut@1,cut@1,cut@1,cut@1,cut@1,cut@1,cut@1,cut@1,cut@1", "9 drills at once", ["at most 8 of these"] },
        { Chaos, "cut@300'\"; planted", "this value of 18 characters", ["cut@N"] },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_is_refused_with_all_that_is_allowed(string header, string value, string quoted, string[] allowed)
    {
        gateway.Alpha.Script();
        var caller = await gateway.Team.MintAsync(new { name = "drills", sandbox = true });

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier), (header, value));

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Param.ShouldBe(header);
        answer.Message.ShouldStartWith($"{header} does not take {quoted}. It takes ");
        foreach (var word in allowed) answer.Message.ShouldContain(word);
        answer.Body.ShouldNotContain("planted");
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task At_anthropics_door_it_is_refused_in_anthropics_words()
    {
        var caller = await gateway.Team.MintAsync(new { name = "drills", sandbox = true });
        var body = $$"""{"model":"{{GatewayHost.Frontier}}","max_tokens":9,"messages":[{"role":"user","content":"hello"}]}""";

        var nonsense = await caller.PostAsync("/v1/messages", body, (Resume, "maybe"));
        var forbidden = await (await gateway.Team.MintAsync()).PostAsync("/v1/messages", body, (Chaos, "cut@300"));

        nonsense.ShouldBe(400);
        nonsense.Json.GetProperty("type").GetString().ShouldBe("error");
        Told(nonsense).ShouldBe(("invalid_request_error", "INVALID_REQUEST", Resume));
        forbidden.ShouldBe(403);
        Told(forbidden).ShouldBe(("permission_error", "FORBIDDEN", Chaos));
    }

    [Theory]
    [InlineData("cut@300")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task A_key_for_work_carries_no_drill_and_is_told_how_to_get_one_that_does(string drills)
    {
        gateway.Alpha.Script();

        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking(GatewayHost.Frontier), (Chaos, drills));

        answer.ShouldBe(403, "FORBIDDEN");
        answer.Param.ShouldBe(Chaos);
        answer.Message.ShouldContain("\"sandbox\": true");
        answer.Message.ShouldContain("/developer/keys");
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Resume, "on")]
    [InlineData(Resume, "off")]
    [InlineData(ToolArguments, "whole")]
    [InlineData(ToolArguments, "stream")]
    public async Task What_is_allowed_is_taken_on_any_key_and_stays_here(string header, string value)
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("whole")));

        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Streaming(GatewayHost.Frontier), (header, value));

        answer.ShouldBe(200);
        answer.StreamedText.ShouldBe("whole");
        gateway.Alpha.LastRequest.Header(header).ShouldBeNull();
    }

    private static (string?, string?, string?) Told(GatewayAnswer answer)
    {
        var error = answer.Error;
        return (Text(error, "type"), Text(error, "code"), Text(error, "param"));
    }

    private static string? Text(JsonElement error, string name) => error.GetProperty(name).GetString();
}
