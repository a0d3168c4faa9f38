using JusInfer.Portal.Simulator.Completions;

namespace JusInfer.Portal.Simulator.Responses;

/// <summary>The times at which the fragments of an answer are due, relative to the request.</summary>
internal readonly record struct Pace(TimeSpan FirstToken, TimeSpan Token)
{
    public TimeSpan At(int fragment) => FirstToken + (Token * fragment);

    /// <summary>The time at which the last fragment is due.</summary>
    public TimeSpan TotalDuration(Completion completion) => At(Math.Max(0, completion.Choices.Max(ContentFragments.Count) - 1));
}

internal static class ClockExtensions
{
    /// <summary>Waits for a delay measured by this clock. A delay that is not positive completes synchronously.</summary>
    public static Task DelayAsync(this TimeProvider clock, TimeSpan delay, CancellationToken cancellationToken) =>
        delay > TimeSpan.Zero ? Task.Delay(delay, clock, cancellationToken)
        : cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken)
        : Task.CompletedTask;
}
