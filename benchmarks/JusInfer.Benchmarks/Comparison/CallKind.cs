using System.Diagnostics;
using System.Text;

namespace JusInfer.Benchmarks.Comparison;

/// <summary>A kind of call that is measured.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Body">The request.</param>
/// <param name="Connections">The number of calls at the same time.</param>
internal sealed record CallKind(string Name, string Body, int Connections)
{
    private const string Text = "The quick brown fox jumps over the lazy dog. ";

    public static IReadOnlyList<CallKind> All { get; } =
    [
        new("2 KB", Request(1, ""), 32),
        new("60 KB", Request(31, ""), 16),
        new("stream of 50 events", Request(1, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"), 16),
    ];

    /// <summary>Sends calls for some time, each connection the next one when it has the answer to the last one.</summary>
    /// <returns>The number of calls.</returns>
    /// <exception cref="InvalidOperationException">A call was not answered with 200.</exception>
    public async Task<int> RunAsync(int port, string key, TimeSpan duration, CancellationToken cancellationToken)
    {
        var request = Encoding.ASCII.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Body.Length}\r\n\r\n{Body}");
        var startedAt = Stopwatch.GetTimestamp();
        var calls = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => RunAsync()));
        return calls.Sum();

        async Task<int> RunAsync()
        {
            using var connection = await HttpExchange.ConnectAsync(port, cancellationToken);
            var count = 0;
            for (; Stopwatch.GetElapsedTime(startedAt) < duration; count++)
            {
                await connection.SendAsync(request, cancellationToken);
                var answer = await connection.ReceiveAsync(cancellationToken);
                if (answer.Span.StartsWith("HTTP/1.1 200"u8)) continue;
                var text = Encoding.UTF8.GetString(answer.Span[..Math.Min(500, answer.Length)]);
                throw new InvalidOperationException($"A call was answered with: {text}");
            }

            return count;
        }
    }

    private static string Request(int messages, string fields)
    {
        var content = string.Concat(Enumerable.Repeat(Text, 42));
        var list = Enumerable.Range(0, messages).Select(number =>
            $$"""{"role":"{{(number % 2 == 0 ? "user" : "assistant")}}","content":"{{number}} {{content}}"}""");
        return $$"""{"model":"{{MeasuredPortal.Model}}","messages":[{{string.Join(',', list)}}]{{fields}}}""";
    }
}
