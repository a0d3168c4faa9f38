using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>
/// Tests answers of other dialects that are written as Chat Completions: chunks that the strictest clients read, or one completion.
/// </summary>
public sealed class ChatWriterTests
{
    private static readonly TokenBuckets Tokens = new() { InputUncached = 60, CacheRead = 40, OutputText = 15, OutputReasoning = 5 };

    [Fact]
    public void A_stream_begins_with_the_role_and_ends_with_usage_and_one_marker()
    {
        var events = Stream(",\"stream_options\":{\"include_usage\":true}", static writer =>
        {
            writer.Reasoning("hm"u8);
            writer.Text("a\\u00e9"u8);
            writer.Finish(FinishReason.Stop);
        });

        events[^1].ShouldBe("[DONE]");
        var chunks = events[..^1].Select(static data => JsonElement.Parse(data)).ToList();
        chunks.ForEach(static chunk =>
        {
            chunk.GetProperty("id").GetString().ShouldStartWith("chatcmpl-");
            chunk.GetProperty("object").GetString().ShouldBe("chat.completion.chunk");
            chunk.GetProperty("created").GetInt64().ShouldBe(TestCalls.At.ToUnixTimeSeconds());
            chunk.GetProperty("model").GetString().ShouldBe("test/model");
        });
        chunks[..^1].Select(static chunk => chunk.GetProperty("choices").GetRawText()).ShouldBe([
            """[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]""",
            """[{"index":0,"delta":{"reasoning_content":"hm"},"finish_reason":null}]""",
            """[{"index":0,"delta":{"content":"a\u00e9"},"finish_reason":null}]""",
            """[{"index":0,"delta":{},"finish_reason":"stop"}]"""]);
        chunks[^1].GetProperty("choices").GetArrayLength().ShouldBe(0);
        chunks[^1].GetProperty("usage").GetRawText().ShouldBe("""{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":40},"completion_tokens_details":{"reasoning_tokens":5}}""");
        chunks[^1].GetProperty("x_jusinfer").GetProperty("model").GetString().ShouldBe("test/model");
    }

    [Fact]
    public void Tool_calls_begin_with_id_and_name_and_determine_the_finish_reason()
    {
        var events = Stream("", static writer =>
        {
            writer.ToolCall(0, new ToolCallHead("call\"1", "f") { Extra = "{\"google\":1}"u8.ToArray() });
            writer.Arguments(0, "{\\\"x\\\":1}"u8);
            writer.ToolCall(1, new ToolCallHead("call_2", "patch") { Kind = ToolKind.Custom });
            writer.Arguments(1, "***"u8);
            writer.Finish(FinishReason.Stop);
        });

        events.Skip(1).SkipLast(1).Select(static data => JsonElement.Parse(data).GetProperty("choices")[0].GetProperty("delta").GetRawText()).ShouldBe([
            """{"tool_calls":[{"index":0,"id":"call\"1","type":"function","function":{"name":"f","arguments":""},"extra_content":{"google":1}}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":1}"}}]}""",
            """{"tool_calls":[{"index":1,"id":"call_2","type":"custom","custom":{"name":"patch","input":""}}]}""",
            """{"tool_calls":[{"index":1,"type":"custom","custom":{"input":"***"}}]}""",
            "{}"]);
        JsonElement.Parse(events[^2]).GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("tool_calls");
    }

    [Fact]
    public void Log_probabilities_are_sent_with_their_text()
    {
        var events = Stream("", static writer =>
        {
            writer.Logprobs("{\"content\":[]}"u8);
            writer.Text("x"u8);
            writer.Text("y"u8);
        });

        JsonElement.Parse(events[1]).GetProperty("choices")[0].GetRawText().ShouldBe("""{"index":0,"delta":{"content":"x"},"logprobs":{"content":[]},"finish_reason":null}""");
        JsonElement.Parse(events[2]).GetProperty("choices")[0].TryGetProperty("logprobs", out _).ShouldBeFalse();
    }

    [Fact]
    public void An_unstreamed_answer_has_all_its_properties()
    {
        var whole = Whole(static writer =>
        {
            writer.Reasoning("h"u8);
            writer.Reasoning("m"u8);
            writer.Text("a"u8);
            writer.Text("\\n"u8);
            writer.Citation("{\"type\":\"url_citation\"}"u8);
            writer.ToolCall(0, new ToolCallHead("call_1", "f"));
            writer.Arguments(0, "{\\\"x\\\""u8);
            writer.Arguments(0, ":1}"u8);
            writer.Finish(FinishReason.Stop);
        });

        whole.GetProperty("object").GetString().ShouldBe("chat.completion");
        whole.GetProperty("created").GetInt64().ShouldBe(TestCalls.At.ToUnixTimeSeconds());
        whole.GetProperty("choices").GetRawText().ShouldBe("""[{"index":0,"message":{"role":"assistant","content":"a\n","reasoning_content":"hm","refusal":null,"annotations":[{"type":"url_citation"}],"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]},"logprobs":null,"finish_reason":"tool_calls"}]""");
        whole.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(120);
    }

    [Fact]
    public void An_unstreamed_answer_of_only_calls_has_null_as_content() =>
        Whole(static writer => writer.ToolCall(0, new ToolCallHead("call_1", "f"))).GetProperty("choices")[0].GetProperty("message").GetProperty("content").ValueKind.ShouldBe(JsonValueKind.Null);

    [Fact]
    [Trait("Promise", "P-27")]
    public void A_waiting_client_gets_empty_chunks_until_the_answer_has_finished()
    {
        var chunks = Stream("", static writer =>
        {
            writer.Text("a"u8);
            writer.WriteKeepAlive();
            writer.Text("b"u8);
            writer.Finish(FinishReason.Stop);
            writer.WriteKeepAlive();
        });

        chunks.Count.ShouldBe(6);
        chunks[2].ShouldEndWith("\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":null}]}");
        chunks[4].ShouldContain("\"finish_reason\":\"stop\"");
    }

    private static List<string> Stream(string extra, Action<IResponseWriter> write)
    {
        var text = Written($",\"stream\":true{extra}", write);
        text.ShouldEndWith("\n\n");
        return [.. text[..^2].Split("\n\n").Select(static line => line["data: ".Length..])];
    }

    private static JsonElement Whole(Action<IResponseWriter> write) => JsonElement.Parse(Written("", write));

    private static string Written(string fields, Action<IResponseWriter> write)
    {
        var request = ChatRequestReader.Read(Encoding.UTF8.GetBytes("""{"model":"a","messages":[{"role":"user","content":"x"}]""" + fields + "}")).Value;
        var call = TestCalls.Create(new ChatClientDialect(), request);
        call.Meter.Report(Tokens, isDisconnected: false);
        using var output = new PooledBuffer(64);
        var writer = call.Context.ClientDialect.Writer(call, output);
        write(writer);
        writer.End();
        return Encoding.UTF8.GetString(output.Span);
    }
}
