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
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.Gateway.Dialects;
using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.Gateway.Streaming.Resumption;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Clients;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>Keep-alives of a stream, announcements of buffered tool calls, and timeouts when the client is slow.</summary>
public sealed class StreamingResponseTests : IDisposable
{
    private const string Comment = ": keep-alive\n\n";

    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(15);

    private static readonly AttemptTimeouts Patient = new(
        TimeSpan.FromSeconds(30), Idle: TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10));

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
    public async Task A_keep_alive_is_sent_after_fifteen_seconds_without_bytes()
    {
        await OpenAsync(ChatSse.Role() + ChatSse.Text("begun"));
        (await ReadAsync()).ShouldContain("begun");

        (await ReadAfterAsync(KeepAliveInterval)).ShouldBe(Comment);
        (await ReadAfterAsync(KeepAliveInterval)).ShouldContain("\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":null}]");

        upstream.Send(ChatSse.Text(" and done"));
        (await ReadAsync()).ShouldContain(" and done");
        (await ReadAfterAsync(KeepAliveInterval)).ShouldBe(Comment);
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task Goose_sees_an_event_while_the_arguments_of_a_tool_call_are_awaited()
    {
        await OpenAsync(ChatSse.Role() + ChatSse.Text("I will look.") + Head);
        var body = await ReadAsync();

        (await ReadAfterAsync(KeepAliveInterval)).ShouldBe(Comment);
        for (var i = 0; i < 3; i++)
        {
            var more = await ReadAfterAsync(KeepAliveInterval);
            more.ShouldStartWith("data: {");
            body += more;
        }

        upstream.Send(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}""", "null")) + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done);
        body += await RestAsync();
        StrictChatClient.Read(body).ShouldBe("text I will look.\ncall call_1 look {}\nfinish tool_calls\nusage 12 3");
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task Comments_of_the_upstream_do_not_replace_keep_alive_events()
    {
        await OpenAsync(ChatSse.Role() + ChatSse.Text("I will look.") + Head + Trickle);
        await ReadAsync();
        for (var i = 0; i < 6; i++)
        {
            upstream.Send(": busy\n\n");
            (await ReadAsync()).ShouldBe(Comment);
            time.Advance(KeepAliveInterval / 3);
        }

        var reading = ReadAsync();
        for (var i = 0; i < 3; i++)
        {
            upstream.Send(": busy\n\n");
            time.Advance(KeepAliveInterval / 3);
        }

        (await reading.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).ShouldBe(Head);
    }

    [Fact]
    public async Task A_Responses_client_gets_in_progress_events_before_the_first_arguments()
    {
        var call = InterruptedCalls.CreateCall(InterruptedCalls.ResponsesClient, """{"model":"a","stream":true,"store":false,"input":"x","tools":[{"type":"function","name":"look","parameters":{}}]}""");
        call.DropAnswer();
        var stream = ResponsesWire.Stream("I will look.").Split("event: response.completed")[0];
        var whole = ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Text(0, "I will look.") + ResponsesWire.FunctionCall(1, "look", "call_1", "{\"at\":", "1}")
            + ResponsesWire.Completed($"{ResponsesWire.Message("I will look.")},{ResponsesWire.Call("look", "{\"at\":1}", "call_1", "fc_call_1")}"));
        var head = whole[stream.Length..(whole.IndexOf("event: response.function_call_arguments.delta", StringComparison.Ordinal))];
        await OpenAsync(call, (output, deadline) => Relays.OfResponses(call, output, deadline, time), stream + head);
        var body = await ReadAsync();

        (await ReadAfterAsync(KeepAliveInterval)).ShouldBe(Comment);
        for (var i = 0; i < 2; i++)
        {
            var more = await ReadAfterAsync(KeepAliveInterval);
            more.ShouldStartWith("event: response.in_progress\n");
            body += more;
        }

        upstream.Send(whole[(stream.Length + head.Length)..]);
        var events = Dialects.OpenAiResponses.ResponsesEvents.Of(body + await RestAsync());
        events.Names.Count(static name => name == "response.in_progress").ShouldBe(3);
        events.Events.Last(static serverEvent => serverEvent.Name == "response.in_progress").Data.GetProperty("response").GetProperty("output").GetArrayLength().ShouldBe(1);
        events.Pieces("response.function_call_arguments.delta").ShouldBe("{\"at\":1}");
        events.Output.Length.ShouldBe(2);
    }

    [Fact]
    [Trait("Promise", "P-25")]
    public async Task An_internal_error_ends_the_stream_with_an_error_event_and_no_partial_event()
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
    public async Task Goose_gets_the_first_tool_call_after_thirty_seconds_and_then_empty_arguments()
    {
        await OpenAsync(ChatSse.Role() + ChatSse.Text("I will look.") + Head + Trickle);
        var body = await ReadAsync();
        body.ShouldNotContain("call_1");

        var first = await ReadAfterAsync(KeepAliveInterval);
        var second = await ReadAfterAsync(KeepAliveInterval);
        var third = await ReadAfterAsync(KeepAliveInterval);
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
    public async Task A_tool_call_whose_arguments_arrive_slowly_is_announced_after_the_same_time()
    {
        await OpenAsync(ChatSse.Role() + ChatSse.Text("I will look.") + Head);
        var body = await ReadAsync();

        for (var keepAlives = 0; keepAlives < 4; keepAlives++)
        {
            var reading = ReadAsync();
            for (var i = 0; i < 3; i++)
            {
                reading.IsCompleted.ShouldBeFalse(body);
                upstream.Send(Trickle);
                time.Advance(KeepAliveInterval / 3);
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
    public async Task A_Messages_client_gets_pings_while_tool_calls_are_buffered()
    {
        var body = """{"model":"a","stream":true,"max_tokens":100,"messages":[{"role":"user","content":"x"}]}"""u8;
        var call = TestCalls.Create(new MessagesClientDialect(), MessagesRequestReader.Read(body).Value);
        await OpenAsync(call, (output, deadline) => Relays.OfMessages(call, output, deadline, time), MessagesWire.Start + MessagesWire.Text(0, "I will look.") + MessagesWire.CallStart(1, "toolu_1", "look"));
        (await ReadAsync()).ShouldNotContain("toolu_1");

        (await ReadAfterAsync(KeepAliveInterval)).ShouldContain("event: ping\n");
        (await ReadAfterAsync(KeepAliveInterval)).ShouldContain("event: ping\n");

        upstream.Send(MessagesWire.ArgumentsDelta(1, "{\"at\":1}") + MessagesWire.BlockStop(1) + MessagesWire.End("tool_use") + MessagesWire.Stop);
        (await RestAsync()).ShouldContain("toolu_1");
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task A_Responses_client_gets_events_for_the_whole_duration_of_its_call()
    {
        var upstreams = RelayStage.Events(ResponsesWire.Numbered(
            ResponsesWire.Created + ResponsesWire.Text(0, "I will look.") + ResponsesWire.FunctionCall(1, "look", "call_1", "{\"at\"", ":1}")
            + ResponsesWire.Completed($"{ResponsesWire.Message("I will look.")},{ResponsesWire.Call("look", "{\"at\":1}", "call_1", "fc_call_1")}")));
        var call = CreateResponsesCall();
        await OpenAsync(call, (output, deadline) => Passing(call, output, deadline), Said(upstreams[..^3]));
        var body = await ReadAsync();
        body.ShouldNotContain("call_1");

        var (first, second, third) = (await ReadAfterAsync(KeepAliveInterval), await ReadAfterAsync(KeepAliveInterval), await ReadAfterAsync(KeepAliveInterval));
        first.ShouldBe(Comment);
        second.ShouldContain("\"name\":\"look\"");
        third.ShouldContain("\"delta\":\"\"");

        upstream.Send(Said(upstreams[^3..]));
        body += first + second + third + await RestAsync();
        var stream = Dialects.OpenAiResponses.ResponsesEvents.Of(body);
        stream.Events.Select(static one => one.Data).Where(static data => data.TryGetProperty("response", out _)).Select(static data => data.GetProperty("response").GetProperty("id").GetString()).Distinct().ShouldBe(["resp_up"]);
        ResponsesAssembly.Of(stream).Calls.ShouldHaveSingleItem().ShouldBe(["function_call", "call_1", "look", "{\"at\":1}"]);
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task A_translated_Responses_client_gets_an_event_while_tool_calls_are_buffered()
    {
        var call = CreateResponsesCall();
        await OpenAsync(call, (output, deadline) => Translating(call, output, deadline), ChatSse.Role() + ChatSse.Text("I will look.") + Head + Trickle);
        var body = await ReadAsync();

        var keepAlives = new List<string>();
        for (var i = 0; i < 5; i++) keepAlives.Add(await ReadAfterAsync(KeepAliveInterval));

        keepAlives[0].ShouldBe(Comment);
        keepAlives[1].ShouldContain("\"name\":\"look\"");
        foreach (var more in keepAlives[2..]) more.ShouldContain("\"delta\":\"\"");
        upstream.Send(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"at\":1}"}}]}""", "null")) + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done);
        body += string.Concat(keepAlives) + await RestAsync();
        ResponsesAssembly.Of(ResponsesEvents.Of(body)).Calls.ShouldHaveSingleItem()[3].Trim().ShouldBe("{\"at\":1}");
    }

    [Fact]
    [Trait("Promise", "P-25")]
    public async Task A_slow_client_does_not_use_up_the_idle_timeout_of_the_upstream()
    {
        await OpenAsync(ChatSse.Role() + ChatSse.Text("begun"));
        upstream.Send(ChatSse.Text(" and done") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done);

        time.Advance(Patient.FirstToken!.Value + Patient.Idle!.Value + KeepAliveInterval);

        var body = await RestAsync();
        StrictChatClient.Read(body).ShouldBe("text begun and done\nfinish stop\nusage 12 3");
    }

    private static string Said(IEnumerable<string> events) => string.Concat(events.Select(static one => $"{one}\n\n"));

    private static Call CreateResponsesCall()
    {
        var bytes = """{"model":"m","input":"x","stream":true,"store":false,"tools":[{"type":"function","name":"look","parameters":{}}]}"""u8.ToArray();
        var call = TestCalls.Create(ADialect.ResponsesClient, ResponsesRequestReader.Read(bytes).Value, body: TestCalls.BodyOf(bytes));
        call.Conversation = ResponsesConversationReader.Read(bytes, recalled: 0);
        return call;
    }

    private IStreamRelay Passing(Call call, PooledBuffer output, AttemptDeadline deadline) => Relays.OfResponses(call, output, deadline, time);

    private StreamRelay Translating(Call call, PooledBuffer output, AttemptDeadline deadline) => Relays.Translating(call, deadline, time, new ResponsesWriter(call, output, ADialect.NothingStored));

    /// <summary>Throws while writing an event, as only an error in the gateway does.</summary>
    private sealed class FaultyRelay(IStreamRelay relay, PooledBuffer output) : IStreamRelay
    {
        public EventOutcome Relay(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
        {
            if (data.IndexOf("FAULT"u8) < 0) return relay.Relay(name, data);
            output.Append("data: {\"half"u8);
            throw new InvalidOperationException("A mistake.");
        }

        public void End() => relay.End();

        public void WriteError(GatewayError error) => relay.WriteError(error);

        public DeltaLog? TakeWithheld() => relay.TakeWithheld();

        public IResponseWriter ContinuationWriter() => relay.ContinuationWriter();

        public int BufferedBytes => relay.BufferedBytes;

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

        // No upstream is interrupted in these tests.
        answer.EnableResumption(new StreamResumption(continuations: null!, counters: null!, time));
    }

    /// <summary>Starts a read and advances the clock while it waits.</summary>
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
