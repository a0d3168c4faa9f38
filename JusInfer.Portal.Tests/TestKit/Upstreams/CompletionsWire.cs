namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>The wire format of text completions.</summary>
internal static class CompletionsWire
{
    public static string Whole(string text, string usage = ChatSse.PlainUsage) =>
        $$"""{"id":"cmpl-upstream","object":"text_completion","created":1763600000,"model":"upstream-name","choices":[{"text":{{ChatSse.Quoted(text)}},"index":0,"logprobs":null,"finish_reason":"stop"}],"usage":{{usage}}}""";

    /// <summary>A complete stream with the requested usage.</summary>
    public static string Stream(params string[] texts) =>
        string.Concat(texts.Select(static text => Chunk(text))) + Chunk("", "\"stop\"") + Usage() + ChatSse.Done;

    public static string Chunk(string text, string finish = "null") =>
        ChatSse.Event($$"""{"id":"cmpl-upstream","object":"text_completion","created":1763600000,"choices":[{"text":{{ChatSse.Quoted(text)}},"index":0,"logprobs":null,"finish_reason":{{finish}}}],"model":"upstream-name"}""");

    public static string Usage(string usage = ChatSse.PlainUsage) =>
        ChatSse.Event($$"""{"id":"cmpl-upstream","object":"text_completion","created":1763600000,"choices":[],"model":"upstream-name","usage":{{usage}}}""");
}
