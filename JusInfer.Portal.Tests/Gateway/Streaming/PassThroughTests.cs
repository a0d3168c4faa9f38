using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>The gateway changes only what it has to; everything else passes through byte for byte.</summary>
[Trait("Promise", "P-26")]
public sealed class PassThroughTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Odd = """
        { "temperature" : 1.0e0,  "seed":9007199254740993 , "model" : "test/frontier-1","top_p":-0.0,
          "messages":[ {"role":"user","content":"\u00e9\u00E9 \ud83d\ude00 😀 \/ \t","name":"a\u0062c"} , {"content":null,"role":"assistant","unknown":{"b":1,"a":2}} ],
          "response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"z":1,"a":{"maximum":18446744073709551615,"minimum":1.10}}}},
          "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","b":0,"properties":{},"a":0}}}],"unheard_of":[1,2.50,{"deep":[[[]]]}], "metadata":{"k":"v"}	}
        """;

    [Fact]
    public async Task A_request_is_unchanged_except_for_the_model()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab")));
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Odd)).ShouldBe(200);

        gateway.Alpha.LastRequest.Text.ShouldBe(Odd.Replace("\"test/frontier-1\"", "\"frontier-upstream\""));
    }

    [Fact]
    public async Task A_streaming_request_is_unchanged_except_for_the_model_and_the_usage_option()
    {
        var streamed = Odd.Replace("\"temperature\"", "\"stream\":true, \"temperature\"");
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("ab")));
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(streamed)).ShouldBe(200);

        gateway.Alpha.LastRequest.Text.ShouldBe(streamed.Replace("\"test/frontier-1\"", "\"frontier-upstream\",\"stream_options\":{\"include_usage\":true}"));
    }

    [Fact]
    public async Task An_escaped_property_name_is_recognized_and_unchanged()
    {
        const string Body = """{"mod\u0065l":"test\/frontier-1","messages":[{"r\u006fle":"user","content":"x"}]}""";
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab")));
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Body)).ShouldBe(200);

        gateway.Alpha.LastRequest.Text.ShouldBe(Body.Replace("\"test\\/frontier-1\"", "\"frontier-upstream\""));
    }

    [Fact]
    [Trait("Promise", "P-22")]
    public async Task Chunks_are_unchanged_except_for_usage()
    {
        const string Chunk = """{"id":"chatcmpl-upstream", "created":1763600000,"object" : "chat.completion.chunk","model":"up","choices":[{"index":0,"delta":{"content":"\u00e9","reasoning_content":"r"},"logprobs":{"content":[{"token":"é","logprob":-1.0e-1}]},"finish_reason":null}], "system_fingerprint":null,"obfuscation":"abc"}""";
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + ChatSse.Event(Chunk) + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier, extra: ",\"logprobs\":true"));

        answer.Events[1].ShouldBe(Chunk);
    }

    [Fact]
    public async Task A_prompt_of_several_megabytes_is_unchanged()
    {
        var text = string.Create(3_000_000, 0, static (characters, _) =>
        {
            for (var i = 0; i < characters.Length; i++) characters[i] = (char)('a' + (i % 26));
        });
        var body = Caller.Asking("test/roomy", text);
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab")));
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(body)).ShouldBe(200);

        gateway.Alpha.LastRequest.Text.ShouldBe(body.Replace("test/roomy", "roomy"));
    }

    [Fact]
    public async Task A_chunked_request_body_is_unchanged()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab")));
        var caller = await gateway.Team.MintAsync();
        var body = new StringContent(Odd);
        using var chunked = new StreamContent(await body.ReadAsStreamAsync(TestContext.Current.CancellationToken), bufferSize: 7);

        var answer = await caller.SendAsync(HttpMethod.Post, Caller.Completions, chunked, ("Transfer-Encoding", "chunked"));

        answer.ShouldBe(200);
        gateway.Alpha.LastRequest.Text.ShouldBe(Odd.Replace("\"test/frontier-1\"", "\"frontier-upstream\""));
    }
}
