using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The attempts of a call on one axis of time, with the first token and the points at which the stream was resumed.</summary>
public sealed partial class AttemptTimeline
{
    private const int AxisLength = 1000;

    /// <summary>Shorter bars could not be seen.</summary>
    private const int MinWidth = 6;

    [Parameter, EditorRequired]
    public IReadOnlyList<AttemptBar> Bars { get; set; } = [];

    /// <summary>Milliseconds from the start of the call to its end.</summary>
    [Parameter, EditorRequired]
    public int TotalMs { get; set; }

    /// <summary>Milliseconds from the start of the call to the first token; null if there was none.</summary>
    [Parameter, EditorRequired]
    public int? FirstTokenMs { get; set; }

    /// <summary>Milliseconds from the start of the call to each attempt that resumed its stream.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<int> ResumedMs { get; set; } = [];

    /// <summary>What follows the timeline.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>The end of the axis: of the call, or of an attempt that ended later.</summary>
    private int EndMs => Math.Max(1, Bars.Select(static bar => bar.StartedMs + bar.DurationMs).Append(TotalMs).Max());

    private string Position(int milliseconds) => Scaled(Math.Min(milliseconds, EndMs));

    private string Width(AttemptBar bar) => Math.Max(MinWidth, (double)bar.DurationMs * AxisLength / EndMs).ToString("0.#", CultureInfo.InvariantCulture);

    private string Scaled(int milliseconds) => ((double)milliseconds * (AxisLength - MinWidth) / EndMs).ToString("0.#", CultureInfo.InvariantCulture);
}

/// <summary>An attempt on the axis.</summary>
/// <param name="Name">The model and the provider.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Failed">Whether it gave no complete response.</param>
/// <param name="StartedMs">Milliseconds from the start of the call.</param>
/// <param name="DurationMs">Milliseconds from its start to its end.</param>
public sealed record AttemptBar(string Name, string Outcome, bool Failed, int StartedMs, int DurationMs)
{
    /// <summary>Whether a time since the start of the call is within the attempt.</summary>
    public bool Contains(int milliseconds) => milliseconds >= StartedMs && milliseconds <= StartedMs + DurationMs;
}
