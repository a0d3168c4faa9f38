using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>The wire format of answers in Chat Completions, as its providers send them.</summary>
internal static class ChatSse
{
    public const string Done = "data: [DONE]\n\n";

    /// <summary>OpenAI's usage: 100 input tokens, 40 of them cached, and 20 output tokens, 5 of them reasoning.</summary>
    public const string OpenAiUsage =
        """{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":40,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":5,"audio_tokens":0}}""";

    public const string PlainUsage = """{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}""";

    public static string Completion(string text, string usage = PlainUsage) => $$"""
        {"id":"chatcmpl-upstream","object":"chat.completion","created":1763600000,"model":"upstream-name","choices":[{"index":0,"message":{"role":"assistant","content":{{Quoted(text)}},"refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{{usage}},"service_tier":"default"}
        """;

    public static string ToolCompletion(string name, string arguments) => $$$"""
        {"id":"chatcmpl-upstream","object":"chat.completion","created":1763600000,"model":"upstream-name","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":{{{Quoted(name)}}},"arguments":{{{Quoted(arguments)}}}}}]},"finish_reason":"tool_calls"}],"usage":{{{PlainUsage}}}}
        """;

    public static string Event(string data) => $"data: {data}\n\n";

    public static string Role(string extra = "") => Event(Chunk("""{"role":"assistant","content":""}""", "null", extra));

    public static string Text(string text, string extra = "") => Event(Chunk($$"""{"content":{{Quoted(text)}}}""", "null", extra));

    public static string Finish(string reason = "stop", string extra = "") => Event(Chunk("{}", Quoted(reason), extra));

    /// <summary>The chunk without choices that contains the usage, as OpenAI sends it on request.</summary>
    public static string Usage(string usage = PlainUsage) =>
        Event($$"""{"id":"chatcmpl-upstream","object":"chat.completion.chunk","created":1763600000,"model":"upstream-name","choices":[],"usage":{{usage}}}""");

    /// <summary>A complete stream as OpenAI sends it.</summary>
    public static string Stream(params string[] texts) => Role() + string.Concat(texts.Select(text => Text(text))) + Finish() + Usage() + Done;

    /// <param name="delta">The delta as JSON.</param>
    /// <param name="finish">The finish reason as JSON.</param>
    /// <param name="extra">More properties of the chunk, each with a leading comma.</param>
    public static string Chunk(string delta, string finish, string extra = "") =>
        $$"""{"id":"chatcmpl-upstream","object":"chat.completion.chunk","created":1763600000,"model":"upstream-name","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}]{{extra}}}""";

    public static string Quoted(string text) => JsonSerializer.Serialize(text);
}
