using JusInfer.Portal.Simulator.Answering;

namespace JusInfer.Portal.Simulator.Writing;

/// <summary>When the pieces of an answer are due, counted from the request.</summary>
internal readonly record struct Pace(TimeSpan FirstToken, TimeSpan Token)
{
    public TimeSpan At(int piece) => FirstToken + (Token * piece);

    /// <summary>When the whole answer is there.</summary>
    public TimeSpan Of(Completion completion) => At(Math.Max(0, completion.Choices.Max(Pieces.Count) - 1));
}

internal static class Delays
{
    /// <summary>Waits by this clock; not at all where there is nothing to wait for.</summary>
    public static Task DelayAsync(this TimeProvider clock, TimeSpan delay, CancellationToken cancellationToken) =>
        delay > TimeSpan.Zero ? Task.Delay(delay, clock, cancellationToken)
        : cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken)
        : Task.CompletedTask;
}
