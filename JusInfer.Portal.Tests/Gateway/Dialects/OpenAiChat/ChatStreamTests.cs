using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Clients;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>
/// Tests that the strictest client reads every provider's stream, however the provider deviates from the dialect and however the bytes are split.
/// </summary>
[Trait("Promise", "P-22")]
public sealed class ChatStreamTests
{
    public static TheoryData<string> Providers => [.. ProviderStreams.All.Keys];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_strictest_client_reads_the_intended_answer(string provider)
    {
        var stream = ProviderStreams.All[provider];

        var output = await PassAsync(Call(stream), Encoding.UTF8.GetBytes(stream.Events));

        ShouldRead(Encoding.UTF8.GetString(output), stream.Expected);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_answer_does_not_depend_on_how_the_bytes_are_split(string provider)
    {
        var stream = ProviderStreams.All[provider];
        var bytes = Encoding.UTF8.GetBytes(stream.Events);
        var call = Call(stream);
        var whole = await PassAsync(call, bytes);

        for (var at = 1; at < bytes.Length; at++)
        {
            var split = await PassAsync(call, bytes[..at], bytes[at..]);
            if (!split.AsSpan().SequenceEqual(whole)) Encoding.UTF8.GetString(split).ShouldBe(Encoding.UTF8.GetString(whole), $"split at {at}");
        }

        (await PassAsync(call, [.. bytes.Select(static one => new[] { one })])).ShouldBe(whole);
    }

    /// <summary>The stream is written anew, as for a client of another dialect.</summary>
    [Theory]
    [MemberData(nameof(Providers))]
    public void A_translated_answer_has_the_same_content(string provider)
    {
        if (provider == "Two choices") return;
        var stream = ProviderStreams.All[provider];
        var call = Call(stream);
        using var output = new PooledBuffer(64);
        using var relay = Relays.Translating(call, Deadline(), TimeProvider.System, call.Context.ClientDialect.Writer(call, output));

        var events = stream.Events.Replace("\r\n", "\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(static one => one.StartsWith("data:", StringComparison.Ordinal)).Select(static one => one["data:".Length..].TrimStart());
        foreach (var one in events)
        {
            if (relay.Relay(default, Encoding.UTF8.GetBytes(one)).Kind == EventKind.Ended) break;
        }

        relay.End();
        ShouldRead(Encoding.UTF8.GetString(output.Span), stream.Expected);
    }

    [Fact]
    public async Task A_canonical_chunk_is_unchanged()
    {
        const string Chunk = """data: { "id":"chatcmpl-1", "object":"chat.completion.chunk","created":1763600000,"model":"m","choices":[ {"index":0,"delta":{"role":"assistant","content":"\u00e9","unheard":[1,2.50]},"logprobs":{"content":[]},"finish_reason":null} ],"more":{"b":1,"a":2} }""";
        const string Head = """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763600000,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"now","arguments":""},"extra":1}]},"finish_reason":null}]}""";
        const string More = """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763600000,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]},"finish_reason":null}]}""";
        const string End = """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763600000,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""";
        const string Events = Chunk + "\n\n" + Head + "\n\n" + More + "\n\n" + End + "\n\n";

        var output = Encoding.UTF8.GetString(await PassAsync(Call(new ProviderStream(Events, "")), Encoding.UTF8.GetBytes(Events + "data: [DONE]\n\n")));

        output.ShouldStartWith(Events);
    }

    [Theory]
    [InlineData("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1.5,"model":"m","choices":[{"index":0,"delta":{"content":["a"],"unheard":1},"logprobs":{"content":[]},"finish_reason":null}],"system_fingerprint":"fp"}""", """{"index":0,"delta":{"unheard":1,"content":"a"},"logprobs":{"content":[]},"finish_reason":null}""")]
    [InlineData("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":{}},"extra_content":{"google":{"thought_signature":"s"}}}]},"finish_reason":null}],"system_fingerprint":"fp"}""", """{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""},"extra_content":{"google":{"thought_signature":"s"}}}]},"finish_reason":null}""")]
    public async Task Unknown_properties_are_kept_by_the_normalization(string chunk, string mended)
    {
        var output = await PassAsync(Call(new ProviderStream("", "")), Encoding.UTF8.GetBytes($"data: {chunk}\n\ndata: [DONE]\n\n"));

        var first = System.Text.Json.JsonElement.Parse(Encoding.UTF8.GetString(output).Split("\n\n")[1]["data: ".Length..]);
        first.GetProperty("choices")[0].GetRawText().ShouldBe(mended);
        first.GetProperty("system_fingerprint").GetString().ShouldBe("fp");
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"error"}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{},"finish_reason":"network_error"}]}""")]
    [InlineData("""{"object":"error","message":"overloaded","code":500}""")]
    public async Task An_answer_that_its_provider_aborted_is_a_failed_attempt(string chunk)
    {
        var call = Call(new ProviderStream("", ""));

        (await OpenAsync(call, Encoding.UTF8.GetBytes($"data: {chunk}\n\n"))).Failure.ShouldNotBeNull();
    }

    private static void ShouldRead(string body, string expected)
    {
        var read = StrictChatClient.Read(body);
        (expected.Contains("\nusage ") ? read : read[..read.LastIndexOf("\nusage ", StringComparison.Ordinal)]).ShouldBe(expected);
    }

    private static Call Call(ProviderStream stream)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"a","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"x"}],"tools":{{ProviderStreams.Tools}}}""");
        var call = TestCalls.Create(new ChatClientDialect(), ChatRequestReader.Read(body).Value, TestCalls.Model with { ToolCallFormat = stream.Format });
        call.Conversation = ChatConversationReader.Read(body);
        return call;
    }

    private static async Task<byte[]> PassAsync(Call call, params byte[][] pieces)
    {
        var (answer, failure) = await OpenAsync(call, pieces);
        failure.ShouldBeNull();
        using var output = new MemoryStream();
        var buffer = new byte[4096];
        while (await answer.ReadAsync(buffer, CancellationToken.None) is > 0 and var read) output.Write(buffer, 0, read);
        answer.Release();
        return output.ToArray();
    }

    private static async Task<(StreamingResponse Answer, AttemptFailure? Failure)> OpenAsync(Call call, params byte[][] pieces)
    {
        call.Attempt.DiscardUsage();
        call.Transcript.Clear();
        var output = new PooledBuffer(StreamingResponse.ReadSize);
        var deadline = Deadline();
        var leg = new UpstreamStream(new HttpResponseMessage(), new PartsStream(pieces), SseFraming.Instance, deadline, Relays.OfChat(call, output, deadline, TimeProvider.System));
        var answer = new StreamingResponse(call, leg, output, TimeProvider.System);
        return (answer, await answer.OpenAsync());
    }

    private static AttemptDeadline Deadline() => new(AttemptTimeouts.Default, endsWithClient: true, TimeProvider.System, TimeProvider.System.GetTimestamp(), CancellationToken.None);
}
