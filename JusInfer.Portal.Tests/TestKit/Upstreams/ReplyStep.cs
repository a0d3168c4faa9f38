using System.Text;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>One step of a streamed reply.</summary>
internal delegate Task ReplyStep(HttpContext context, CancellationToken cancellationToken);

/// <summary>What a stream can do next.</summary>
internal static class Then
{
    /// <summary>Sends text as it stands and flushes it.</summary>
    public static ReplyStep Send(string text) => async (context, cancellationToken) =>
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    };

    /// <summary>
    /// Long enough that what was sent before has reached the client: a cut overtakes what is still on its way, and what dies in the same breath as
    /// its first content is tried again unseen.
    /// </summary>
    public static ReplyStep Pause { get; } = static async (_, cancellationToken) => await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);

    /// <summary>Waits for the test.</summary>
    public static ReplyStep Await(Task signal) => async (_, cancellationToken) => await signal.WaitAsync(cancellationToken);

    /// <summary>Cuts the connection.</summary>
    public static ReplyStep Cut { get; } = (context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Says nothing more and keeps the connection.</summary>
    public static ReplyStep Stall { get; } = async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken);

    /// <summary>Goes on sending until the connection is gone, then tells the test.</summary>
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
