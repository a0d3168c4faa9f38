namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>Text completions as they stand on the wire.</summary>
internal static class CompletionsWire
{
    public static string Whole(string text, string usage = ChatSse.PlainUsage) =>
        $$"""{"id":"cmpl-upstream","object":"text_completion","created":1763600000,"model":"upstream-name","choices":[{"text":{{ChatSse.Quoted(text)}},"index":0,"logprobs":null,"finish_reason":"stop"}],"usage":{{usage}}}""";

    /// <summary>A whole stream, with usage as it comes where it was asked for.</summary>
    public static string Stream(params string[] texts) =>
        string.Concat(texts.Select(static text => Chunk(text))) + Chunk("", "\"stop\"") + Usage() + ChatSse.Done;

    public static string Chunk(string text, string finish = "null") =>
        ChatSse.Event($$"""{"id":"cmpl-upstream","object":"text_completion","created":1763600000,"choices":[{"text":{{ChatSse.Quoted(text)}},"index":0,"logprobs":null,"finish_reason":{{finish}}}],"model":"upstream-name"}""");

    public static string Usage(string usage = ChatSse.PlainUsage) =>
        ChatSse.Event($$"""{"id":"cmpl-upstream","object":"text_completion","created":1763600000,"choices":[],"model":"upstream-name","usage":{{usage}}}""");
}
