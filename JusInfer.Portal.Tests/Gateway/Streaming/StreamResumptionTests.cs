using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>Which endpoint continues an interrupted answer, and how it is recorded, counted and billed. Over real sockets.</summary>
[Trait("Promise", "P-25")]
public sealed class StreamResumptionTests : IClassFixture<GatewayHost>
{
    private const string Delivered = "It begins with a long sentence that names the mat";
    private const string Rest = "ter and ends with another.";
    private readonly GatewayHost gateway;

    public StreamResumptionTests(GatewayHost gateway)
    {
        this.gateway = gateway;
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Beta.Always(Replies.Sse(ChatSse.Stream(ContinuationPrompt.AnchorOf(Delivered) + Rest)));
        gateway.Alpha.Script();
    }

    private static Reply Interrupted => Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Delivered)), Then.Pause, Then.Cut);

    private static Reply Continuation => Replies.Sse(ChatSse.Stream(ContinuationPrompt.AnchorOf(Delivered) + Rest));

    [Fact]
    public async Task The_same_model_at_another_provider_continues_first()
    {
        gateway.Alpha.Script(Interrupted);
        var answer = await AskAsync(GatewayHost.Spare);

        answer.StreamedText.ShouldBe(Delivered + Rest);
        answer.IsDone.ShouldBeTrue();
        answer.Body.ShouldContain(": resumed with attempt 2 at beta\n\n");
        answer.Chunks.Select(chunk => chunk.GetProperty("id").GetString()).Distinct().ShouldBe(["chatcmpl-upstream"]);
        gateway.Alpha.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_interrupted_endpoint_continues_if_the_other_one_fails()
    {
        gateway.Alpha.Script(Interrupted, Continuation);
        gateway.Beta.Always(Replies.Error(503));

        (await AskAsync(GatewayHost.Spare)).StreamedText.ShouldBe(Delivered + Rest);
        (gateway.Alpha.Requests.Count, gateway.Beta.Requests.Count).ShouldBe((2, 1));
    }

    [Fact]
    public async Task The_only_endpoint_of_a_model_continues_its_own_answer()
    {
        gateway.Alpha.Script(Interrupted, Continuation);

        (await AskAsync(GatewayHost.Frontier)).StreamedText.ShouldBe(Delivered + Rest);
    }

    [Fact]
    public async Task A_resumed_call_is_recorded_with_every_attempt_and_billed_once()
    {
        gateway.Alpha.Script(Interrupted);
        var answer = await AskAsync(GatewayHost.Spare);

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("status").GetInt32().ShouldBe(200);
        receipt.GetProperty("resumed").GetBoolean().ShouldBeTrue();
        receipt.GetProperty("provider").GetString().ShouldBe("alpha");
        receipt.GetProperty("attempts").GetInt32().ShouldBe(2);
        receipt.GetProperty("usage_source").GetString().ShouldBe("counted");

        // Both parts are counted: the other upstream reports three tokens for much more text.
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(((Delivered.Length + 3) / 4) + ((Rest.Length + 3) / 4));
        receipt.GetProperty("attempt_log").EnumerateArray().Select(attempt => attempt.GetProperty("outcome").GetString()).ShouldBe(["broken", "answered"]);
        var usage = answer.Chunks[^1];
        usage.GetProperty("x_jusinfer").GetProperty("resumed").GetBoolean().ShouldBeTrue();
        usage.GetProperty("usage").GetProperty("completion_tokens").GetInt64().ShouldBe(receipt.GetProperty("output_tokens").GetInt64());
    }

    [Fact]
    public async Task Delivered_text_is_counted_as_UTF8_whatever_the_providers_JSON_escapes()
    {
        // Most servers escape these characters: each takes six bytes in JSON and three in UTF-8.
        var begun = new string('中', 400);
        gateway.Alpha.Script([Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(begun)), Then.Pause, Then.Cut), .. Enumerable.Repeat(Replies.Error(500), 8)]);
        gateway.Beta.Always(Replies.Error(500));
        var caller = await gateway.Team.MintAsync();
        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Spare, extra: ",\"max_tokens\":2000"));

        gateway.Beta.LastRequest.Json.GetProperty("max_tokens").GetInt32().ShouldBe(2000 - 300 + 32);
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("output_tokens").GetInt64().ShouldBe(300);
    }

    [Fact]
    public async Task A_continuation_that_diverges_is_dropped_and_the_next_endpoint_is_asked()
    {
        gateway.Alpha.Script(Interrupted, Continuation);
        gateway.Beta.Always(Replies.Sse(ChatSse.Stream(Delivered[..30] + " something else entirely, of which nobody has heard before " + new string('x', 240))));

        (await AskAsync(GatewayHost.Spare)).StreamedText.ShouldBe(Delivered + Rest);
    }

    [Fact]
    public async Task Without_a_continuation_the_stream_ends_with_an_error()
    {
        gateway.Alpha.Script([.. Enumerable.Repeat(Interrupted, 1), .. Enumerable.Repeat(Replies.Error(500), 8)]);
        gateway.Beta.Always(Replies.Error(500));
        var answer = await AskAsync(GatewayHost.Spare);

        answer.StreamedText.ShouldBe(Delivered);
        answer.IsDone.ShouldBeFalse();
        answer.Chunks[^1].GetProperty("error").GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
        answer.Chunks[^1].GetProperty("error").GetProperty("message").GetString()!.ShouldContain("closed the connection");
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("status").GetInt32().ShouldBe(502);
    }

    [Fact]
    public async Task Interrupted_streams_are_counted_by_outcome()
    {
        var counters = gateway.Portal.Services.GetRequiredService<ResumptionCounters>();
        var before = counters.Totals;
        gateway.Alpha.Script(Interrupted, Interrupted);
        await AskAsync(GatewayHost.Spare);
        await AskAsync(GatewayHost.Spare, Caller.NotResumed);

        counters.Totals.Attempted.ShouldBe(before.Attempted + 1);
        counters.Totals.Finished.ShouldBe(before.Finished + 1);
        OptedOut(counters.Totals).ShouldBe(OptedOut(before) + 1);
    }

    [Fact]
    public async Task A_continuation_request_adds_two_messages()
    {
        gateway.Alpha.Script(Interrupted);
        await AskAsync(GatewayHost.Spare);

        var messages = gateway.Beta.LastRequest.Json.GetProperty("messages");
        messages.GetArrayLength().ShouldBe(3);
        messages[1].GetProperty("role").GetString().ShouldBe("assistant");
        messages[1].GetProperty("content").GetString().ShouldBe(Delivered);
        messages[2].GetProperty("role").GetString().ShouldBe("user");
        gateway.Beta.LastRequest.Text.ShouldNotContain("system");
        gateway.Beta.LastRequest.Everything.ShouldNotContain("jinf_");
    }

    [Theory]
    [InlineData("/v1/chat/completions", "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\"", "\"finish_reason\":\"length\"", "data: [DONE]\n\n")]
    [InlineData("/v1/messages", "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\"", "\"stop_reason\":\"max_tokens\"", "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")]
    [InlineData("/v1/responses", "\"input\":\"x\",\"max_output_tokens\"", "\"incomplete_details\":{\"reason\":\"max_output_tokens\"}", "}\n\n")]
    public async Task An_answer_that_is_interrupted_at_its_token_limit_is_complete(string path, string limit, string reason, string end)
    {
        // Twelve bytes are about three tokens.
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("twelve bytes")), Then.Pause, Then.Cut));
        gateway.Beta.Script();

        var answer = await (await gateway.Team.MintAsync()).PostAsync(path, $$"""{"model":"{{GatewayHost.Spare}}","stream":true,{{limit}}:3}""");

        answer.Body.ShouldContain("twelve bytes");
        answer.Body.ShouldContain(reason);
        answer.Body.ShouldEndWith(end);
        answer.Body.ShouldNotContain("UPSTREAM_ERROR");
        gateway.Alpha.Requests.Count.ShouldBe(1);
        gateway.Beta.Requests.ShouldBeEmpty();
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("status").GetInt32().ShouldBe(200);
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(3);
        receipt.GetProperty("resumed").GetBoolean().ShouldBeFalse();
    }

    private static long OptedOut(ResumptionTotals totals) => totals.NotAttempted.Where(static count => count.Reason == "opted_out").Sum(static count => count.Count);

    private async Task<GatewayAnswer> AskAsync(string model, params (string, string)[] headers) =>
        await (await gateway.Team.MintAsync()).AskAsync(Caller.Streaming(model, extra: ",\"stream_options\":{\"include_usage\":true}"), headers);
}
