using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.Gateway.Dialects;
using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.Gateway.Streaming.Resumption;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Clients;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>
/// A stream and the clock: how a line is kept warm, how held tools are announced, and that a slow client is not held against an upstream.
/// </summary>
public sealed class StreamingResponseTests : IDisposable
{
    private const string Comment = ": keep-alive\n\n";

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private static readonly AttemptTimeouts Patient = AttemptTimeouts.Default with { Idle = TimeSpan.FromMinutes(5) };

    private readonly ManualTime time = new();
    private readonly ManualStream upstream = new();
    private readonly byte[] buffer = new byte[64 * 1024];
    private StreamingResponse? answer;

    private static string Head => ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":""}}]}""", "null"));

    private static string Trickle => ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":" "}}]}""", "null"));

    public void Dispose()
    {
        answer?.Release();
        upstream.Dispose();
    }

    [Fact]
    public async Task A_line_is_never_silent_for_longer_than_fifteen_seconds()
    {
        await OpenAsync(ChatSse.Role() + ChatSse.Text("begun"));
        (await ReadAsync()).ShouldContain("begun");

        (await ReadAfterAsync(Silence)).ShouldBe(Comment);
        (await ReadAfterAsync(Silence)).ShouldContain("\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":null}]");

        upstream.Send(ChatSse.Text(" and done"));
        (await ReadAsync()).ShouldContain(" and done");
        (await ReadAfterAsync(Silence)).ShouldBe(Comment);
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task A_call_of_which_only_the_head_has_come_is_no_silence_for_goose()
    {
        await OpenAsync(ChatSse.Role() + ChatSse.Text("I will look.") + Head);
        var body = await ReadAsync();

        (await ReadAfterAsync(Silence)).ShouldBe(Comment);
        for (var i = 0; i < 3; i++)
        {
            var more = await ReadAfterAsync(Silence);
            more.ShouldStartWith("data: {");
            body += more;
        }

        upstream.Send(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}""", "null")) + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done);
        body += await RestAsync();
        StrictChatClient.Read(body).ShouldBe("text I will look.\ncall call_1 look {}\nfinish tool_calls\nusage 12 3");
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task An_upstreams_comments_do_not_stand_in_for_events()
    {
        await OpenAsync(ChatSse.Role() + ChatSse.Text("I will look.") + Head + Trickle);
        await ReadAsync();
        for (var i = 0; i < 6; i++)
        {
            upstream.Send(": busy\n\n");
            (await ReadAsync()).ShouldBe(Comment);
            time.Advance(Silence / 3);
        }

        var reading = ReadAsync();
        for (var i = 0; i < 3; i++)
        {
            upstream.Send(": busy\n\n");
            time.Advance(Silence / 3);
        }

        (await reading.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).ShouldBe(Head);
    }

    [Fact]
    public async Task A_client_of_Responses_is_told_while_its_calls_are_held_that_the_response_is_being_made()
    {
        var call = await InterruptedCalls.CallAsync(InterruptedCalls.ResponsesClient, """{"model":"a","stream":true,"store":false,"input":"x","tools":[{"type":"function","name":"look","parameters":{}}]}""");
        call.Interrupted = null;
        var stream = ResponsesWire.Stream("I will look.").Split("event: response.completed")[0];
        var whole = ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Text(0, "I will look.") + ResponsesWire.FunctionCall(1, "look", "call_1", "{\"at\":", "1}")
            + ResponsesWire.Completed($"{ResponsesWire.Message("I will look.")},{ResponsesWire.Call("look", "{\"at\":1}", "call_1", "fc_call_1")}"));
        var head = whole[stream.Length..(whole.IndexOf("event: response.function_call_arguments.delta", StringComparison.Ordinal))];
        await OpenAsync(call, (output, deadline) => Relays.OfResponses(call, output, deadline, time), stream + head);
        var body = await ReadAsync();

        (await ReadAfterAsync(Silence)).ShouldBe(Comment);
        for (var i = 0; i < 2; i++)
        {
            var more = await ReadAfterAsync(Silence);
            more.ShouldStartWith("event: response.in_progress\n");
            body += more;
        }

        upstream.Send(whole[(stream.Length + head.Length)..]);
        var told = Dialects.OpenAiResponses.ResponsesEvents.Of(body + await RestAsync());
        told.Names.Count(static name => name == "response.in_progress").ShouldBe(3);
        told.Events.Last(static said => said.Name == "response.in_progress").Data.GetProperty("response").GetProperty("output").GetArrayLength().ShouldBe(1);
        told.Pieces("response.function_call_arguments.delta").ShouldBe("{\"at\":1}");
        told.Output.Length.ShouldBe(2);
    }

    [Fact]
    [Trait("Promise", "P-25")]
    public async Task A_fault_of_the_gateways_own_is_told_in_the_stream_without_half_an_event()
    {
        var call = TestCalls.Create(new ChatClientDialect(), ChatRequestReader.Read("""{"model":"a","stream":true,"messages":[{"role":"user","content":"x"}]}"""u8).Value);
        await OpenAsync(call, (output, deadline) => new FaultyRelay(Relays.OfChat(call, output, deadline, time), output), ChatSse.Role() + ChatSse.Text("begun"));
        call.Answer = answer;
        var body = await ReadAsync();
        upstream.Send(ChatSse.Text("FAULT"));

        body += await RestAsync();

        var last = JsonElement.Parse(body.TrimEnd().Split("data: ")[^1]);
        last.GetProperty("choices")[0].GetProperty("delta").EnumerateObject().ShouldBeEmpty();
        last.GetProperty("error").GetProperty("code").GetString().ShouldBe("INTERNAL");
        body.ShouldNotContain("half");
        body.ShouldNotContain("[DONE]");
        call.Fault.ShouldBeOfType<InvalidOperationException>();
        call.Meter.HasDelivered.ShouldBeTrue();
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task Goose_is_shown_the_first_call_after_thirty_seconds_and_that_it_is_coming_from_then_on()
    {
        await OpenAsync(ChatSse.Role() + ChatSse.Text("I will look.") + Head + Trickle);
        var body = await ReadAsync();
        body.ShouldNotContain("call_1");

        var first = await ReadAfterAsync(Silence);
        var second = await ReadAfterAsync(Silence);
        var third = await ReadAfterAsync(Silence);
        first.ShouldBe(Comment);
        second.ShouldBe(Head);
        third.ShouldContain("\"arguments\":\"\"");
        third.ShouldNotContain("call_1");

        upstream.Send(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"at\":1}"}}]}""", "null")) + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done);
        body += first + second + third + await RestAsync();
        StrictChatClient.Read(body).ShouldBe("text I will look.\ncall call_1 look  {\"at\":1}\nfinish tool_calls\nusage 12 3");
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task A_call_whose_arguments_trickle_in_is_shown_as_soon_as_one_that_is_awaited()
    {
        await OpenAsync(ChatSse.Role() + ChatSse.Text("I will look.") + Head);
        var body = await ReadAsync();

        for (var reassured = 0; reassured < 4; reassured++)
        {
            var reading = ReadAsync();
            for (var i = 0; i < 3; i++)
            {
                reading.IsCompleted.ShouldBeFalse(body);
                upstream.Send(Trickle);
                time.Advance(Silence / 3);
            }

            body += await reading.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        }

        upstream.Send(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"at\":1}"}}]}""", "null")) + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done);
        body += await RestAsync();
        body.ShouldContain(Comment);
        body.Split("call_1").Length.ShouldBe(2);
        body.ShouldContain($"{Head}data: ");
        body[body.IndexOf("call_1", StringComparison.Ordinal)..].ShouldContain("\"arguments\":\"\"}}");
        StrictChatClient.Read(body).ShouldContain($"look{new string(' ', 13)}{{\"at\":1}}");
    }

    [Fact]
    public async Task A_client_of_Messages_is_pinged_while_its_calls_are_held()
    {
        var body = """{"model":"a","stream":true,"max_tokens":100,"messages":[{"role":"user","content":"x"}]}"""u8;
        var call = TestCalls.Create(new MessagesClientDialect(), MessagesRequestReader.Read(body).Value);
        await OpenAsync(call, (output, deadline) => Relays.OfMessages(call, output, deadline, time), MessagesWire.Start + MessagesWire.Text(0, "I will look.") + MessagesWire.CallStart(1, "toolu_1", "look"));
        (await ReadAsync()).ShouldNotContain("toolu_1");

        (await ReadAfterAsync(Silence)).ShouldContain("event: ping\n");
        (await ReadAfterAsync(Silence)).ShouldContain("event: ping\n");

        upstream.Send(MessagesWire.ArgumentsDelta(1, "{\"at\":1}") + MessagesWire.BlockStop(1) + MessagesWire.End("tool_use") + MessagesWire.Stop);
        (await RestAsync()).ShouldContain("toolu_1");
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task A_client_of_Responses_sees_an_event_for_as_long_as_its_call_takes()
    {
        var upstreams = RelayStage.Events(ResponsesWire.Numbered(
            ResponsesWire.Created + ResponsesWire.Text(0, "I will look.") + ResponsesWire.FunctionCall(1, "look", "call_1", "{\"at\"", ":1}")
            + ResponsesWire.Completed($"{ResponsesWire.Message("I will look.")},{ResponsesWire.Call("look", "{\"at\":1}", "call_1", "fc_call_1")}")));
        var call = await ResponsesAsync();
        await OpenAsync(call, (output, deadline) => Passing(call, output, deadline), Said(upstreams[..^3]));
        var body = await ReadAsync();
        body.ShouldNotContain("call_1");

        var (first, second, third) = (await ReadAfterAsync(Silence), await ReadAfterAsync(Silence), await ReadAfterAsync(Silence));
        first.ShouldBe(Comment);
        second.ShouldContain("\"name\":\"look\"");
        third.ShouldContain("\"delta\":\"\"");

        upstream.Send(Said(upstreams[^3..]));
        body += first + second + third + await RestAsync();
        var stream = Dialects.OpenAiResponses.ResponsesEvents.Of(body);
        stream.Events.Select(static one => one.Data).Where(static data => data.TryGetProperty("response", out _)).Select(static data => data.GetProperty("response").GetProperty("id").GetString()).Distinct().ShouldBe(["resp_up"]);
        ResponseAssembly.Of(stream).Calls.ShouldHaveSingleItem().ShouldBe(["function_call", "call_1", "look", "{\"at\":1}"]);
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task A_client_of_Responses_before_another_dialect_sees_an_event_for_as_long_as_the_call_takes()
    {
        var call = await ResponsesAsync();
        await OpenAsync(call, (output, deadline) => Translating(call, output, deadline), ChatSse.Role() + ChatSse.Text("I will look.") + Head + Trickle);
        var body = await ReadAsync();

        var told = new List<string>();
        for (var i = 0; i < 5; i++) told.Add(await ReadAfterAsync(Silence));

        told[0].ShouldBe(Comment);
        told[1].ShouldContain("\"name\":\"look\"");
        foreach (var more in told[2..]) more.ShouldContain("\"delta\":\"\"");
        upstream.Send(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"at\":1}"}}]}""", "null")) + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done);
        body += string.Concat(told) + await RestAsync();
        ResponseAssembly.Of(ResponsesEvents.Of(body)).Calls.ShouldHaveSingleItem()[3].Trim().ShouldBe("{\"at\":1}");
    }

    [Fact]
    [Trait("Promise", "P-25")]
    public async Task The_time_that_a_client_takes_its_time_is_not_the_upstreams()
    {
        await OpenAsync(ChatSse.Role() + ChatSse.Text("begun"));
        upstream.Send(ChatSse.Text(" and done") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done);

        time.Advance(Patient.FirstToken + Patient.Idle + Silence);

        var body = await RestAsync();
        StrictChatClient.Read(body).ShouldBe("text begun and done\nfinish stop\nusage 12 3");
    }

    private static string Said(IEnumerable<string> events) => string.Concat(events.Select(static one => $"{one}\n\n"));

    private static async Task<Call> ResponsesAsync()
    {
        var bytes = """{"model":"m","input":"x","stream":true,"store":false,"tools":[{"type":"function","name":"look","parameters":{}}]}"""u8.ToArray();
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(bytes);
        var body = await RequestBody.ReadAsync(context.Request, int.MaxValue, TestContext.Current.CancellationToken);
        var call = TestCalls.Create(ADialect.ResponsesClient, ResponsesRequestReader.Read(bytes).Value, body: body);
        call.Conversation = ResponsesConversationReader.Read(bytes, recalled: 0);
        return call;
    }

    private IStreamRelay Passing(Call call, PooledBuffer output, AttemptDeadline deadline) => Relays.OfResponses(call, output, deadline, time);

    private StreamRelay Translating(Call call, PooledBuffer output, AttemptDeadline deadline) => Relays.Translating(call, deadline, time, new ResponsesWriter(call, output, ADialect.NothingStored));

    /// <summary>Fails in the middle of an event, as only a bug of the gateway does.</summary>
    private sealed class FaultyRelay(IStreamRelay relay, PooledBuffer output) : IStreamRelay
    {
        public EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
        {
            if (data.IndexOf("FAULT"u8) < 0) return relay.Take(name, data);
            output.Append("data: {\"half"u8);
            throw new InvalidOperationException("A mistake.");
        }

        public void End() => relay.End();

        public void WriteError(GatewayError error) => relay.WriteError(error);

        public IAnswerWriter ContinuationWriter() => relay.ContinuationWriter();

        public int HeldBytes => relay.HeldBytes;

        public void WriteKeepAlive(bool isEventDue) => relay.WriteKeepAlive(isEventDue);

        public void Dispose() => relay.Dispose();
    }

    private Task OpenAsync(string events)
    {
        var body = """{"model":"a","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"x"}]}"""u8;
        var call = TestCalls.Create(new ChatClientDialect(), ChatRequestReader.Read(body).Value);
        return OpenAsync(call, (output, deadline) => Relays.OfChat(call, output, deadline, time), events);
    }

    private async Task OpenAsync(Call call, Func<PooledBuffer, AttemptDeadline, IStreamRelay> relay, string events)
    {
        var output = new PooledBuffer(StreamingResponse.ReadSize);
        var deadline = new AttemptDeadline(Patient, endsWithClient: true, time, time.GetTimestamp(), CancellationToken.None);
        answer = new StreamingResponse(call, new UpstreamStream(new HttpResponseMessage(), upstream, SseFraming.Instance, deadline, relay(output, deadline)), output, time);
        upstream.Send(events);
        (await answer.OpenAsync()).ShouldBeNull();

        // No upstream dies here: nobody is asked.
        answer.ResumeWith(new StreamResumption(continuations: null!, counters: null!, time));
    }

    /// <summary>Reads while the clock is moved: a read that waits is told of it.</summary>
    private async Task<string> ReadAfterAsync(TimeSpan pause)
    {
        var reading = ReadAsync();
        time.Advance(pause);
        return await reading.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private async Task<string> ReadAsync() => Encoding.UTF8.GetString(buffer, 0, await answer!.ReadAsync(buffer, CancellationToken.None));

    private async Task<string> RestAsync()
    {
        var rest = "";
        while (await ReadAsync() is { Length: > 0 } more) rest += more;
        return rest;
    }
}
