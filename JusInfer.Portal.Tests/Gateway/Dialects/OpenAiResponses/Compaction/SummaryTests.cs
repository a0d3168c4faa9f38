using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses.Compaction;

/// <summary>Compaction with models whose providers cannot compact: the model writes a summary, which the client receives sealed.</summary>
[Trait("Promise", "P-26")]
public sealed class SummaryTests : IClassFixture<CompactionHost>
{
    private readonly CompactionHost gateway;

    public SummaryTests(CompactionHost gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
    }

    public static TheoryData<string> Legs => [.. CompactionHost.Legs];

    public static MatrixTheoryData<string, string> LegPairs => new(CompactionHost.Legs, CompactionHost.Legs);

    [Theory]
    [MemberData(nameof(LegPairs))]
    public async Task A_session_is_compacted_by_one_model_and_continued_by_another(string before, string after)
    {
        gateway[$"{before}-a"].Script(CompactionHost.Says(before, "The parser ", "is half \"ported\"."));
        gateway[$"{after}-b"].Script();

        var item = CompactionHost.ItemOf(await gateway.PostAsync(CompactionHost.Trigger($"test/{before}")));
        gateway[$"{after}-a"].Script(CompactionHost.Says(after, "Going on."));
        var continued = await gateway.PostAsync(CompactionHost.After($"test/{after}", item));

        ResponsesEvents.Of(continued.Body).Text.ShouldBe("Going on.");
        var received = CompactionHost.Received(after, gateway[$"{after}-a"].LastRequest);
        var summary = received.Where(static message => message.Text.Contains("The parser is half \\\"ported\\\".", StringComparison.Ordinal)).ShouldHaveSingleItem();
        summary.Role.ShouldBe("user");
        received.ShouldNotContain(static message => message.Text.Contains("jinf.", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task The_summary_is_requested_as_a_stream_without_tools(string leg)
    {
        gateway[$"{leg}-a"].Script(CompactionHost.Says(leg, "Half ported."));

        CompactionHost.ItemOf(await gateway.PostAsync(CompactionHost.Trigger($"test/{leg}")));

        var request = gateway[$"{leg}-a"].LastRequest;
        request.Json.GetProperty("stream").GetBoolean().ShouldBeTrue();
        request.Json.TryGetProperty("tools", out _).ShouldBeFalse();
        request.Json.TryGetProperty("tool_choice", out _).ShouldBeFalse();
        request.Text.ShouldNotContain("compaction_trigger");
        request.Text.ShouldNotContain("gAAAAsealed");
        var received = CompactionHost.Received(leg, request);
        received[^1].Role.ShouldBe("user");
        received[^1].Text.ShouldContain("Next steps");
        received.ShouldContain(static message => message.Role == "assistant" && message.Text.Contains("cat parser.c", StringComparison.Ordinal));
        received.ShouldContain(static message => message.Role == "user" && message.Text.Contains("int parse();", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task A_compaction_can_be_requested_without_streaming(string leg)
    {
        gateway[$"{leg}-a"].Script(CompactionHost.Says(leg, "Half ported."));

        var answer = await gateway.PostAsync(CompactionHost.Trigger($"test/{leg}", stream: false));

        answer.ShouldBe(200);
        answer.Json.GetProperty("object").GetString().ShouldBe("response");
        CompactionHost.ShouldBeCompaction(answer.Json.GetProperty("output").EnumerateArray().ShouldHaveSingleItem());
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task The_compact_endpoint_returns_the_users_messages_and_one_compaction(string leg)
    {
        gateway[$"{leg}-a"].Script(CompactionHost.Says(leg, "Half ported."));

        var answer = await gateway.PostAsync($$"""{"model":"test/{{leg}}","instructions":"Be brief.","input":[{{CompactionHost.History}},{"role":"user","content":"Hurry."}],{{CompactionHost.Options}}}""", "/v1/responses/compact");

        answer.ShouldBe(200);
        answer.Json.GetProperty("object").GetString().ShouldBe("response.compaction");
        answer.Json.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBeGreaterThan(0);
        JsonElement[] output = [.. answer.Json.GetProperty("output").EnumerateArray()];
        output.Length.ShouldBe(3);
        output[0].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("Port the parser.");
        output[1].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("Hurry.");
        output[0].GetProperty("id").GetString().ShouldNotBe(output[1].GetProperty("id").GetString());
        output.Take(2).ShouldAllBe(static message => message.GetProperty("id").GetString()!.StartsWith("msg_", StringComparison.Ordinal));
        output.Take(2).ShouldAllBe(static message => message.GetProperty("status").GetString() == "completed");
        CompactionHost.ShouldBeCompaction(output[2]);
        gateway[$"{leg}-a"].LastRequest.Text.ShouldContain("Be brief.");
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Fact]
    public async Task A_compaction_is_billed_like_any_call()
    {
        gateway["chat-a"].Script(CompactionHost.Says("chat", "Half ported."));

        var answer = await gateway.PostAsync(CompactionHost.Trigger("test/chat"));

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(12);
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(3);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(0.000042m);
        var last = ResponsesEvents.Of(answer.Body).Last;
        last.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBe(3);
        last.GetProperty("x_jusinfer").GetProperty("cost_usd").GetString().ShouldBe("0.000042");
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task An_interrupted_summary_is_continued_before_anything_is_sent(string leg)
    {
        gateway[$"{leg}-a"].Script(Replies.Stream(Then.Send(CompactionHost.Begins(leg, "The parser is half ported and the tests fail.")), Then.Pause, Then.Cut));
        gateway[$"{leg}-b"].Script(CompactionHost.Says(leg, "The parser is half ported and the tests fail. Fix them."));

        var answer = await gateway.PostAsync(CompactionHost.Trigger($"test/{leg}"));

        var item = CompactionHost.ItemOf(answer);
        (await SummaryOfAsync(item)).ShouldEndWith("The parser is half ported and the tests fail. Fix them.");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("resumed").GetBoolean().ShouldBeTrue();
        receipt.GetProperty("attempts").GetInt32().ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task An_interrupted_summary_that_must_not_be_continued_is_requested_again(string leg)
    {
        gateway[$"{leg}-a"].Script(Replies.Stream(Then.Send(CompactionHost.Begins(leg, "The parser")), Then.Pause, Then.Cut));
        gateway[$"{leg}-b"].Script(CompactionHost.Says(leg, "A summary."));

        var answer = await gateway.PostAsync(CompactionHost.Trigger($"test/{leg}"), headers: Caller.NotResumed);

        (await SummaryOfAsync(CompactionHost.ItemOf(answer))).ShouldEndWith("\n\nA summary.");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("resumed").GetBoolean().ShouldBeFalse();
        receipt.GetProperty("attempts").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task An_empty_summary_is_requested_again()
    {
        gateway["chat-a"].Script(CompactionHost.Says("chat", "  "));
        gateway["chat-b"].Script(CompactionHost.Says("chat", "A summary."));

        (await SummaryOfAsync(CompactionHost.ItemOf(await gateway.PostAsync(CompactionHost.Trigger("test/chat"))))).ShouldEndWith("\n\nA summary.");
    }

    [Fact]
    public async Task If_no_provider_writes_a_summary_the_client_gets_an_error()
    {
        foreach (var name in (string[])["chat-a", "chat-b"]) gateway[name].Script([.. Enumerable.Repeat(Replies.Error(500), 4)]);

        (await gateway.PostAsync(CompactionHost.Trigger("test/chat"))).ShouldBe(502, "UPSTREAM_ERROR");
    }

    [Fact]
    public async Task A_provider_that_does_not_stream_is_understood()
    {
        gateway["chat-a"].Script(Replies.Json(ChatSse.Completion("A summary.")));

        (await SummaryOfAsync(CompactionHost.ItemOf(await gateway.PostAsync(CompactionHost.Trigger("test/chat"))))).ShouldEndWith("\n\nA summary.");
    }

    [Fact]
    public async Task A_stored_compaction_replaces_the_work_before_it()
    {
        gateway["chat-a"].Script(CompactionHost.Says("chat", "Half ported."), CompactionHost.Says("chat", "ok"));
        var stored = await gateway.PostAsync($$"""{"model":"test/chat","input":[{{CompactionHost.History}},{"type":"compaction_trigger"}]}""");
        stored.ShouldBe(200);
        var id = stored.Json.GetProperty("id").GetString();

        (await gateway.PostAsync($$"""{"model":"test/chat","previous_response_id":"{{id}}","input":"Go on."}""")).ShouldBe(200);

        var received = CompactionHost.Received("chat", gateway["chat-a"].LastRequest);
        received.Select(static message => message.Role).ShouldBe(["system", "user", "user", "user"]);
        received[2].Text.ShouldContain("Half ported.");
    }

    /// <summary>The text that a model receives for a compaction item.</summary>
    private async Task<string> SummaryOfAsync(string item)
    {
        gateway["chat-a"].Script(CompactionHost.Says("chat", "ok"));
        (await gateway.PostAsync(CompactionHost.After("test/chat", item))).ShouldBe(200);
        JsonElement[] messages = [.. gateway["chat-a"].LastRequest.Json.GetProperty("messages").EnumerateArray()];
        return messages[^2].GetProperty("content").GetString()!;
    }
}
