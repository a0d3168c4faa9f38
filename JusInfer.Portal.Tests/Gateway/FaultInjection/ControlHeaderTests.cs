using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.FaultInjection;

/// <summary>Invalid control headers are rejected with the allowed values, before a provider is called.</summary>
public sealed class ControlHeaderTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Resume = "X-JusInfer-Resume";
    private const string ToolArguments = "X-JusInfer-Tool-Args";
    private const string Chaos = "X-JusInfer-Chaos";

    public static TheoryData<string, string, string, string[]> InvalidValues => new()
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
    [MemberData(nameof(InvalidValues))]
    public async Task An_invalid_value_is_rejected_with_the_allowed_ones(string header, string value, string quoted, string[] allowed)
    {
        gateway.Alpha.Script();
        var caller = await gateway.Team.MintAsync(new { name = "faults", sandbox = true });

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier), (header, value));

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Param.ShouldBe(header);
        answer.Message.ShouldStartWith($"{header} does not take {quoted}. It takes ");
        foreach (var word in allowed) answer.Message.ShouldContain(word);
        answer.Body.ShouldNotContain("planted");
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task On_the_Messages_path_the_error_has_Anthropics_form()
    {
        var caller = await gateway.Team.MintAsync(new { name = "faults", sandbox = true });
        var body = $$"""{"model":"{{GatewayHost.Frontier}}","max_tokens":9,"messages":[{"role":"user","content":"hello"}]}""";

        var invalid = await caller.PostAsync("/v1/messages", body, (Resume, "maybe"));
        var forbidden = await (await gateway.Team.MintAsync()).PostAsync("/v1/messages", body, (Chaos, "cut@300"));

        invalid.ShouldBe(400);
        invalid.Json.GetProperty("type").GetString().ShouldBe("error");
        ErrorOf(invalid).ShouldBe(("invalid_request_error", "INVALID_REQUEST", Resume));
        forbidden.ShouldBe(403);
        ErrorOf(forbidden).ShouldBe(("permission_error", "FORBIDDEN", Chaos));
    }

    [Theory]
    [InlineData("cut@300")]
    [InlineData("invalid")]
    [InlineData("")]
    public async Task Faults_need_a_sandbox_key_and_the_error_says_how_to_get_one(string faults)
    {
        gateway.Alpha.Script();

        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking(GatewayHost.Frontier), (Chaos, faults));

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
    public async Task Allowed_values_are_accepted_with_any_key_and_not_sent_to_the_provider(string header, string value)
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("whole")));

        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Streaming(GatewayHost.Frontier), (header, value));

        answer.ShouldBe(200);
        answer.StreamedText.ShouldBe("whole");
        gateway.Alpha.LastRequest.Header(header).ShouldBeNull();
    }

    private static (string?, string?, string?) ErrorOf(GatewayAnswer answer)
    {
        var error = answer.Error;
        return (Text(error, "type"), Text(error, "code"), Text(error, "param"));
    }

    private static string? Text(JsonElement error, string name) => error.GetProperty(name).GetString();
}
