using JusInfer.Portal.Catalog;
using JusInfer.Portal.Tests.TestKit.Clients;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>Tests that deviations of providers on which coding agents fail are corrected, with and without streaming, over real sockets.</summary>
[Trait("Promise", "P-22")]
public sealed class ChatHarnessTests : IAsyncLifetime
{
    private ScriptedUpstream upstream = null!;
    private PortalHost portal = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("alpha", upstream.BaseUrl)
            .Model("test/native", ["alpha:native"])
            .Model("test/hermes", ["alpha:hermes"], toolCallFormat: "hermes")
            .Model("test/qwen3coder", ["alpha:qwen"], toolCallFormat: "qwen3-coder"));
        caller = await (await portal.SignUpAsync()).MintAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("test/hermes")]
    [InlineData("test/qwen3coder")]
    public async Task The_stream_of_a_model_that_may_leak_calls_is_unchanged_until_a_call_appears(string model)
    {
        var odd = ChatSse.Text("1 < 2, <b>so</b>").Replace("\"object\":", "  \"object\" :  ");
        upstream.Script(Replies.Sse(ChatSse.Role() + odd + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done));

        var answer = await caller.AskAsync(Caller.Streaming(model, extra: ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]"));

        answer.Body.ShouldContain(odd);
    }

    [Fact]
    public Task No_chunk_has_an_error_key() => ReadsAsync("Another id on every chunk, time in fractions", "text so");

    [Fact]
    public Task A_call_without_an_index_keeps_its_arguments() => ReadsAsync("Gemini: no index, whole calls, its thought's seal, stop", Call("function-call-1"));

    [Fact]
    public Task A_call_without_an_id_gets_one() => ReadsAsync("Arguments as an object, no index, no id (Ollama's servers)", Call("made-up"));

    [Fact]
    public Task Arguments_as_an_object_become_text() => ReadsAsync("Arguments as an object, no index, no id (Ollama's servers)", Call("made-up"));

    [Fact]
    public Task Empty_arguments_become_an_empty_object() => ReadsAsync("Arguments null, empty, absent", "call a now {}");

    [Fact]
    public Task A_call_in_the_legacy_format_becomes_a_tool_call() => ReadsAsync("A call of the older form", Call("made-up"));

    [Theory]
    [InlineData("\"role\":\"assistant\",")]
    [InlineData("\"type\":\"function\",")]
    public async Task An_unstreamed_answer_gets_its_role_and_its_calls_their_type(string missing)
    {
        upstream.Script(Replies.Json(ChatSse.ToolCompletion("now", "{}").Replace(missing, "")));

        var answer = await caller.AskAsync(Caller.Asking("test/native"));

        var message = answer.Json.GetProperty("choices")[0].GetProperty("message");
        message.GetProperty("role").GetString().ShouldBe("assistant");
        message.GetProperty("tool_calls")[0].GetProperty("type").GetString().ShouldBe("function");
    }

    [Fact]
    public Task A_call_leaked_as_hermes_text_becomes_a_tool_call() => ReadsAsync("Hermes: calls leaked into the text", "call made-up now {}");

    [Fact]
    public Task Text_that_only_looks_like_a_call_stays_text() => ReadsAsync("Hermes: text that only looks like a call", "or <tool_call>no JSON</tool_call>");

    [Fact]
    public Task A_call_leaked_as_qwens_xml_becomes_a_tool_call() => ReadsAsync("Qwen3-Coder: its XML in the text", "call made-up get_weather {\"city\":\"Paris\",\"days\":3}");

    [Fact]
    public Task Chunks_without_choices_do_not_interrupt_a_call() => ReadsAsync("A frame without choices within a call, and a ping", Call("a"));

    [Fact]
    public Task A_stream_has_one_id_and_whole_seconds() => ReadsAsync("Another id on every chunk, time in fractions", "text so");

    [Fact]
    public Task The_terminal_marker_is_sent_once() => ReadsAsync("The last marker twice, CRLF", "text so");

    [Fact]
    public Task A_missing_terminal_marker_is_added() => ReadsAsync("Only content", "finish stop");

    [Fact]
    public Task A_missing_finish_reason_is_derived() => ReadsAsync("No reason for the end after a call", "finish tool_calls");

    [Fact]
    public Task A_finish_reason_that_contradicts_the_calls_is_corrected() => ReadsAsync("xAI: a whole call and usage on every chunk", "finish tool_calls");

    [Fact]
    public Task Content_parts_become_text() => ReadsAsync("Mistral: parts for text, calls with the finish", "text so");

    [Fact]
    public Task Two_choices_are_kept_apart() => ReadsAsync("Two choices", "text two");

    [Fact]
    public Task Text_of_a_model_that_is_not_known_to_leak_calls_is_unchanged() =>
        ReadsAsync(ProviderStreams.All["Hermes: calls leaked into the text"] with { Format = ToolCallFormat.Native }, "<tool_call>");

    [Theory]
    [InlineData("""{"role":"assistant","content":null,"function_call":{"name":"now","arguments":"{}"}}""", "stop", "native")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"function":{"name":"now","arguments":{}}}]}""", "stop", "native")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"","type":"function","function":{"name":"now","arguments":""}}]}""", "tool_calls", "native")]
    [InlineData("""{"role":"assistant","content":"<tool_call>{\"name\":\"now\",\"arguments\":{}}</tool_call>"}""", "stop", "hermes")]
    public async Task An_unstreamed_answer_is_corrected_and_keeps_its_unknown_properties(string message, string finish, string model)
    {
        upstream.Script(Replies.Json($$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1763600000.5,"model":"m","choices":[{"index":0,"message":{{{message}}},"finish_reason":"{{{finish}}}","unheard":1}],"usage":{{{ChatSse.PlainUsage}}},"system_fingerprint":"fp","error":null}"""));

        var answer = await caller.AskAsync(Caller.Asking($"test/{model}", extra: $",\"tools\":{ProviderStreams.Tools}"));

        answer.ShouldBe(200);
        answer.Json.TryGetProperty("error", out _).ShouldBeFalse();
        answer.Json.GetProperty("created").GetInt64().ShouldBe(1763600000);
        answer.Json.GetProperty("system_fingerprint").GetString().ShouldBe("fp");
        answer.Json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(12);
        var choice = answer.Json.GetProperty("choices")[0];
        choice.GetProperty("finish_reason").GetString().ShouldBe("tool_calls");
        choice.GetProperty("unheard").GetInt32().ShouldBe(1);
        var call = choice.GetProperty("message").GetProperty("tool_calls")[0];
        call.GetProperty("id").GetString().ShouldNotBeNullOrEmpty();
        call.GetProperty("type").GetString().ShouldBe("function");
        call.GetProperty("function").GetRawText().ShouldBe("""{"name":"now","arguments":"{}"}""");
    }

    /// <param name="calls">The calls as they are in the answer.</param>
    /// <param name="read">What the client reads of each call, with the id if it is the provider's.</param>
    [Theory]
    [InlineData("""[{"id":"a","type":"function","function":{"name":"now","arguments":"{}"}},{"id":"a","type":"function","function":{"name":"get_weather","arguments":"{\"days\":2}"}}]""", """a now {}|get_weather {"days":2}""")]
    [InlineData("""[{"function":{"name":"now"}},{"function":{"name":"get_weather"}},{"function":{"name":"now"}}]""", "now {}|get_weather {}|now {}")]
    [InlineData("""[{"function":{"name":"now","arguments":"{}"}},{"function":{"name":"now","arguments":"{}"}}]""", "now {}|now {}")]
    public async Task Calls_of_an_unstreamed_answer_are_kept_apart(string calls, string read)
    {
        foreach (var isStream in (bool[])[false, true])
        {
            upstream.Script(Replies.Json($$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1763600000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":{{{calls}}}},"finish_reason":"tool_calls"}],"usage":{{{ChatSse.PlainUsage}}}}"""));

            var answer = await caller.AskAsync(Caller.Asking("test/native", extra: $",\"stream\":{(isStream ? "true" : "false")},\"tools\":{ProviderStreams.Tools}"));

            answer.ShouldBe(200);
            if (isStream)
            {
                StrictChatClient.Read(answer.Body).Split('\n').Where(static line => line.StartsWith("call ", StringComparison.Ordinal))
                    .ShouldBe(read.Split('|').Select(static call => $"call {(call.StartsWith("a ", StringComparison.Ordinal) ? "" : "made-up ")}{call}"));
                continue;
            }

            var given = answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls").EnumerateArray().ToArray();
            given.Select(static call => call.GetProperty("id").GetString()).ShouldBeUnique();
            given.Select(static call => $"{(call.GetProperty("id").GetString() == "a" ? "a " : "")}{call.GetProperty("function").GetProperty("name")} {call.GetProperty("function").GetProperty("arguments")}").ShouldBe(read.Split('|'));
        }
    }

    /// <summary>No client can run such a call, so the attempt is repeated.</summary>
    [Theory]
    [InlineData("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"arguments":"{}"}}]}""")]
    [InlineData("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"","arguments":"{}"}}]}""")]
    [InlineData("""{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}""")]
    public async Task A_call_without_a_name_is_a_failed_attempt(string message)
    {
        var whole = $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1763600000,"model":"m","choices":[{"index":0,"message":{{{message}}},"finish_reason":"tool_calls"}],"usage":{{{ChatSse.PlainUsage}}}}""";
        upstream.Script(Replies.Json(whole), Replies.Json(ChatSse.Completion("now it does")));
        var answer = await caller.AskAsync(Caller.Asking("test/native", extra: $",\"tools\":{ProviderStreams.Tools}"));
        answer.ShouldBe(200);
        answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("now it does");

        foreach (var end in (string[])[ChatSse.Finish("tool_calls") + ChatSse.Done, ChatSse.Done])
        {
            upstream.Script(Replies.Sse(ChatSse.Event(ChatSse.Chunk(message, "null", "")) + end), Replies.Sse(ChatSse.Stream("now it does")));
            var stream = await caller.AskAsync(Caller.Streaming("test/native", extra: $",\"tools\":{ProviderStreams.Tools}"));
            StrictChatClient.Read(stream.Body).ShouldStartWith("text now it does\nfinish stop");
        }
    }

    private static string Call(string id) => $$"""call {{id}} get_weather {"city":"Paris"}""";

    private Task ReadsAsync(string provider, string line) => ReadsAsync(ProviderStreams.All[provider], line);

    private async Task ReadsAsync(ProviderStream stream, string line)
    {
        upstream.Script(Replies.Sse(stream.Events));

        var answer = await caller.AskAsync(Caller.Streaming($"test/{stream.Format.ToString().ToLowerInvariant()}", extra: $",\"stream_options\":{{\"include_usage\":true}},\"tools\":{ProviderStreams.Tools}"));

        answer.ShouldBe(200);
        StrictChatClient.Read(answer.Body).Split('\n').ShouldContain(read => read.Contains(line));
    }
}
