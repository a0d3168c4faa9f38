using JusInfer.Portal.Admission.Runaway;

namespace JusInfer.Portal.Reports.Views;

/// <summary>Why and since when runaway protection has paused a run, key or team.</summary>
internal sealed record PausedView(DateTime At, string Reason)
{
    /// <returns>Null if there is no pause.</returns>
    public static PausedView? From(Pause? pause) => pause is null ? null : new PausedView(pause.At.UtcDateTime, pause.Reason);
}
