using System.Text;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>How an upstream dies in the middle of its answer.</summary>
internal enum DeathKind
{
    /// <summary>It ends its stream as if that were all.</summary>
    Ends,

    /// <summary>Its connection is reset.</summary>
    Breaks,

    /// <summary>It sends what is no JSON.</summary>
    Babbles,

    /// <summary>It sends its dialect's error.</summary>
    Errs,

    /// <summary>It says nothing more and keeps the connection.</summary>
    Stalls,
}

/// <param name="Kind">How.</param>
/// <param name="At">After how many bytes of its stream.</param>
internal sealed record Death(DeathKind Kind, int At)
{
    /// <summary>Long enough that what was sent before has reached the client: what dies in the same breath as its first content is tried again unseen.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMilliseconds(30);

    /// <param name="events">The stream, had it lived.</param>
    /// <param name="error">Its dialect's error event.</param>
    public Reply Strike(string events, string error) => async (context, cancellationToken) =>
    {
        var bytes = Encoding.UTF8.GetBytes(events);
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, Math.Min(At, bytes.Length)), cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
        await Task.Delay(OnItsWay, cancellationToken);
        switch (Kind)
        {
            case DeathKind.Breaks:
                context.Abort();
                break;
            case DeathKind.Babbles:
                await context.Response.Body.WriteAsync("\ndata: {\"cut\n\n"u8.ToArray(), cancellationToken);
                break;
            case DeathKind.Errs:
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"\n\n{error}"), cancellationToken);
                break;
            case DeathKind.Stalls:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
        }
    };

    /// <summary>Behind how many bytes each event of a stream ends; first of all 0.</summary>
    public static IReadOnlyList<int> EndsOfEvents(string events)
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
