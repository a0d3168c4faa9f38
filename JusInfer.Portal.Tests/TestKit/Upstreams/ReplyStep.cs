using System.Text;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>One step of a streamed reply.</summary>
internal delegate Task ReplyStep(HttpContext context, CancellationToken cancellationToken);

/// <summary>The steps of streams.</summary>
internal static class Then
{
    /// <summary>Sends a text unchanged and flushes it.</summary>
    public static ReplyStep Send(string text) => async (context, cancellationToken) =>
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    };

    /// <summary>
    /// Sends a text after a comment that is longer than what the gateway reads at once: however late it reads, it reads first what came
    /// before.
    /// </summary>
    public static ReplyStep SendApart(string text) => Send($": {new string('.', 8192)}\n\n{text}");

    /// <summary>
    /// Waits until the sent text has reached the client. Otherwise an abort could overtake it, and a stream that ends together with its
    /// first content is retried without the client noticing.
    /// </summary>
    public static ReplyStep Pause { get; } = static async (_, cancellationToken) => await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);

    /// <summary>Waits for a signal of the test.</summary>
    public static ReplyStep Await(Task signal) => async (_, cancellationToken) => await signal.WaitAsync(cancellationToken);

    /// <summary>Aborts the connection.</summary>
    public static ReplyStep Cut { get; } = (context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Sends nothing more and keeps the connection open.</summary>
    public static ReplyStep Stall { get; } = async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken);

    /// <summary>Sends a text repeatedly until the connection is closed, then signals the test.</summary>
    public static ReplyStep SendUntilGone(string text, TaskCompletionSource gone) => async (context, cancellationToken) =>
    {
        try
        {
            while (true)
            {
                await Send(text)(context, cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            gone.TrySetResult();
        }
    };
}
