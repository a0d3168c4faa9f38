using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Clients;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>
/// Streams that have no content for minutes, because a model reasons: what counts as a sign of life, and what the client receives meanwhile
/// (mezmo/aura#62, AntigmaLabs/ante#187, Yeachan-Heo/gajae-code#4097, BerriAI/litellm#34819).
/// </summary>
[Trait("Promise", "P-16")]
public sealed class SilentStreamTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly ManualTime time = new();
    private readonly ManualStream upstream = new();
    private readonly PooledBuffer output = new(StreamingResponse.ReadSize);
    private readonly byte[] buffer = new byte[64 * 1024];
    private StreamingResponse? answer;

    public static TheoryData<string> SignsOfLife => [": OPENROUTER PROCESSING\n\n", ": keep-alive\n\n", "\n", ChatSse.Role()];

    public void Dispose()
    {
        answer?.Release();
        upstream.Dispose();
    }

    [Theory]
    [MemberData(nameof(SignsOfLife))]
    public async Task Bytes_without_content_show_that_the_provider_works(string sign)
    {
        var opening = OpenChatAsync(Limits(idle: 12));
        for (var second = 0; second < 25; second += 5)
        {
            time.Advance(Step);
            upstream.Send(sign);
            await Task.WhenAny(upstream.Emptied, opening);
        }

        opening.IsCompleted.ShouldBeFalse();
        upstream.Send(ChatSse.Role() + ChatSse.Text("thought about"));
        (await opening).ShouldBeNull();
    }

    [Fact]
    public async Task A_message_that_was_begun_and_pings_show_that_the_provider_works()
    {
        var opening = OpenMessagesAsync(
            Limits(idle: 12), MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"thinking","thinking":"","signature":""}"""));
        for (var second = 0; second < 25; second += 5)
        {
            time.Advance(Step);
            upstream.Send("event: ping\ndata: {\"type\":\"ping\"}\n\n");
            await Task.WhenAny(upstream.Emptied, opening);
        }

        opening.IsCompleted.ShouldBeFalse();
        upstream.Send(MessagesWire.Delta(0, """{"type":"thinking_delta","thinking":"hm"}"""));
        (await opening).ShouldBeNull();
    }

    [Fact]
    public async Task Silence_after_the_first_byte_is_a_failure()
    {
        var opening = OpenChatAsync(Limits(idle: 12), ChatSse.Role());
        await upstream.Emptied;

        var failure = (await PassAsync(opening)).ShouldNotBeNull();
        failure.Outcome.ShouldBe(AttemptOutcome.TimedOut);
        failure.Reason.ShouldContain("sent nothing for too long");
    }

    /// <summary>The client's event did away with the limit of the read that waited for the provider.</summary>
    [Fact]
    public async Task Silence_is_a_failure_after_the_client_has_received_an_event_without_content()
    {
        var opening = OpenChatAsync(Limits(idle: 45), ": busy\n\n", isResumed: false);
        await upstream.Emptied;
        (await PassAsync(opening)).ShouldBeNull();
        var begunAt = time.GetUtcNow();

        (await PassAsync(RestAsync())).ShouldContain("sent nothing for too long");

        (time.GetUtcNow() - begunAt).ShouldBeLessThan(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Content_that_is_late_is_a_failure_if_another_endpoint_can_take_over()
    {
        var opening = OpenChatAsync(Limits(idle: 12), ChatSse.Role(), limitsContent: true);
        for (var second = 0; second < 30 && !opening.IsCompleted; second += 5)
        {
            upstream.Send(": busy\n\n");
            await Task.WhenAny(upstream.Emptied, opening);
            time.Advance(Step);
        }

        (await opening).ShouldNotBeNull().Reason.ShouldContain("took too long to begin its answer");
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task A_chat_client_receives_events_while_the_model_reasons()
    {
        var opening = OpenChatAsync(Limits(idle: 600));
        (await PassAsync(opening)).ShouldBeNull();

        var body = await ReadAfterAsync(15) + await ReadAfterAsync(15);
        body.Split("data: {").Length.ShouldBe(3);
        upstream.Send(ChatSse.Text("It is so.") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done);
        body += await RestAsync();
        StrictChatClient.Read(body).ShouldBe("text It is so.\nfinish stop\nusage 12 3");
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task A_Responses_client_receives_events_while_a_model_of_another_dialect_reasons()
    {
        var bytes = """{"model":"m","input":"x","stream":true,"store":false}"""u8.ToArray();
        var call = TestCalls.Create(ADialect.ResponsesClient, ResponsesRequestReader.Read(bytes).Value, body: TestCalls.BodyOf(bytes));
        call.Conversation = ResponsesConversationReader.Read(bytes, recalled: 0);
        var opening = OpenAsync(
            call, Limits(idle: 600),
            deadline => Relays.Translating(call, deadline, time, new ResponsesWriter(call, output, ADialect.NothingStored)), "");
        (await PassAsync(opening)).ShouldBeNull();

        var body = await ReadAfterAsync(15);
        body.ShouldContain("event: response.created\n");
        upstream.Send(ChatSse.Role() + ChatSse.Text("It is so.") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done);
        body += await RestAsync();
        var events = ResponsesEvents.Of(body);
        events.Names.Count(static name => name == "response.created").ShouldBe(1);
        events.Pieces("response.output_text.delta").ShouldBe("It is so.");
    }

    private static AttemptTimeouts Limits(double idle) =>
        new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(idle), TimeSpan.FromMinutes(10));

    private Task<AttemptFailure?> OpenChatAsync(
        AttemptTimeouts limits, string events = "", bool limitsContent = false, bool isResumed = true)
    {
        var body = """{"model":"a","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"x"}]}"""u8;
        var call = TestCalls.Create(new ChatClientDialect(), ChatRequestReader.Read(body).Value);
        return OpenAsync(call, limits, deadline => Relays.OfChat(call, output, deadline, time), events, limitsContent, isResumed);
    }

    private Task<AttemptFailure?> OpenMessagesAsync(AttemptTimeouts limits, string events)
    {
        var body = """{"model":"a","stream":true,"max_tokens":100,"messages":[{"role":"user","content":"x"}]}"""u8;
        var call = TestCalls.Create(new MessagesClientDialect(), MessagesRequestReader.Read(body).Value);
        return OpenAsync(call, limits, deadline => Relays.OfMessages(call, output, deadline, time), events);
    }

    private Task<AttemptFailure?> OpenAsync(
        Call call, AttemptTimeouts limits, Func<AttemptDeadline, IStreamRelay> relay, string events, bool limitsContent = false,
        bool isResumed = true)
    {
        var deadline = new AttemptDeadline(limits, endsWithClient: true, time, time.GetTimestamp(), CancellationToken.None)
        {
            LimitsContent = limitsContent,
        };
        deadline.AwaitFirstByte();
        if (events.Length == 0 && limits.Idle > limits.FirstToken) deadline.EndSilence();
        var stream = new UpstreamStream(new HttpResponseMessage(), upstream, SseFraming.Instance, deadline, relay(deadline));
        answer = new StreamingResponse(call, stream, output, time);
        if (events.Length > 0) upstream.Send(events);
        var opening = answer.OpenAsync().AsTask();

        // No upstream is interrupted in these tests but in those that do not resume.
        if (isResumed) answer.EnableResumption(new StreamResumption(continuations: null!, counters: null!, time));
        return opening;
    }

    /// <summary>Lets time pass until the stream is open or has failed, or has ended.</summary>
    private async Task<T> PassAsync<T>(Task<T> opening)
    {
        for (var step = 0; step < 200 && !opening.IsCompleted; step++)
        {
            time.Advance(Step);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        return await opening;
    }

    private async Task<string> ReadAfterAsync(int seconds)
    {
        var reading = ReadAsync();
        time.Advance(TimeSpan.FromSeconds(seconds));
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
