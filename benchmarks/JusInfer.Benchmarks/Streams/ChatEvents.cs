using System.Text;

namespace JusInfer.Benchmarks.Streams;

/// <summary>A Chat Completions stream: some chunks of text, the finish reason, usage, the marker.</summary>
internal static class ChatEvents
{
    public static byte[][] Of(int chunks) =>
    [
        .. Enumerable.Range(0, chunks).Select(number => Event(Chunk($$"""{"content":" word{{number}}"}""", "null"))),
        Event(Chunk("{}", "\"stop\"")),
        Event("""{"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1763600000,"model":"bench-model","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":50,"total_tokens":62}}"""),
        Event("[DONE]"),
    ];

    private static string Chunk(string delta, string finish) =>
        $$"""{"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1763600000,"model":"bench-model","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{{delta}},"logprobs":null,"finish_reason":{{finish}}}]}""";

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");
}
