using System.Text;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>How a stream is interrupted.</summary>
internal enum InterruptionKind
{
    /// <summary>The stream ends without its terminal event.</summary>
    EndOfStream,

    /// <summary>The connection is reset.</summary>
    ConnectionReset,

    /// <summary>An event contains invalid JSON.</summary>
    MalformedEvent,

    /// <summary>The upstream sends an error event.</summary>
    ErrorEvent,

    /// <summary>The connection stays open, but nothing more is sent.</summary>
    Stall,
}

/// <summary>An interruption of a stream.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="At">The number of bytes sent before.</param>
internal sealed record Interruption(InterruptionKind Kind, int At)
{
    /// <summary>Long enough for the bytes before to reach the client. A stream that fails together with its first content is retried instead of resumed.</summary>
    private static readonly TimeSpan DeliveryTime = TimeSpan.FromMilliseconds(30);

    /// <param name="events">The complete stream.</param>
    /// <param name="error">The error event.</param>
    public Reply Interrupt(string events, string error) => async (context, cancellationToken) =>
    {
        var bytes = Encoding.UTF8.GetBytes(events);
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, Math.Min(At, bytes.Length)), cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
        await Task.Delay(DeliveryTime, cancellationToken);
        switch (Kind)
        {
            case InterruptionKind.ConnectionReset:
                context.Abort();
                break;
            case InterruptionKind.MalformedEvent:
                await context.Response.Body.WriteAsync("\ndata: {\"cut\n\n"u8.ToArray(), cancellationToken);
                break;
            case InterruptionKind.ErrorEvent:
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"\n\n{error}"), cancellationToken);
                break;
            case InterruptionKind.Stall:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
        }
    };

    /// <summary>The offsets in bytes at which the events of a stream end, preceded by 0.</summary>
    public static IReadOnlyList<int> EventEnds(string events)
    {
        var bytes = Encoding.UTF8.GetBytes(events);
        var ends = new List<int> { 0 };
        for (var i = 1; i < bytes.Length; i++)
        {
            if (bytes[i] == '\n' && bytes[i - 1] == '\n') ends.Add(i + 1);
        }

        return ends;
    }
}
